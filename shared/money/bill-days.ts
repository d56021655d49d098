import type { DailySpend } from '../model/money.ts';
import { addDays, type Day, dayOf, daysFrom, instantOf, monthOf } from './calendar.ts';

/** Which days of the bills matter at a time, all in Asia/Shanghai. */
export interface BillDays {
  /** Three weeks, of which two whole ones tell the shape of the week, and the month so far, which the budget is about. */
  from: Day;
  /** The last day whose bill should be there. */
  last: Day;
  /** Days from here on may not be billed yet. */
  awaitedFrom: Day;
  /** Since when the bill of the last one should be there. */
  since: Date;
}

/** The bill of a day exists by noon of the next one; lines come up to three days late. */
const BILLED_AT = '12:30';
const LOOK_BACK_DAYS = 3;
const USUAL_DAYS = 21;

export function billDays(now: Date): BillDays {
  const today = dayOf(now);
  const turn = instantOf(today, BILLED_AT) <= now ? today : addDays(today, -1);
  const last = addDays(turn, -1);
  const usual = addDays(last, 1 - USUAL_DAYS);
  const month = `${monthOf(last)}-01`;
  return {
    from: usual < month ? usual : month,
    last,
    awaitedFrom: addDays(last, 1 - LOOK_BACK_DAYS),
    since: instantOf(turn, BILLED_AT),
  };
}

/** The days that the first look left to the next one: those before the first day that was read. */
export function daysLeft({ days, readAt }: Pick<DailySpend, 'days' | 'readAt'>): Day[] {
  const { from, last } = billDays(new Date(readAt));
  return daysFrom(from, addDays(days[0]?.date ?? addDays(last, 1), -1));
}
