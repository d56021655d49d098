import type { Amount, DailySpend, SpendDay } from '../model/money.ts';
import { cents, estimate, sum } from './amount.ts';
import { daysLeft } from './bill-days.ts';
import { addDays, type Day, daysFrom, lastDayOf, type Month, monthOf } from './calendar.ts';
import { outlookOf, sumOf } from './forecast.ts';

/** KMS spend of the current month, pay-as-you-go. */
export interface MonthSpend {
  month: Month;
  /** Billed so far, as far as it was read: while days are `unread`, at least that. */
  toDate: Amount;
  /** Days of the month that the first look left to the next one. */
  unread: number;
  /** What the whole month is expected to cost, and in which bounds it lies four times out of five. */
  forecast: Amount;
  low: Amount;
  high: Amount;
  /** Last day of the month that was billed; null when none was. */
  through: Day | null;
}

/** Null when no day was ever billed. */
export function monthSpend(spend: Pick<DailySpend, 'days' | 'readAt'>, today: Day): MonthSpend | null {
  const { days } = spend;
  const outlook = outlookOf(days.map(({ date, kms }) => ({ date, amount: kms })));
  if (!outlook) return null;
  const month = monthOf(today);
  const billed = days.filter(({ date }) => monthOf(date) === month);
  const known = new Set(billed.map(({ date }) => date));
  const open = daysFrom(`${month}-01`, lastDayOf(month)).filter((date) => !known.has(date));
  const toDate = sum(billed.map(({ kms }) => kms));
  const rest = sumOf(outlook, open);
  const whole = (value: number): Amount => cents(sum([toDate, estimate(value)]));
  return {
    month,
    toDate: cents(toDate),
    unread: daysLeft(spend).filter((date) => monthOf(date) === month).length,
    forecast: whole(rest.expected),
    low: whole(rest.low),
    high: whole(rest.high),
    through: billed.at(-1)?.date ?? null,
  };
}

/** KMS spend of the last day that was billed. */
export function lastDay(days: readonly SpendDay[], today: Day): SpendDay | null {
  const day = days.at(-1);
  return day && day.date >= addDays(today, -3) ? day : null;
}
