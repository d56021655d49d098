import type { Amount, KmsUsage, SpendDay, UsageItem } from '../model/money.ts';
import { cents, compareAmounts, estimate, minus, sum, toNumber } from './amount.ts';
import { addDays, type Day, daysBetween, weekdayOf } from './calendar.ts';
import { median, spread } from './statistics.ts';

/** Why a day cost more. */
export interface Driver {
  kind: 'calls' | 'keys' | 'instance' | 'price' | 'unknown';
  /** Name of the billing item that rose most; empty when unknown. */
  item: string;
  /** How much more it cost than usual. */
  more: Amount;
  /** Usual and actual usage; empty where it does not apply. */
  from: string;
  to: string;
}

export interface Anomaly {
  date: Day;
  amount: Amount;
  /** What such a day usually costs. */
  usual: Amount;
  driver: Driver;
}

/** The days that are judged: those that late lines may still change. */
const JUDGED_DAYS = 3;
/** Fewer comparable days do not tell what is usual. */
const FEWEST = 3;
/** This many days in a row at the new level are no anomaly any more. */
const NEW_LEVEL_DAYS = 7;
/** Deviations that count: many times the usual noise, a third of the usual amount, and money that matters. */
const TIMES_NOISE = 5;
const SHARE = 1 / 3;
const FLOOR: Readonly<Record<string, number>> = { CNY: 1, USD: 0.15, JPY: 20 };

/**
 * The worst of the last billed days that cost unusually much, against the same weekdays before (or all days, while there
 * are too few of those). Null when they were usual; `few` when there are too few days to tell.
 */
export function findAnomaly(
  days: readonly SpendDay[],
  usage: KmsUsage | null,
  currency: string,
): Anomaly | 'few' | null {
  const last = days.at(-1);
  if (!last) return 'few';
  const judged = days.filter(({ date }) => daysBetween(date, last.date) < JUDGED_DAYS);
  let worst: Anomaly | null = null;
  let told = 0;
  for (const day of judged) {
    const usual = usualFor(day.date, days);
    if (usual === null) continue;
    told += 1;
    if (!isUnusual(day, usual, currency) || isNewLevel(day.date, days, currency)) continue;
    const found = { ...day, usual: usual.middle };
    if (worst && compareAmounts(found.kms, worst.amount) <= 0) continue;
    const middle = estimate(found.usual);
    worst = {
      date: day.date,
      amount: cents(day.kms),
      usual: middle,
      driver: driverOf(day, middle, usage),
    };
  }
  return told === 0 ? 'few' : worst;
}

interface Usual {
  middle: number;
  noise: number;
}

function usualFor(date: Day, days: readonly SpendDay[]): Usual | null {
  const before = days.filter((day) => day.date < date && daysBetween(day.date, date) <= 56);
  const same = before.filter((day) => weekdayOf(day.date) === weekdayOf(date));
  const enough = same.length >= FEWEST ? same : before.length >= 2 * FEWEST ? before : [];
  if (enough.length === 0) return null;
  const values = enough.map(({ kms }) => toNumber(kms));
  const all = before.map(({ kms }) => toNumber(kms));
  return { middle: median(values), noise: Math.max(spread(values), same === enough ? spread(all) / 2 : 0) };
}

function isUnusual({ kms }: SpendDay, { middle, noise }: Usual, currency: string): boolean {
  const allowed = Math.max(TIMES_NOISE * noise, SHARE * middle, FLOOR[currency] ?? 1);
  return compareAmounts(kms, estimate(middle + allowed)) > 0;
}

/** The days before were all as dear: the account has grown, which the budget judges. */
function isNewLevel(date: Day, days: readonly SpendDay[], currency: string): boolean {
  for (let back = 1; back < NEW_LEVEL_DAYS; back += 1) {
    const day = days.find((candidate) => candidate.date === addDays(date, -back));
    const usual = day && usualFor(day.date, withoutRecent(days, date));
    if (!day || !usual || !isUnusual(day, usual, currency)) return false;
  }
  return true;
}

/** The days before the stretch in question, which must not make itself usual. */
function withoutRecent(days: readonly SpendDay[], date: Day): SpendDay[] {
  return days.filter((day) => daysBetween(day.date, date) >= NEW_LEVEL_DAYS);
}

/** What rose most against the median of the days before, by billing item. */
function driverOf({ date, kms }: SpendDay, usual: Amount, usage: KmsUsage | null): Driver {
  const unknown: Driver = { kind: 'unknown', item: '', more: cents(minus(kms, usual)), from: '', to: '' };
  const day = usage?.days.find((candidate) => candidate.date === date);
  const before = usage?.days.filter((candidate) => candidate.date < date) ?? [];
  if (!day || before.length < FEWEST) return unknown;
  let worst = unknown;
  let most = '0';
  for (const [name, now] of byItem(day.items)) {
    const earlier = before.map(({ items }) => byItem(items).get(name));
    const more = minus(now.amount, estimate(median(earlier.map((item) => toNumber(item?.amount ?? '0')))));
    if (compareAmounts(more, most) <= 0) continue;
    most = more;
    worst = { ...explain(now, earlier), item: now.name, more: cents(more) };
  }
  return worst;
}

interface ItemSum {
  name: string;
  code: string;
  productType: string;
  amount: Amount;
  usage: Amount | null;
  price: Amount;
}

/** The lines of one billing item together; those of instances each by itself. */
function byItem(items: readonly UsageItem[]): Map<string, ItemSum> {
  const sums = new Map<string, ItemSum>();
  for (const { code, name, productType, instance, amount, usage, listPrice } of items) {
    const key = isInstance(productType) ? `${code} ${instance}` : code || name;
    const known = sums.get(key);
    sums.set(key, {
      name: name || code,
      code,
      productType,
      price: listPrice,
      amount: known ? sum([known.amount, amount]) : amount,
      usage: usage === '' || known?.usage === null ? null : sum([known?.usage ?? '0', usage]),
    });
  }
  return sums;
}

function explain(
  now: ItemSum,
  earlier: readonly (ItemSum | undefined)[],
): Pick<Driver, 'kind' | 'from' | 'to'> {
  const known = earlier.filter((item) => item !== undefined);
  const usual = median(earlier.map((item) => toNumber(item?.usage ?? '0')));
  const usages = { from: String(Math.round(usual || 0)), to: now.usage ?? '' };
  if (isInstance(now.productType)) return { kind: 'instance', ...usages };
  const lastPrice = known.at(-1)?.price ?? '';
  const sameUse = now.usage !== null && toNumber(now.usage) <= usual * (1 + SHARE);
  if (sameUse && lastPrice !== '' && now.price !== '' && compareAmounts(now.price, lastPrice) > 0)
    return { kind: 'price', from: lastPrice, to: now.price };
  return { kind: /call|request|api/i.test(`${now.code} ${now.name}`) ? 'calls' : 'keys', ...usages };
}

/** Product types of KMS 3.0 instances. */
export function isInstance(productType: string): boolean {
  return /^kms_(ddi|ppi)_/.test(productType);
}
