import type { DailySpend } from '../../model/money.ts';
import {
  addDays,
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
  /** ISO 8601, UTC. */
  at: string;
}

/** The bill of a day exists by noon of the next one; lines come up to three days late. */
const BILLED_AT = '12:30';
const LOOK_BACK_DAYS = 3;
/** Three weeks, of which two whole ones tell the shape of the week, and the month so far, which the budget is about. More is kept as it comes. */
const FIRST_DAYS = 21;
/** Bills of a month are final after noon of the third of the next. */
const FINAL = { day: '03', time: '12:00' } as const;

/**
 * Bills are read once a day, as soon as those of the day before should be there; days that are missing in between are read,
 * too, and the month before once more when it is final. Null when everything that should be there was read. All in Asia/Shanghai.
 */
export function planBills(before: DailySpend | null, now: Date): ReadPlan | null {
  const today = dayOf(now);
  const turn = instantOf(today, BILLED_AT) <= now ? today : addDays(today, -1);
  const isRead = before !== null && before.readAt >= instantOf(turn, BILLED_AT).toISOString();
  if (isRead) return null;
  const last = addDays(turn, -1);
  const usual = addDays(last, 1 - FIRST_DAYS);
  const month = `${monthOf(last)}-01`;
  const from = usual < month ? usual : month;
  const awaitedFrom = addDays(last, 1 - LOOK_BACK_DAYS);
  const known = new Set(before?.days.map(({ date }) => date));
  const wanted = new Set(daysFrom(from, last).filter((day) => day >= awaitedFrom || !known.has(day)));
  const reconciles = before ? monthToReconcile(before, now) : null;
  if (reconciles) for (const day of daysFrom(`${reconciles}-01`, lastDayOf(reconciles))) wanted.add(day);
  return { days: [...wanted].sort(), awaitedFrom, reconciles, at: now.toISOString() };
}

function monthToReconcile({ reconciled }: DailySpend, now: Date): Month | null {
  const month = monthOf(dayOf(now));
  const before = addMonths(month, -1);
  const isFinal = instantOf(`${month}-${FINAL.day}`, FINAL.time) <= now;
  return isFinal && (reconciled === null || reconciled < before) ? before : null;
}
