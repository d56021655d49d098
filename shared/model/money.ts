import type { Observation } from './observation.ts';

/** An exact decimal without separators, such as `-1828.72`; `shared/money/amount.ts` calculates with it. */
export type Amount = string;

export const CURRENCIES = ['CNY', 'USD', 'JPY'] as const;
export type Currency = (typeof CURRENCIES)[number];

/** What the account has left, as QueryAccountBalance tells it. */
export interface Balance {
  /** The account that holds it: another one where bills are consolidated. */
  payer: string;
  /** Null when the answer does not tell it. */
  currency: Currency | null;
  /** Cash and credit together; below zero the account is overdue. */
  available: Amount;
  /** Null when the answer does not tell it. */
  cash: Amount | null;
  credit: Amount | null;
}

/** A bill that was due and is not paid: status PayUnclear with an outstanding amount. */
export interface UnpaidBill {
  id: string;
  product: string;
  /** Null when the bill does not tell a sum. */
  outstanding: Amount | null;
  /** End of the usage it is for, ISO 8601, UTC: when it fell due. */
  due: string;
}

/** An order of a subscription, such as the renewal of a KMS instance. */
export interface Order {
  id: string;
  product: string;
  commodity: string;
  amount: Amount;
  /** ISO 8601, UTC. */
  at: string;
}

/** What QueryBill tells of this month and the two before. */
export interface Bills {
  /** Null when there is no bill at all. */
  currency: Currency | null;
  /** Earliest first. */
  unpaid: readonly UnpaidBill[];
  orders: readonly Order[];
}

/** One day of the bills, Asia/Shanghai. Pay-as-you-go only: orders of subscriptions are no trend. */
export interface SpendDay {
  /** `yyyy-mm-dd`, Asia/Shanghai. */
  date: string;
  kms: Amount;
  /** Of everything the payer pays for. */
  account: Amount;
}

export interface DailySpend {
  /** Null when there is no bill at all. */
  currency: Currency | null;
  /** Oldest first. A day whose bill is not there yet is left out; it is not a day without spend. */
  days: readonly SpendDay[];
  /** Month `yyyy-mm` whose final bills replaced the preliminary ones last; null: none yet. */
  reconciled: string | null;
  /** When the bills were last read, ISO 8601, UTC. */
  readAt: string;
}

/** One billing item of KMS on one day, as DescribeInstanceBill tells it. */
export interface UsageItem {
  /** `api_calls`, `key_hsm`, ...: the form is not documented. */
  code: string;
  name: string;
  productType: string;
  /** An instance, a key or a region. */
  instance: string;
  region: string;
  /** Decimal; empty when the bill does not tell. */
  usage: Amount;
  unit: string;
  listPrice: Amount;
  amount: Amount;
}

export interface UsageDay {
  /** `yyyy-mm-dd`, Asia/Shanghai. */
  date: string;
  items: readonly UsageItem[];
}

export interface KmsUsage {
  currency: Currency | null;
  /** Oldest first. */
  days: readonly UsageDay[];
}

/** A key that a person made, whether or not a cluster uses it. */
export interface HostedKey {
  id: string;
  region: string;
}

/** All that the job `spend` knows of the money of one account; what is not new is of an earlier run, with its time. */
export interface Money {
  account: string;
  balance: Observation<Balance>;
  bills: Observation<Bills>;
  dailySpend: Observation<DailySpend>;
  kmsUsage: Observation<KmsUsage>;
  hostedKeys: Observation<readonly HostedKey[]>;
  /** When a sign of arrears was first seen, without interruption since, ISO 8601, UTC; null while there is none. */
  overdueSince: string | null;
  /** What was known before it could not be read any more, to go on from later. */
  kept: { dailySpend: DailySpend | null; kmsUsage: KmsUsage | null; payer: string | null };
}
