import * as v from 'valibot';
import { bss } from '../../cloud/bss.ts';
import type { Currency, DailySpend, SpendDay } from '../../model/money.ts';
import { type Observation, seen, type Unseen, unseen } from '../../model/observation.ts';
import { sum } from '../../money/amount.ts';
import { type Day, monthOf } from '../../money/calendar.ts';
import { askAll } from '../ask-all.ts';
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
  const read = await askAll(plan.days, (day) => spendOn(access, day, plan));
  if (!read.seen) return read;
  const days = new Map((before?.days ?? []).map((day) => [day.date, day]));
  const currencies = new Set<Currency>(before?.currency ? [before.currency] : []);
  for (const observed of read.value) {
    const { day, currency: told, date } = observed;
    if (told) currencies.add(told);
    if (day) days.set(date, day);
    else days.delete(date);
  }
  if (currencies.size > 1) return mixed(access, currencies);
  const [only = null] = currencies;
  const sorted = [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1)).slice(-DAYS_KEPT);
  const reconciled = plan.reconciles ?? before?.reconciled ?? null;
  return seen({ currency: only, days: sorted, reconciled, readAt: plan.at }, plan.at);
}

interface Told {
  date: Day;
  currency: Currency | null;
  /** Null: the bill of the day is not there yet. */
  day: SpendDay | null;
}

/** A recent day without a line is not billed yet; an older one was free. */
async function spendOn(access: BillAccess, date: Day, plan: ReadPlan): Promise<Observation<Told>> {
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
  return seen({ date, currency: told.value, day: isAwaited ? null : day }, lines.at);
}

function mixed({ account }: BillAccess, currencies: ReadonlySet<Currency>): Unseen {
  const thing = thingOf(account, bss.queryAccountBill);
  return unseen('malformed', `bills in ${[...currencies].sort().join(' and ')}`, { thing });
}
