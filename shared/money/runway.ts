import type { Amount, SpendDay } from '../model/money.ts';
import { estimate, toNumber } from './amount.ts';
import { addDays, type Day, daysBetween, daysFrom } from './calendar.ts';
import { type Outlook, outlookOf, sumOf } from './forecast.ts';
import type { Upcoming } from './upcoming.ts';

export interface Runway {
  /** Days until the money is used up; null when no end is in sight within three years. */
  days: number | null;
  /** The same four times out of five: at least `low`, at most `high`. */
  low: number;
  high: number | null;
  /** Expected spend of a day, mean of the next week. */
  burnPerDay: Amount;
  /** Days with bills that it rests on. */
  known: number;
}

const HORIZON = 3 * 365;

/**
 * How long the balance lasts: it pays for every day after the last one that was billed, and for what is expected to be
 * ordered. Null when no day was billed yet.
 */
export function runwayOf(
  available: Amount,
  days: readonly SpendDay[],
  upcoming: readonly Upcoming[],
  today: Day,
): Runway | null {
  const last = days.at(-1);
  const outlook = outlookOf(days.map(({ date, account }) => ({ date, amount: account })));
  if (!last || !outlook) return null;
  const from = addDays(last.date, 1);
  const walk = { available: toNumber(available), from, upcoming, today };
  const nextWeek = sumOf(outlook, daysFrom(today, addDays(today, 6)));
  const { dear, expected, cheap } = endsOf(outlook, walk);
  return {
    days: expected ?? null,
    low: dear ?? HORIZON,
    high: cheap ?? null,
    burnPerDay: estimate(nextWeek.expected / 7),
    known: outlook.days,
  };
}

interface Walk {
  available: number;
  from: Day;
  upcoming: readonly Upcoming[];
  today: Day;
}

/** How many standard deviations of the sum of all days so far: what is expected, and four times out of five. */
const BOUNDS = { dear: 1.2816, expected: 0, cheap: -1.2816 } as const;
type Bound = keyof typeof BOUNDS;
const NAMES: readonly Bound[] = ['dear', 'expected', 'cheap'];

/** In how many days the money is used up within each bound; without those that have no end in sight. */
function endsOf(
  outlook: Outlook,
  { available, from, upcoming, today }: Walk,
): Partial<Record<Bound, number>> {
  const ends: Partial<Record<Bound, number>> = {};
  let spent = 0;
  let ordered = 0;
  for (let count = 1; count <= HORIZON; count += 1) {
    const day = addDays(from, count - 1);
    spent += outlook.of(day);
    for (const { date, amount } of upcoming) if (date === day) ordered += toNumber(amount);
    const deviation = Math.sqrt(count * outlook.noise ** 2 + (count * outlook.drift) ** 2);
    for (const name of NAMES) {
      if (ends[name] === undefined && Math.max(0, spent + BOUNDS[name] * deviation) + ordered > available)
        ends[name] = Math.max(0, daysBetween(today, day));
    }
    if (ends.cheap !== undefined) break; // the last of them
  }
  return ends;
}
