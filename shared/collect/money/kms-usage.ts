import * as v from 'valibot';
import { bss } from '../../cloud/bss.ts';
import type { Currency, KmsUsage, UsageDay, UsageItem } from '../../model/money.ts';
import { type Observation, seen } from '../../model/observation.ts';
import { parseAmount } from '../../money/amount.ts';
import { monthOf } from '../../money/calendar.ts';
import { answersTo } from '../ask-all.ts';
import { amount, type BillAccess, currency, oneCurrency, thingOf } from './ask.ts';
import { instanceLines } from './bill-pages.ts';
import { missingDays, whole } from './daily-spend.ts';
import type { ReadPlan } from './read-plan.ts';

const DAYS_KEPT = 35;

const text = v.nullish(v.string(), '');
/** What nothing is judged by alone may be in any form, or missing. */
const loose = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((value) => parseAmount(value) ?? ''),
  ),
  '',
);

const lineSchema = v.object({
  OwnerID: text,
  ProductType: text,
  SubscriptionType: text,
  BillingItem: text,
  BillingItemCode: text,
  InstanceID: text,
  Region: text,
  Usage: loose,
  UsageUnit: text,
  ListPrice: loose,
  PretaxAmount: amount,
  Currency: currency,
});

/** What of KMS was used day by day: calls, keys, instances. Days that the plan does not name stay as they are known. */
export async function collectKmsUsage(
  access: BillAccess,
  plan: ReadPlan,
  before: KmsUsage | null,
): Promise<Observation<KmsUsage>> {
  const days = plan.days.slice(-DAYS_KEPT);
  const read = await answersTo(days, async (date) => whole(await usageOn(access, date)));
  const [first] = read.failures;
  if (first && read.answers.length === 0) return first.why;
  const known = new Map((before?.days ?? []).map((day) => [day.date, day]));
  let told: Currency | null = before?.currency ?? null;
  for (const { value } of read.answers) {
    told = value.currency ?? told;
    known.set(value.day.date, value.day);
  }
  const sorted = [...known.values()].sort((a, b) => (a.date < b.date ? -1 : 1)).slice(-DAYS_KEPT);
  return seen({ currency: told, days: sorted }, plan.at, missingDays(read, days.length));
}

async function usageOn(
  access: BillAccess,
  date: string,
): Promise<Observation<{ currency: Currency | null; day: UsageDay }>> {
  const query = {
    BillingCycle: monthOf(date),
    BillingDate: date,
    Granularity: 'DAILY',
    ProductCode: 'kms',
    IsBillingItem: true,
  };
  const lines = await instanceLines(access, query, lineSchema);
  if (!lines.seen) return lines;
  const told = oneCurrency(lines.value, thingOf(access.account, bss.describeInstanceBill));
  if (!told.seen) return told;
  const items = lines.value
    .filter(({ OwnerID }) => OwnerID === '' || OwnerID === access.account)
    .filter(({ SubscriptionType }) => SubscriptionType !== 'Subscription')
    .map(
      (line): UsageItem => ({
        code: line.BillingItemCode,
        name: line.BillingItem,
        productType: line.ProductType,
        instance: line.InstanceID,
        region: line.Region,
        usage: line.Usage,
        unit: line.UsageUnit,
        listPrice: line.ListPrice,
        amount: line.PretaxAmount,
      }),
    );
  return seen({ currency: told.value, day: { date, items } }, lines.at, lines.missing);
}
