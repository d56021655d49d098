import * as v from 'valibot';
import { bss } from '../../cloud/bss.ts';
import type { Currency, DailySpend, SpendDay } from '../../model/money.ts';
import { type Observation, seen, type Unseen, unseen } from '../../model/observation.ts';
import { sum } from '../../money/amount.ts';
import { type Day, monthOf } from '../../money/calendar.ts';
import { type Answers, answersTo } from '../ask-all.ts';
import { amount, type BillAccess, currency, oneCurrency, thingOf } from './ask.ts';
import { billLines } from './bill-pages.ts';
import type { ReadPlan } from './read-plan.ts';

const DAYS_KEPT = 120;

const text = v.nullish(v.string(), '');

const lineSchema = v.object({
  OwnerID: text,
  ProductCode: text,
  SubscriptionType: text,
  PretaxAmount: amount,
  Currency: currency,
});

/** Daily pay-as-you-go spend: of KMS, and of everything. Days that the plan does not name stay as they are known. */
export async function collectDailySpend(
  access: BillAccess,
  plan: ReadPlan,
  before: DailySpend | null,
): Promise<Observation<DailySpend>> {
  const read = await answersTo(plan.days, async (day) => whole(await spendOn(access, day, plan)));
  const [first] = read.failures;
  if (first && read.answers.length === 0) return first.why;
  const days = new Map((before?.days ?? []).map((day) => [day.date, day]));
  const currencies = new Set<Currency>(before?.currency ? [before.currency] : []);
  for (const { value } of read.answers) {
    const { day, currency: named, date } = value;
    if (named) currencies.add(named);
    if (day) days.set(date, day);
    else days.delete(date);
  }
  if (currencies.size > 1) return mixed(access, currencies);
  const [only = null] = currencies;
  const sorted = [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1)).slice(-DAYS_KEPT);
  const isReconciled = plan.reconciles !== null && read.failures.length === 0;
  const reconciled = isReconciled ? plan.reconciles : (before?.reconciled ?? null);
  const value = { currency: only, days: sorted, reconciled, readAt: plan.at };
  return seen(value, plan.at, missingDays(read, plan.days.length));
}

/** Days that could not be read, as one thing: whoever mends one mends all. */
export function missingDays({ failures }: Pick<Answers<Day, unknown>, 'failures'>, of: number): Unseen[] {
  const [first] = failures;
  if (!first) return [];
  const { item, why } = first;
  return [{ ...why, detail: `${failures.length} of ${of} days, ${item} first: ${why.detail}` }];
}

/** The sum of some of a day's lines is not what the day cost. */
export function whole<T>(day: Observation<T>): Observation<T> {
  return day.seen && day.missing?.[0] ? day.missing[0] : day;
}

interface BilledDay {
  date: Day;
  currency: Currency | null;
  /** Null: the bill of the day is not there yet. */
  day: SpendDay | null;
}

/** A recent day without a line is not billed yet; an older one was free. */
async function spendOn(access: BillAccess, date: Day, plan: ReadPlan): Promise<Observation<BilledDay>> {
  const query = {
    BillingCycle: monthOf(date),
    BillingDate: date,
    Granularity: 'DAILY',
    IsGroupByProduct: true,
  };
  const lines = await billLines(access, bss.queryAccountBill, query, lineSchema);
  if (!lines.seen) return lines;
  const told = oneCurrency(lines.value, thingOf(access.account, bss.queryAccountBill));
  if (!told.seen) return told;
  const usage = lines.value.filter(({ SubscriptionType }) => SubscriptionType !== 'Subscription');
  const own = usage.filter(({ OwnerID }) => OwnerID === '' || OwnerID === access.account);
  const day: SpendDay = {
    date,
    kms: sum(own.filter(({ ProductCode }) => ProductCode === 'kms').map((line) => line.PretaxAmount)),
    account: sum(usage.map((line) => line.PretaxAmount)),
  };
  const isAwaited = lines.value.length === 0 && date >= plan.awaitedFrom;
  return seen({ date, currency: told.value, day: isAwaited ? null : day }, lines.at, lines.missing);
}

function mixed({ account }: BillAccess, currencies: ReadonlySet<Currency>): Unseen {
  const thing = thingOf(account, bss.queryAccountBill);
  return unseen('malformed', `bills in ${[...currencies].sort().join(' and ')}`, { thing });
}
