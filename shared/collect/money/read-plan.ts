import { billDays } from '../../money/bill-days.ts';
import {
  addMonths,
  type Day,
  dayOf,
  daysFrom,
  instantOf,
  lastDayOf,
  type Month,
  monthOf,
} from '../../money/calendar.ts';

/** Which days of the bills are read now. */
export interface ReadPlan {
  days: readonly Day[];
  /** Days from here on may not be billed yet. */
  awaitedFrom: Day;
  /** Month whose final bills are read with them. */
  reconciles: Month | null;
  /** It is the first one since another day was billed: what is read once a day is read. False: it reads what the first look left. */
  isDaily: boolean;
  /** ISO 8601, UTC. */
  at: string;
}

/** What was read before. */
export interface KnownDays {
  days: readonly { date: Day }[];
  /** Month whose final bills were read last; null: none yet. */
  reconciled: Month | null;
  /** ISO 8601, UTC. */
  readAt: string;
}

/** A first look has an answer sooner than ten bills a second, of which it needs others, tell three weeks. */
const FIRST_DAYS = 7;
/** Bills of a month are final after noon of the third of the next. */
const FINAL = { day: '03', time: '12:00' } as const;

/**
 * The first look reads the last seven days of the bills, the next one what is missing. Then they are read once a day, as soon as
 * those of the day before should be there; days that are missing in between are read, too, and the month before once more when
 * it is final. Null when everything that should be there was read. All in Asia/Shanghai.
 */
export function planBills(before: KnownDays | null, now: Date): ReadPlan | null {
  const { from, last, awaitedFrom, since } = billDays(now);
  const isDaily = before === null || before.readAt < since.toISOString();
  const known = new Set(before?.days.map(({ date }) => date));
  const missing = daysFrom(from, last).filter((day) => (day < awaitedFrom ? !known.has(day) : isDaily));
  const wanted = new Set(before ? missing : missing.slice(-FIRST_DAYS));
  const reconciles = before && isDaily ? monthToReconcile(before, now) : null;
  if (reconciles) for (const day of daysFrom(`${reconciles}-01`, lastDayOf(reconciles))) wanted.add(day);
  if (wanted.size === 0) return null;
  return { days: [...wanted].sort(), awaitedFrom, reconciles, isDaily, at: now.toISOString() };
}

function monthToReconcile({ reconciled }: KnownDays, now: Date): Month | null {
  const month = monthOf(dayOf(now));
  const before = addMonths(month, -1);
  const isFinal = instantOf(`${month}-${FINAL.day}`, FINAL.time) <= now;
  return isFinal && (reconciled === null || reconciled < before) ? before : null;
}
