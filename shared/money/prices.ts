import type { Amount, Currency } from '../model/money.ts';

/** Prices of KMS that were published, with where and when. Amounts are per day, calls per 10,000. */
export interface PriceList {
  list: string;
  date: string;
  source: string;
  /** Hosting of one key version for a day. */
  softwareKey: Amount;
  hardwareKey: Amount;
  /** Of mainland China. */
  calls: Amount;
  callsAbroad: Amount;
}

/** KMS 1.0, pay-as-you-go; what the console shows prevails. Nothing is known of yen. */
const LISTS: Readonly<Partial<Record<Currency, PriceList>>> = {
  CNY: {
    list: 'KMS 1.0 pay-as-you-go, CNY',
    date: '2021-07-01',
    source: 'https://github.com/AlibabaCloudDocs/kms',
    softwareKey: '0.014',
    hardwareKey: '0.237',
    calls: '0.6',
    callsAbroad: '0.214',
  },
  USD: {
    list: 'KMS 1.0 pay-as-you-go, USD',
    date: '2021-07-01',
    source: 'https://github.com/AlibabaCloudDocs/kms',
    softwareKey: '0.002',
    hardwareKey: '0.033',
    calls: '0.08',
    callsAbroad: '0.03',
  },
};

export function priceList(currency: string): PriceList | null {
  return currency === 'CNY' || currency === 'USD' ? (LISTS[currency] ?? null) : null;
}

/** Hong Kong counts as abroad: its site has other prices. */
export function isMainland(region: string): boolean {
  return region.startsWith('cn-') && region !== 'cn-hongkong';
}
