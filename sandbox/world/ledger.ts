import { stateInDebt } from './arrears.ts';
import { type Billing, clustersDeletedAfter, type Ledger, newLedger, type OpenBill } from './billing.ts';
import { noonAfter } from './billing-days.ts';
import { type Bill, billsDue } from './bills.ts';
import type { Cluster } from './cluster.ts';
import { change as changeAt, valueAt } from './timeline.ts';
import { type Account, accountOf, type WorldState } from './world-state.ts';

export function availableIn({ cash, credit }: Ledger): number {
  return cash + credit;
}

/** Lets the debt go on until this moment: after fifteen days it costs the clusters. */
function moveTo(ledger: Ledger, at: number): void {
  const since = valueAt(ledger.debt, ledger.until);
  const end = since === null ? null : since + clustersDeletedAfter;
  if (end !== null && end <= at && !ledger.deletions.includes(end)) ledger.deletions.push(end);
  ledger.until = at;
}

function unpaid(ledger: Ledger): OpenBill[] {
  return [...ledger.open.values()].filter(({ outstanding }) => outstanding > 0);
}

/** What there is pays the oldest bills first, and as much of them as is not below zero. */
function payOpen(ledger: Ledger, at: number): void {
  const open = unpaid(ledger);
  let owed = 0;
  for (const { outstanding } of open) owed += outstanding;
  let money = owed - Math.max(0, -availableIn(ledger));
  for (const bill of open) {
    const paid = Math.max(0, Math.min(money, bill.outstanding));
    money -= paid;
    bill.outstanding -= paid;
    if (bill.outstanding === 0) bill.paidAt = at;
  }
  const since = open.find(({ outstanding }) => outstanding > 0)?.due ?? null;
  if (since !== valueAt(ledger.debt, at)) changeAt(ledger.debt, at, since);
}

/**
 * An order is never owed: subscriptions have no arrears. Assumption: what the balance does not cover is paid for by
 * other means, instead of the order being refused.
 */
function charge(ledger: Ledger, bill: Bill): void {
  const isOrder = bill.lines[0].kind === 'SubscriptionOrder';
  if (isOrder && availableIn(ledger) < bill.cents) return;
  ledger.cash -= bill.cents;
  if (availableIn(ledger) < 0 && bill.cents > 0)
    ledger.open.set(bill.id, { due: bill.due, outstanding: bill.cents, paidAt: null });
}

/** Charges what falls due after where the ledger stands, up to `until`. */
function advance(world: WorldState, payer: Account, until: number): void {
  const { ledger } = payer.billing;
  for (const bill of billsDue(world, payer, ledger.until, until)) {
    moveTo(ledger, bill.due);
    charge(ledger, bill);
    payOpen(ledger, bill.due);
  }
  moveTo(ledger, until);
}

/** Who pays for this account: another one, when its bills are consolidated. */
export function payerOf(world: WorldState, account: Account): Account {
  return account.billing.payer === '' ? account : accountOf(world, account.billing.payer);
}

/**
 * The ledger of the account that pays, brought up to this moment or to the clock. Whether it goes day by day or at
 * once makes no difference: what a day cost is read from the story of the world.
 */
export function ledgerOf(world: WorldState, account: Account, at: number = world.clock.now): Ledger {
  const payer = payerOf(world, account);
  const { ledger } = payer.billing;
  const until = Math.min(at, world.clock.now);
  while (ledger.until < until) advance(world, payer, Math.min(noonAfter(ledger.until), until));
  return ledger;
}

/** The state of a cluster now, debt included. */
export function clusterState(world: WorldState, account: Account, cluster: Cluster): string {
  const { now } = world.clock;
  return stateInDebt(ledgerOf(world, account), cluster, now);
}

/** Changes the balance now, and pays with it what is unpaid. */
export function moveMoney(
  world: WorldState,
  payer: Account,
  change: { topUp?: number; cash?: number; credit?: number },
): Ledger {
  const ledger = ledgerOf(world, payer);
  ledger.cash = (change.cash ?? ledger.cash) + (change.topUp ?? 0);
  ledger.credit = change.credit ?? ledger.credit;
  payOpen(ledger, world.clock.now);
  return ledger;
}

/** Lets the story of the balance begin anew, at a moment of the past. */
export function reopen(billing: Billing, opening: Billing['opening']): void {
  billing.opening = opening;
  billing.ledger = newLedger(opening);
}
