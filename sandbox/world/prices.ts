import type { Billing, Currency } from './billing.ts';
import { valueAt } from './timeline.ts';

/**
 * Millionths of CNY and of USD. KMS 1.0: the list of July 2021; instances: the pay-as-you-go and subscription prices
 * in USD. Assumptions: seven CNY and 150 JPY for a USD where the pages name USD only; no lower price from the 2,001st
 * advanced key version on.
 * https://www.alibabacloud.com/help/en/kms/key-management-service/pay-as-you-go
 */
const list = {
  key_soft: [14_000, 2_000],
  key_hsm: [237_000, 33_000],
  key_hsm_advanced: [593_000, 83_000],
  /** these four for 10,000 calls */
  api_calls: [600_000, 80_000],
  api_calls_outside: [214_000, 30_000],
  api_calls_advanced: [1_800_000, 240_000],
  api_calls_advanced_outside: [1_068_000, 150_000],
  instance_software_day: [31_500_000, 4_500_000],
  instance_hardware_day: [63_000_000, 9_000_000],
  instance_key_day: [210_000, 30_000],
  instance_software_month: [3_500_000_000, 500_000_000],
  instance_hardware_month: [12_593_000_000, 1_799_000_000],
} as const satisfies Record<string, readonly [number, number]>;

export type PriceItem = keyof typeof list;

export function isPriceItem(name: string): name is PriceItem {
  return Object.hasOwn(list, name);
}

export const priceItems: readonly string[] = Object.keys(list);

function listed(item: PriceItem, currency: Currency): number {
  const [cny, usd] = list[item];
  if (currency === 'CNY') return cny;
  return currency === 'USD' ? usd : usd * 150;
}

/** The price of one at this moment; of 10,000 for calls. */
export function priceAt(billing: Billing, item: PriceItem, at: number): number {
  const own = billing.prices.get(item);
  return (own && valueAt(own, at)) ?? listed(item, billing.currency);
}
