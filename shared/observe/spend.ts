import { bss } from '../cloud/bss.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { BillAccess } from '../collect/money/ask.ts';
import { collectBalance } from '../collect/money/balance.ts';
import { collectBills } from '../collect/money/bills.ts';
import { collectDailySpend } from '../collect/money/daily-spend.ts';
import { collectHostedKeys } from '../collect/money/hosted-keys.ts';
import { collectKmsUsage } from '../collect/money/kms-usage.ts';
import { paysFor } from '../collect/money/payer.ts';
import { planBills, type ReadPlan } from '../collect/money/read-plan.ts';
import type { Observed } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import type { Balance, Money } from '../model/money.ts';
import { about, type Observation, seen, type Unseen, unseen } from '../model/observation.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Source } from '../model/source.ts';
import { isSign, worstStatus } from '../money/arrears.ts';
import { type JobContext, observed, wants } from './context.ts';

/**
 * The account that pays for this one, as far as it can be entered; null when there is none. `told`: the directory says so; else it
 * may pay, because both are in one directory. Not seen: the directory could not be asked, and who paid last pays, as far as is known.
 */
export type FindPayer = () => Promise<
  { id: string; cloud: Observation<Cloud>; told: boolean } | Unseen | null
>;

/** What the money consists of; what no check asks for is not read. */
const MONEY = ['balance', 'bills', 'dailySpend', 'kmsUsage', 'hostedKeys'] as const satisfies (Source &
  keyof Money)[];

const NOT_WANTED = unseen('absent', 'no check asks for it');

/** Parts of other jobs that the money is judged with. */
export type MoneyContext = Required<Pick<Snapshot['parts'], 'clusters' | 'kmsStatus' | 'instances'>>;

/** What the job starts from: where the keys are may be told later. */
type MoneyInputs = Pick<MoneyContext, 'kmsStatus'> & {
  clusters: MoneyContext['clusters'] | Promise<MoneyContext['clusters']>;
};

/**
 * Sees what the account has left, every hour, and its bills once a day, or every hour while something is unpaid. What is not
 * read again stays as it was seen.
 */
export async function observeSpend(
  context: JobContext,
  others: MoneyInputs,
  payer: FindPayer,
  before: JobState,
): Promise<Observed> {
  const { now, startedAt = now() } = context;
  if (!wants(context, ...MONEY)) return observed('spend', context, startedAt, {});
  const last = moneyOf(before);
  const plans = plansFor(last, startedAt);
  const isDaily = plans.daily?.isDaily === true;
  const access = await accessTo(context, payer, last, isDaily);
  const isDue = isDaily || !last?.bills.seen || last.bills.missing || last.bills.value.unpaid.length > 0;
  const [balance, daily, hostedKeys, due] = await Promise.all([
    wants(context, 'balance') ? collectBalance(access) : NOT_WANTED,
    readDaily(context, access, plans, last),
    isDaily || !last?.hostedKeys.seen ? readKeys(context, others, startedAt) : last.hostedKeys,
    isDue ? readBills(context, access, startedAt) : last.bills,
  ]);
  const statuses = others.kmsStatus.seen ? others.kmsStatus.value : [];
  const isOverdue = isSign({ balance }, worstStatus(statuses));
  const bills = isOverdue && !isDue ? await readBills(context, access, startedAt) : due;
  const money = oneRefusal({
    account: context.account,
    balance,
    bills,
    ...daily,
    hostedKeys,
    kept: { ...daily.kept, payer: balance.seen ? null : payerOf(last) },
    overdueSince: overdueSince(isOverdue, balance, last, startedAt),
  });
  return observed('spend', context, startedAt, { money: seen(money, startedAt.toISOString()) });
}

/** An account that cannot be entered: nothing of it can be read, but the clock of arrears and the known bills outlive it. */
export function observeNoMoney(
  { account, now }: Pick<JobContext, 'account' | 'now'>,
  { kmsStatus }: MoneyContext,
  why: Unseen,
  before: JobState,
): Observed {
  const last = moneyOf(before);
  const startedAt = now();
  if (!last) return observed('spend', { account, now }, startedAt, { money: why });
  const isOverdue = isSign({ balance: why }, worstStatus(kmsStatus.seen ? kmsStatus.value : []));
  const money: Money = {
    account,
    balance: why,
    bills: why,
    dailySpend: why,
    kmsUsage: why,
    hostedKeys: why,
    overdueSince: overdueSince(isOverdue, why, last, startedAt),
    kept: { ...knownDays(last), payer: payerOf(last) },
  };
  return observed('spend', { account, now }, startedAt, { money: seen(money, startedAt.toISOString()) });
}

function moneyOf({ result }: JobState): Money | null {
  const money = result?.parts.money;
  return money?.seen ? money.value : null;
}

/** Who paid when that was last known. */
function payerOf(last: Money | null): string | null {
  return last?.balance.seen ? last.balance.value.payer : (last?.kept.payer ?? null);
}

/**
 * Who is asked: the account itself, or the one that pays for it. Where that one cannot be asked now, nothing is known: the
 * account's own balance would be that of nobody's bills.
 */
async function accessTo(
  { cloud, account, config, now }: JobContext,
  findPayer: FindPayer,
  last: Money | null,
  isDaily: boolean,
): Promise<BillAccess> {
  const own: BillAccess = { cloud, account, payer: account, site: config.site };
  const known = payerOf(last);
  if (!isDaily && known === account) return own;
  const payer = await findPayer();
  if (!payer) return own;
  if ('because' in payer) {
    return known === null || known === account
      ? own
      : { ...own, payer: known, cloud: { call: async () => payer } };
  }
  const { id, cloud: entered, told: isTold } = payer;
  const asked = entered.seen ? entered.value : { call: async () => entered };
  const theirs: BillAccess = { ...own, cloud: asked, payer: id };
  if (isTold) return theirs;
  const told = isDaily || known === null ? await paysFor(theirs, now()) : null;
  return (told ?? known === id) ? theirs : own;
}

/** Which days are read: of what everything costs, and of what KMS is used for. */
interface Plans {
  daily: ReadPlan | null;
  usage: ReadPlan | null;
}

/** What could not be read is read again at the next run. */
function plansFor(last: Money | null, now: Date): Plans {
  const known = last && knownDays(last);
  if (!known?.dailySpend) return { daily: planBills(null, now), usage: planBills(null, now) };
  const { dailySpend, kmsUsage } = known;
  const isTrouble = [last?.dailySpend, last?.kmsUsage].some((told) =>
    told?.seen ? told.missing !== undefined : told?.thing !== undefined,
  );
  const daily = isTrouble ? { ...dailySpend, readAt: '' } : dailySpend;
  return {
    daily: planBills(daily, now),
    usage: planBills(kmsUsage && { ...daily, days: kmsUsage.days }, now),
  };
}

function knownDays(last: Money | null): Omit<Money['kept'], 'payer'> {
  return {
    dailySpend: last?.dailySpend.seen ? last.dailySpend.value : (last?.kept.dailySpend ?? null),
    kmsUsage: last?.kmsUsage.seen ? last.kmsUsage.value : (last?.kept.kmsUsage ?? null),
  };
}

/** Bills day by day. What cannot be read now is kept as it was known, for the time when it can be read again. */
async function readDaily(
  context: JobContext,
  access: BillAccess,
  { daily, usage }: Plans,
  last: Money | null,
): Promise<Pick<Money, 'dailySpend' | 'kmsUsage'> & { kept: Omit<Money['kept'], 'payer'> }> {
  const known = last ? knownDays(last) : { dailySpend: null, kmsUsage: null };
  const [dailySpend, kmsUsage] = await Promise.all([
    asPlanned(context, 'dailySpend', daily, last, (plan) =>
      collectDailySpend(access, plan, known.dailySpend),
    ),
    asPlanned(context, 'kmsUsage', usage, last, (plan) => collectKmsUsage(access, plan, known.kmsUsage)),
  ]);
  const kept = {
    dailySpend: dailySpend.seen ? null : known.dailySpend,
    kmsUsage: kmsUsage.seen ? null : known.kmsUsage,
  };
  return { dailySpend, kmsUsage, kept };
}

async function asPlanned<P extends 'dailySpend' | 'kmsUsage'>(
  context: JobContext,
  part: P,
  plan: ReadPlan | null,
  last: Money | null,
  read: (plan: ReadPlan) => Promise<Money[P]>,
): Promise<Money[P] | Unseen> {
  if (!wants(context, part)) return NOT_WANTED;
  if (plan) return read(plan);
  if (!last) throw new Error('bills that were never read must be read');
  return last[part];
}

function readBills(context: JobContext, access: BillAccess, now: Date): Promise<Money['bills']> | Unseen {
  return wants(context, 'bills') ? collectBills(access, now) : NOT_WANTED;
}

async function readKeys(context: JobContext, others: MoneyInputs, now: Date): Promise<Money['hostedKeys']> {
  if (!wants(context, 'hostedKeys')) return NOT_WANTED;
  const clusters = await others.clusters;
  if (!clusters.seen) return unseen(clusters.because, clusters.detail); // the inventory tells it already
  const regions = new Set(clusters.value.filter(({ inScope }) => inScope).map(({ region }) => region));
  return collectHostedKeys(
    context.cloud,
    [...regions].filter((region) => region !== ''),
    now,
  );
}

/** A balance that could not be read now is no end of arrears. */
function overdueSince(
  isOverdue: boolean,
  balance: Observation<Balance>,
  last: Money | null,
  now: Date,
): string | null {
  if (isOverdue) return last?.overdueSince ?? now.toISOString();
  return balance.seen ? null : (last?.overdueSince ?? null);
}

/** Billing that is denied is one thing to grant, whatever number of calls it stops. */
function oneRefusal(money: Money): Money {
  const { balance, bills, dailySpend, kmsUsage } = money;
  const refused = [balance, bills, dailySpend, kmsUsage].flatMap((told) =>
    !told.seen && told.because === 'denied' && told.permission ? [told] : [],
  );
  const [first] = refused;
  if (!first?.thing || refused.length < 2) return money;
  const permission = [...new Set(refused.map((told) => told.permission))].sort().join(', ');
  const thing = { ...first.thing, facet: bss.queryAccountBalance.permission };
  const told = about({ ...first, permission }, thing);
  const same = <T>(observation: Observation<T>): Observation<T> =>
    isOf(refused, observation) ? told : observation;
  return {
    ...money,
    balance: same(balance),
    bills: same(bills),
    dailySpend: same(dailySpend),
    kmsUsage: same(kmsUsage),
  };
}

function isOf(refused: readonly Unseen[], observation: Observation<unknown>): boolean {
  return !observation.seen && refused.includes(observation);
}
