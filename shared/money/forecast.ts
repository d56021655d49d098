import type { Amount } from '../model/money.ts';
import { toNumber } from './amount.ts';
import { addDays, type Day, daysBetween, weekdayOf } from './calendar.ts';
import { median, spread } from './statistics.ts';

export interface DayAmount {
  date: Day;
  amount: Amount;
}

/** What a day is expected to cost, and how far that may be off (one standard deviation). */
export interface Outlook {
  /** Expected spend of one day. */
  of(day: Day): number;
  /** Of one day by itself. */
  noise: number;
  /** Of the level of all days together. */
  drift: number;
  /** Days with bills that it rests on. */
  days: number;
}

/** The level follows the last two weeks, the shape of the week the last eight. */
const LEVEL_DAYS = 14;
const SHAPE_DAYS = 56;
/** A weekday needs so many weeks before it may differ from the others. */
const WEEKS = 2;

/**
 * Expected daily spend from past days: a level times the shape of the week. Both are medians, so that a one-off invoice
 * moves neither. An account begins with its first day that cost anything. Null when nothing is known.
 */
export function outlookOf(past: readonly DayAmount[]): Outlook | null {
  const days = begun(past).slice(-SHAPE_DAYS);
  const last = days.at(-1);
  if (!last) return past.length > 0 ? { of: () => 0, noise: 0, drift: 0, days: past.length } : null;
  const shape = shapeOf(days);
  const factor = (date: Day): number => shape[weekdayOf(date)] ?? 1;
  const recent = days.filter(({ date }) => daysBetween(date, last.date) < LEVEL_DAYS);
  const telling = recent.filter(({ date }) => factor(date) > 0); // a weekday that is always free tells no level
  const level = median(
    (telling.length > 0 ? telling : days).map(({ date, value }) => value / (factor(date) || 1)),
  );
  const misses = days.slice(-2 * LEVEL_DAYS).map(({ date, value }) => value - level * factor(date));
  const noise = spread(misses);
  return {
    of: (day) => level * factor(day),
    noise,
    drift: (1.25 * noise) / Math.sqrt(recent.length), // standard error of a median
    days: days.length,
  };
}

interface DayValue {
  date: Day;
  value: number;
}

function begun(past: readonly DayAmount[]): DayValue[] {
  const values = past.map(({ date, amount }) => ({ date, value: toNumber(amount) }));
  const first = values.findIndex(({ value }) => value > 0);
  return first === -1 ? [] : values.slice(first);
}

/** For each weekday its usual part of the week around it; 1 while too few weeks are known. */
function shapeOf(days: readonly DayValue[]): number[] {
  const values = new Map(days.map(({ date, value }) => [date, value]));
  const shares = Array.from({ length: 7 }, (): number[] => []);
  for (const { date, value } of days) {
    const week = [-3, -2, -1, 0, 1, 2, 3].map((offset) => values.get(addDays(date, offset)));
    if (week.some((there) => there === undefined)) continue;
    const usual = median(week.filter((there) => there !== undefined));
    if (usual > 0) shares[weekdayOf(date)]?.push(value / usual);
  }
  const known = shares.every((share) => share.length >= WEEKS);
  return known ? shares.map((share) => median(share)) : shares.map(() => 1);
}

/** Expected sum of several days with the bounds in which it lies four times out of five. */
export function sumOf(
  outlook: Outlook,
  days: readonly Day[],
): { expected: number; low: number; high: number } {
  let expected = 0;
  for (const day of days) expected += outlook.of(day);
  const off = 1.2816 * Math.sqrt(days.length * outlook.noise ** 2 + (days.length * outlook.drift) ** 2);
  return { expected, low: Math.max(0, expected - off), high: expected + off };
}
