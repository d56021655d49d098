import { day } from './time.ts';
import { always, type Timeline } from './timeline.ts';

export const sites = ['china', 'international'] as const;
export const currencies = ['CNY', 'USD', 'JPY'] as const;
export type Currency = (typeof currencies)[number];

/** Daily spend on another product; amounts are integers in hundredths of the currency, here and below. */
export interface OtherSpend {
  product: string;
  perDay: number;
  /** share that remains on Saturday and Sunday */
  weekend: number;
}

/** Something that renews itself. */
export interface Subscription {
  product: string;
  amount: number;
  next: number;
  every: number;
}

/** A KMS instance bought or renewed; its price is that of the list at the time. */
export interface InstanceOrder {
  at: number;
  until: number;
  instance: string;
}

/** An invoice that comes once. */
export interface OneOff {
  product: string;
  amount: number;
  at: number;
  due: number;
}

/** What is left of a bill that was not paid when it fell due. */
export interface OpenBill {
  due: number;
  outstanding: number;
  paidAt: number | null;
}

/** How the account has fared since its balance was known; only ever goes on, up to the clock of the world. */
export interface Ledger {
  until: number;
  cash: number;
  credit: number;
  /** by bill id */
  open: Map<string, OpenBill>;
  /** since when the oldest unpaid bill is due; null: nothing is owed */
  debt: Timeline<number | null>;
  /** when clusters were deleted for debt */
  deletions: number[];
}

export interface Billing {
  site: (typeof sites)[number];
  currency: Currency;
  /** account that pays for this one, or empty */
  payer: string;
  /** what was there when; everything due before was paid */
  opening: { at: number; cash: number; credit: number };
  other: OtherSpend[];
  subscriptions: Subscription[];
  orders: InstanceOrder[];
  oneOffs: OneOff[];
  /** how far a day may be off its usual spend: 0.05 is 5 % */
  noise: number;
  /** lines of this product, or only of this item of it, come so many days late */
  late: { product: string; item: string; days: number } | null;
  /** prices that differ from the list, in millionths of the currency */
  prices: Map<string, Timeline<number | null>>;
  ledger: Ledger;
}

export function newLedger({ at, cash, credit }: Billing['opening']): Ledger {
  return { until: at, cash, credit, open: new Map(), debt: always<number | null>(null), deletions: [] };
}

/** Enough for what a small world costs in years. */
const plentyOfCash = 1_000_000;

/** An account nobody said anything about. */
export function plainBilling(now: number): Billing {
  const opening = { at: now, cash: plentyOfCash, credit: 0 };
  return {
    site: 'china',
    currency: 'CNY',
    payer: '',
    opening,
    other: [],
    subscriptions: [],
    orders: [],
    oneOffs: [],
    noise: 0,
    late: null,
    prices: new Map(),
    ledger: newLedger(opening),
  };
}

/** https://www.alibabacloud.com/help/en/doc-detail/52612.htm */
export const suspendedAfter = 7 * day;

/** https://www.alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/product-overview/overdue-payments */
export const clustersDeletedAfter = 15 * day;
