import type { Call } from '../api/operation.ts';
import { boolean, integer, invalid, optional, orElse, type Param, text } from '../api/params.ts';
import type { Line } from '../world/bill-line.ts';
import { billTime, cycleText, dateText, dayStart, daysOf, parseDate } from '../world/billing-days.ts';
import { type Bill, billsFrom, linesOfDay } from '../world/bills.ts';
import type { JsonObject } from '../world/json.ts';
import { amount } from '../world/money.ts';
import type { Account } from '../world/world-state.ts';

function date(form: RegExp): Param<string> {
  const inner = text({ pattern: form });
  return {
    ...inner,
    read: (name, source) => {
      const value = inner.read(name, source);
      if (parseDate(value) === null) throw invalid(name, 'There is no such date.');
      return value;
    },
  };
}

export const subscriptionTypes = { PayAsYouGoBill: 'PayAsYouGo', SubscriptionOrder: 'Subscription' } as const;

/** Parameters that several of the operations have. */
export const cycleParam = { BillingCycle: date(/^\d{4}-\d{2}$/) };
export const ownerParams = {
  ProductCode: optional(text()),
  BillOwnerId: optional(text({ pattern: /^\d{1,20}$/ })),
};
export const typeParams = {
  ProductType: optional(text()),
  SubscriptionType: optional(text({ oneOf: ['Subscription', 'PayAsYouGo'] })),
};
export const zeroParam = { IsHideZeroCharge: orElse(boolean(), false) };
export const pageParams = {
  PageNum: orElse(integer(1, 1_000_000), 1),
  PageSize: orElse(integer(1, 300), 20),
};
export const granularityParams = {
  BillingDate: optional(date(/^\d{4}-\d{2}-\d{2}$/)),
  Granularity: orElse(text({ oneOf: ['MONTHLY', 'DAILY'] }), 'MONTHLY'),
};

export interface Period {
  BillingCycle: string;
  BillingDate?: string | undefined;
  Granularity: string;
}

/** The days that are asked about; a day must be named for DAILY, and only then, and lie in the month. */
export function daysWanted({ BillingCycle, BillingDate, Granularity }: Period): number[] {
  if (Granularity === 'MONTHLY') {
    if (BillingDate !== undefined) throw invalid('BillingDate', 'It is for the granularity DAILY.');
    return daysOf(BillingCycle);
  }
  const start = BillingDate === undefined ? null : parseDate(BillingDate);
  if (start === null) throw invalid('BillingDate', 'The granularity DAILY needs it.');
  if (cycleText(start) !== BillingCycle) throw invalid('BillingDate', 'It is not in the billing cycle.');
  return [start];
}

export interface Wanted {
  ProductCode?: string | undefined;
  ProductType?: string | undefined;
  SubscriptionType?: string | undefined;
  BillOwnerId?: string | undefined;
}

function isWanted(line: Line, wanted: Wanted): boolean {
  const { ProductCode, ProductType, SubscriptionType, BillOwnerId } = wanted;
  return (
    (ProductCode === undefined || line.product === ProductCode) &&
    (ProductType === undefined || line.productType === ProductType) &&
    (SubscriptionType === undefined || subscriptionTypes[line.kind] === SubscriptionType) &&
    (BillOwnerId === undefined || line.owner === BillOwnerId)
  );
}

/** A bill with what was paid of it. */
export interface Shown extends Bill {
  outstanding: number;
  paidAt: number | null;
}

/** Bills of these days that can be seen: those that came, and those of a day that is over but whose noon is to come. */
export function billsSeen(call: Call, payer: Account, days: readonly number[], wanted: Wanted): Shown[] {
  const { now } = call.world.clock;
  const lines = days
    .filter((start) => start <= now)
    .flatMap((start) => linesOfDay(call.world, payer, start))
    .filter((line) => isWanted(line, wanted));
  return billsFrom(lines)
    .filter(({ due, lines: [line] }) => due <= now || (line.to <= now && due === billTime(line.from)))
    .map((bill) => shown(payer, bill, now));
}

function shown(payer: Account, bill: Bill, now: number): Shown {
  if (bill.due > now) return { ...bill, outstanding: bill.cents, paidAt: null };
  const open = payer.billing.ledger.open.get(bill.id);
  return { ...bill, outstanding: open?.outstanding ?? 0, paidAt: open ? open.paidAt : bill.due };
}

export interface Charged extends Line {
  outstanding: number;
}

/** Lines of bills that have come; what was paid of a bill went to its first lines. */
export function linesCharged(call: Call, payer: Account, days: readonly number[], wanted: Wanted): Charged[] {
  const charged: Charged[] = [];
  for (const bill of billsSeen(call, payer, days, wanted)) {
    if (bill.due > call.world.clock.now) continue;
    let paid = bill.cents - bill.outstanding;
    for (const line of bill.lines) {
      const share = Math.min(paid, line.cents);
      paid -= share;
      charged.push({ ...line, outstanding: line.cents - share });
    }
  }
  return charged;
}

/** Groups with the sums of their lines, in the order in which they came. */
export function summed(lines: readonly Charged[], keyOf: (line: Charged) => string): Charged[] {
  const groups = new Map<string, Charged>();
  for (const line of lines) {
    const group = groups.get(keyOf(line));
    if (!group) groups.set(keyOf(line), { ...line });
    else {
      group.cents += line.cents;
      group.outstanding += line.outstanding;
      group.usage += line.usage;
      group.to = Math.max(group.to, line.to);
    }
  }
  return [...groups.values()];
}

export function dayOf(line: Line): string {
  return dateText(dayStart(line.from));
}

/** The amounts of a bill or line: without discounts and coupons. */
export function amounts(cents: number, outstanding: number): JsonObject {
  return {
    PretaxGrossAmount: amount(cents),
    PretaxAmount: amount(cents),
    InvoiceDiscount: 0,
    DeductedByCoupons: 0,
    DeductedByCashCoupons: 0,
    DeductedByPrepaidCard: 0,
    PaymentAmount: amount(cents - outstanding),
    CashAmount: amount(cents - outstanding),
    OutstandingAmount: amount(outstanding),
  };
}

const productNames: Record<string, string> = {
  kms: 'Key Management Service',
  ecs: 'Elastic Compute Service',
  slb: 'Server Load Balancer',
  oss: 'Object Storage Service',
};

/** How bills name a product; of one we do not know the code is the name. */
export function productFields({ product, productType, kind }: Line): JsonObject {
  const name = productNames[product] ?? product.toUpperCase();
  const how = kind === 'SubscriptionOrder' ? 'Subscription' : 'Pay-As-You-Go';
  return {
    ProductCode: product,
    ProductType: productType,
    ProductName: name,
    ProductDetail: `${name} (${how})`,
    PipCode: product,
    CommodityCode: productType,
    SubscriptionType: subscriptionTypes[kind],
  };
}
