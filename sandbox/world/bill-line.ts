import { billTime } from './billing-days.ts';
import type { PriceItem } from './prices.ts';

/** One item of one day: what a bill is made of. */
export interface Line {
  /** account that used it */
  owner: string;
  kind: 'PayAsYouGoBill' | 'SubscriptionOrder';
  product: string;
  productType: string;
  /** BillingItemCode and its name */
  item: string;
  itemName: string;
  instance: string;
  region: string;
  usage: number;
  /** millionths of the currency */
  price: number;
  /** hundredths of the currency, rounded */
  cents: number;
  /** period it is about, and when it falls due */
  from: number;
  to: number;
  due: number;
}

/** Half a hundredth counts as one. */
export function roundedCents(micros: number): number {
  return Math.round(micros / 10_000);
}

const itemNames: Record<PriceItem, string> = {
  key_soft: 'Software key',
  key_hsm: 'Basic hardware key',
  key_hsm_advanced: 'Advanced hardware key',
  api_calls: 'API calls, basic keys',
  api_calls_outside: 'API calls, basic keys',
  api_calls_advanced: 'API calls, advanced keys',
  api_calls_advanced_outside: 'API calls, advanced keys',
  instance_software_day: 'Software instance',
  instance_hardware_day: 'Hardware instance',
  instance_key_day: 'Key in an instance',
  instance_software_month: 'Software instance',
  instance_hardware_month: 'Hardware instance',
};

/** A line of the price list: so much of it, for a day or for the term of an order. */
export function pricedLine(
  item: PriceItem,
  usage: number,
  price: number,
  about: Pick<Line, 'owner' | 'kind' | 'productType' | 'instance' | 'region' | 'from' | 'to'>,
): Line {
  const share = item.startsWith('api_calls') ? 10_000 : 1;
  return {
    ...about,
    product: 'kms',
    // Inside and outside mainland China the item is the same.
    item: item.replace(/_outside$/, ''),
    itemName: itemNames[item],
    usage,
    price,
    cents: roundedCents((usage * price) / share),
    due: about.kind === 'SubscriptionOrder' ? about.from : billTime(about.from),
  };
}
