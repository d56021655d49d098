import * as v from 'valibot';
import { moment } from '../specs/basics.ts';
import { money, product } from '../specs/billing-spec.ts';
import type { Ledger } from '../world/billing.ts';
import { billTime, dayStart } from '../world/billing-days.ts';
import type { JsonObject } from '../world/json.ts';
import { availableIn, ledgerOf, moveMoney, reopen } from '../world/ledger.ts';
import { amountText, microsOf } from '../world/money.ts';
import { isPriceItem, priceItems } from '../world/prices.ts';
import { parseDuration, parseInstant } from '../world/time.ts';
import { always, change } from '../world/timeline.ts';
import type { Account, WorldState } from '../world/world-state.ts';
import { type Command, CommandError, doer, homeOf } from './command.ts';
import { clusterNamed } from './find.ts';

const { account } = doer;

/** An account whose money it is: that of one paid for by another is the other's. */
function payingHome(world: WorldState, args: { account?: string | undefined }): Account {
  const home = homeOf(world, args);
  const { payer } = home.billing;
  if (payer !== '') throw new CommandError('NoBalance', `${payer} pays for ${home.id}.`);
  return home;
}

type Money = Parameters<typeof moveMoney>[2];

function moved(world: WorldState, args: { account?: string | undefined }, change: Money): JsonObject {
  const home = payingHome(world, args);
  const { opening } = home.billing;
  // In the history of a scenario: its balance is that of the first change.
  if (world.clock.now < opening.at) reopen(home.billing, { ...opening, at: world.clock.now });
  return told(moveMoney(world, home, change));
}

function told(ledger: Ledger): JsonObject {
  return { available: amountText(availableIn(ledger)), cash: amountText(ledger.cash) };
}

const amountArgs = v.strictObject({ account, amount: money });

const topUp: Command<typeof amountArgs> = {
  args: amountArgs,
  run: (world, args) => moved(world, args, { topUp: args.amount }),
};

const setBalance: Command<typeof amountArgs> = {
  args: amountArgs,
  run: (world, args) => moved(world, args, { cash: args.amount }),
};

const setCredit: Command<typeof amountArgs> = {
  args: amountArgs,
  run: (world, args) => moved(world, args, { credit: args.amount }),
};

/** A moment that is over: an instant, or how long ago. */
function pastMoment(world: WorldState, text: string | undefined): number {
  const { now } = world.clock;
  const length = text === undefined ? 0 : parseDuration(text);
  const at = length === null ? parseInstant(text ?? '') : now - Math.abs(length);
  if (at !== null && at <= now) return at;
  throw new CommandError(
    'InvalidArguments',
    `since: Expected a time that is over, or a duration such as P5D.`,
  );
}

/** What the bill that cannot be paid is about, in hundredths. */
const debtOf = 10_000;

const debtArgs = v.strictObject({ account, since: v.optional(v.string()) });

/** The balance was used up at that moment, and one more invoice came: the rest follows from the days since. */
const runUpDebt: Command<typeof debtArgs> = {
  args: debtArgs,
  run: (world, args) => {
    const home = payingHome(world, args);
    const { billing } = home;
    const since = pastMoment(world, args.since);
    const { credit } = ledgerOf(world, home);
    reopen(billing, { at: since - 1, cash: -credit, credit });
    billing.oneOffs.push({ product: 'ecs', amount: debtOf, at: since - 1, due: since });
    return told(ledgerOf(world, home));
  },
};

const callsArgs = v.strictObject({
  account,
  cluster: v.string(),
  calls: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

const setCallsPerDay: Command<typeof callsArgs> = {
  args: callsArgs,
  run: (world, args) => {
    const found = clusterNamed(world, homeOf(world, args), args.cluster);
    change(found.callsPerDay, world.clock.now, args.calls);
    return { cluster: found.id };
  },
};

const spendArgs = v.strictObject({ account, product, amount: money, at: v.optional(moment) });

/** An invoice that comes once, with the bills of its day, or with the next when those have come. */
const addOtherSpend: Command<typeof spendArgs> = {
  args: spendArgs,
  run: (world, args) => {
    const { now } = world.clock;
    const length = args.at === undefined ? 0 : parseDuration(args.at);
    const at = length === null ? (parseInstant(args.at ?? '') ?? now) : now + length;
    const { billing } = homeOf(world, args);
    const due = Math.max(billTime(dayStart(at)), now + 1);
    billing.oneOffs.push({ product: args.product, amount: args.amount, at, due });
    return { due: new Date(due).toISOString() };
  },
};

const priceArgs = v.strictObject({ account, item: v.string(), price: v.string() });

/** From the next day on: a day is billed at the prices it began with. */
const setListPrice: Command<typeof priceArgs> = {
  args: priceArgs,
  run: (world, { item, price, ...where }) => {
    const micros = microsOf(price);
    if (micros === null)
      throw new CommandError('InvalidArguments', 'price: Expected a price in quotes, such as "0.6"');
    if (!isPriceItem(item)) {
      const known = priceItems.join(', ');
      throw new CommandError('InvalidArguments', `item: There is no item ${item}. There is: ${known}.`);
    }
    const { prices } = payingHome(world, where).billing;
    const timeline = prices.get(item) ?? always<number | null>(null);
    prices.set(item, timeline);
    change(timeline, world.clock.now, micros);
    return { item, price };
  },
};

export const billingCommands = {
  topUp,
  setBalance,
  setCredit,
  runUpDebt,
  setCallsPerDay,
  addOtherSpend,
  setListPrice,
};
