import * as v from 'valibot';
import { bss } from '../../cloud/bss.ts';
import type { Bills, Order, UnpaidBill } from '../../model/money.ts';
import { type Observation, seen, unseen } from '../../model/observation.ts';
import { isPositive } from '../../money/amount.ts';
import { addMonths, dayOf, monthOf, parseBillTime } from '../../money/calendar.ts';
import { amount, type BillAccess, currency, oneCurrency, thingOf } from './ask.ts';
import { billLines } from './bill-pages.ts';

/** This month and those before, Asia/Shanghai. What is unpaid for longer has had its consequences already. */
const MONTHS = 3;

const text = v.nullish(v.string(), '');

const lineSchema = v.object({
  RecordID: text,
  Item: text,
  ProductCode: text,
  CommodityCode: text,
  Status: text,
  PretaxAmount: amount,
  OutstandingAmount: amount,
  UsageStartTime: text,
  UsageEndTime: text,
  PaymentTime: text,
  Currency: currency,
});

type Line = v.InferOutput<typeof lineSchema>;

/** Which bills are due and unpaid, and what was ordered. */
export async function collectBills(access: BillAccess, now: Date): Promise<Observation<Bills>> {
  const month = monthOf(dayOf(now));
  const months = Array.from({ length: MONTHS }, (_, back) => addMonths(month, -back));
  const read = await Promise.all(
    months.map((BillingCycle) =>
      billLines(access, bss.queryBill, { BillingCycle, IsHideZeroCharge: true }, lineSchema),
    ),
  );
  const lines: Line[] = [];
  for (const observed of read) {
    if (!observed.seen) return observed;
    lines.push(...observed.value);
  }
  const thing = thingOf(access.account, bss.queryBill);
  const told = oneCurrency(lines, thing);
  if (!told.seen) return told;
  const unpaid = unpaidIn(lines);
  if (unpaid === null)
    return unseen('malformed', 'an unpaid bill does not say which time it is for', { thing });
  return seen({ currency: told.value, unpaid, orders: ordersIn(lines) }, now.toISOString());
}

/** Earliest first; null when one of them has no time, because the clocks start with the earliest. */
function unpaidIn(lines: readonly Line[]): UnpaidBill[] | null {
  const unpaid: UnpaidBill[] = [];
  for (const line of lines) {
    if (line.Status !== 'PayUnclear' || !isPositive(line.OutstandingAmount)) continue;
    const due = parseBillTime(line.UsageEndTime) ?? parseBillTime(line.UsageStartTime);
    if (due === null) return null;
    unpaid.push({ id: line.RecordID, product: line.ProductCode, outstanding: line.OutstandingAmount, due });
  }
  return unpaid.sort((a, b) => (a.due < b.due ? -1 : Number(a.due > b.due)));
}

function ordersIn(lines: readonly Line[]): Order[] {
  return lines.flatMap((line) => {
    const at = parseBillTime(line.PaymentTime) ?? parseBillTime(line.UsageStartTime);
    if (line.Item !== 'SubscriptionOrder' || at === null || !isPositive(line.PretaxAmount)) return [];
    const { RecordID: id, ProductCode: product, CommodityCode: commodity, PretaxAmount } = line;
    return [{ id, product, commodity, amount: PretaxAmount, at }];
  });
}
