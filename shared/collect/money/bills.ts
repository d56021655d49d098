import * as v from 'valibot';
import { bss } from '../../cloud/bss.ts';
import type { Bills, Order, UnpaidBill } from '../../model/money.ts';
import { type Observation, seen, unseen } from '../../model/observation.ts';
import { isPositive } from '../../money/amount.ts';
import { addMonths, dayOf, monthOf, parseBillTime } from '../../money/calendar.ts';
import { answersTo } from '../ask-all.ts';
import { amount, anyCurrency, type BillAccess, oneCurrency, thingOf } from './ask.ts';
import { billLines } from './bill-pages.ts';

/** This month and those before, Asia/Shanghai. What is unpaid for longer has had its consequences already. */
const MONTHS = 3;

const text = v.nullish(v.string(), '');

/** Of which a line without it still tells something. */
const sum = v.optional(v.fallback(v.nullable(amount), null), null);

const lineSchema = v.object({
  RecordID: text,
  Item: text,
  ProductCode: text,
  CommodityCode: text,
  Status: text,
  PretaxAmount: sum,
  OutstandingAmount: sum,
  UsageStartTime: text,
  UsageEndTime: text,
  PaymentTime: text,
  Currency: anyCurrency,
});

type Line = v.InferOutput<typeof lineSchema>;

/**
 * Which bills are due and unpaid, and what was ordered. A month or a line that could not be read is `missing`: the earliest
 * unpaid bill is then the latest moment since when something is unpaid. Not seen when no month could be read.
 */
export async function collectBills(access: BillAccess, now: Date): Promise<Observation<Bills>> {
  const month = monthOf(dayOf(now));
  const months = Array.from({ length: MONTHS }, (_, back) => addMonths(month, -back));
  const read = await answersTo(months, (BillingCycle) =>
    billLines(access, bss.queryBill, { BillingCycle, IsHideZeroCharge: true }, lineSchema),
  );
  const thing = thingOf(access.account, bss.queryBill);
  const [first] = read.failures;
  if (first && read.answers.length === 0) return first.why;
  const lines = read.answers.flatMap(({ value }) => value);
  const currencies = oneCurrency(lines, thing);
  const { unpaid, odd } = unpaidIn(lines);
  const missing = [
    ...read.failures.map(({ item, why }) => ({ ...why, detail: `bills of ${item}: ${why.detail}` })),
    ...read.missing,
    ...(currencies.seen ? [] : [currencies]),
    ...odd.map((detail) => unseen('malformed', detail, { thing })),
  ];
  if (currencies.seen) {
    const value = { currency: currencies.value, unpaid, orders: ordersIn(lines) };
    return seen(value, now.toISOString(), missing);
  }
  // Sums of several currencies are none; since when something is unpaid stays true.
  const since = unpaid.map((bill) => ({ ...bill, outstanding: null }));
  return seen({ currency: null, unpaid: since, orders: [] }, now.toISOString(), missing);
}

/** Earliest first. One without a time cannot start a clock, one without a sum can. */
function unpaidIn(lines: readonly Line[]): { unpaid: UnpaidBill[]; odd: string[] } {
  const unpaid: UnpaidBill[] = [];
  const odd: string[] = [];
  for (const {
    RecordID: id,
    ProductCode: product,
    Status,
    OutstandingAmount: outstanding,
    ...line
  } of lines) {
    if (Status === '') odd.push(`the bill ${id} does not say whether it is paid`);
    if (Status !== 'PayUnclear' || (outstanding !== null && !isPositive(outstanding))) continue;
    if (line.Currency === null) odd.push(`the unpaid bill ${id} does not say its currency`);
    if (outstanding === null) odd.push(`the unpaid bill ${id} does not say how much is due`);
    const due = parseBillTime(line.UsageEndTime) ?? parseBillTime(line.UsageStartTime);
    if (due === null) odd.push(`the unpaid bill ${id} does not say which time it is for`);
    else unpaid.push({ id, product, outstanding, due });
  }
  return { unpaid: unpaid.sort((a, b) => (a.due < b.due ? -1 : Number(a.due > b.due))), odd };
}

function ordersIn(lines: readonly Line[]): Order[] {
  return lines.flatMap((line) => {
    const at = parseBillTime(line.PaymentTime) ?? parseBillTime(line.UsageStartTime);
    const { RecordID: id, ProductCode: product, CommodityCode: commodity, PretaxAmount } = line;
    if (line.Item !== 'SubscriptionOrder' || at === null) return [];
    if (PretaxAmount === null || !isPositive(PretaxAmount)) return [];
    return [{ id, product, commodity, amount: PretaxAmount, at }];
  });
}
