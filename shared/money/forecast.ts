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

/** The level follows the last two weeks, a trend the last four, the shape of the week the last eight. */
const LEVEL_DAYS = 14;
const TREND_DAYS = 28;
const SHAPE_DAYS = 56;
/** A weekday needs so many weeks before it may differ from the others. */
const WEEKS = 2;
/** A trend counts when it is so many times what noise alone would look like, and goes on for a month at most. */
const TREND_SIGNAL = 4;
const TREND_AHEAD = 30;

/**
 * Expected daily spend from past days: a level with its trend, times the shape of the week. All are medians, so that a one-off
 * invoice moves none. An account begins with its first day that cost anything. Null when nothing is known.
 */
export function outlookOf(past: readonly DayAmount[]): Outlook | null {
  const days = begun(past).slice(-SHAPE_DAYS);
  const last = days.at(-1);
  if (!last) return past.length > 0 ? { of: () => 0, noise: 0, drift: 0, days: past.length } : null;
  const shape = shapeOf(days);
  const factor = (date: Day): number => shape[weekdayOf(date)] ?? 1;
  const telling = days.filter(({ date }) => factor(date) > 0); // a weekday that is always free tells no level
  const ages = telling
    .slice(-TREND_DAYS)
    .map(({ date, value }) => ({ age: daysBetween(date, last.date), value: value / factor(date) }));
  const slope = slopeOf(ages);
  const recent = ages.filter(({ age }) => age < LEVEL_DAYS);
  const level = median(recent.map(({ age, value }) => value + slope * age));
  const noise = spread(ages.map(({ age, value }) => value - level + slope * age));
  return {
    of: (day) => {
      const ahead = Math.min(daysBetween(last.date, day), TREND_AHEAD);
      return Math.max(0, (level + slope * ahead) * factor(day));
    },
    noise,
    drift: (1.5 * noise) / Math.sqrt(recent.length), // somewhat more than the standard error of a median
    days: days.length,
  };
}

interface Aged {
  age: number;
  value: number;
}

/** Growth per day; zero when noise may explain it, or a step that lies behind: then the last two weeks do not grow. */
function slopeOf(days: readonly Aged[]): number {
  const slope = medianSlope(days, 7);
  const lately = medianSlope(
    days.filter(({ age }) => age < LEVEL_DAYS),
    4,
  );
  if (lately * slope <= 0 || Math.abs(lately) < Math.abs(slope) / 3) return 0;
  const noise = spread(days.map(({ age, value }) => value + slope * age));
  const error = noise * Math.sqrt(12 / days.length ** 3);
  return Math.abs(slope) > TREND_SIGNAL * error ? slope : 0;
}

/** The median of the slopes between days that lie `apart` or more (Theil and Sen); zero while there are few. */
function medianSlope(days: readonly Aged[], apart: number): number {
  const slopes: number[] = [];
  for (const older of days) {
    for (const newer of days) {
      const between = older.age - newer.age;
      if (between >= apart) slopes.push((newer.value - older.value) / between);
    }
  }
  return slopes.length < TREND_DAYS ? 0 : median(slopes);
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
