import type { HistoryDay } from '../../model/history.ts';
import type { VerdictCounts } from '../../model/report.ts';
import { localDate } from '../../text/render.ts';
import type { Page } from './page.ts';

const DAYS = 90;

/** From the bottom of a bar to its top. */
export const VERDICTS = [
  'pass',
  'pending',
  'unknown',
  'fail',
] as const satisfies readonly (keyof VerdictCounts)[];

export interface TrendDay {
  date: string;
  inScope: number;
  /** What the flag says; whether it holds is in the verdicts. */
  encrypted: number;
  /** Null where an account kept none on its last day before: a part would look like the whole. */
  verdicts: VerdictCounts | null;
  /** Open findings of high severity and worse. */
  failing: number;
}

/** The last 90 days over all accounts; an account counts with its last point until it has a new one. */
export function trendOf({ view, now }: Pick<Page, 'view' | 'now'>): TrendDay[] {
  const from = localDate(new Date(now.getTime() - DAYS * 86_400_000).toISOString());
  const accounts = Object.values(view.history);
  const dates = new Set(accounts.flatMap((days) => days.map(({ date }) => date)));
  const last = new Map<number, HistoryDay>();
  const trend: TrendDay[] = [];
  const byDate = accounts.map((days) => new Map(days.map((day) => [day.date, day])));
  for (const date of [...dates].sort()) {
    for (const [index, days] of byDate.entries()) {
      const day = days.get(date);
      if (day) last.set(index, day);
    }
    if (date > from) trend.push(sum(date, [...last.values()]));
  }
  return trend;
}

function sum(date: string, days: readonly HistoryDay[]): TrendDay {
  const total = { date, inScope: 0, encrypted: 0, failing: 0 };
  for (const { inScope, encrypted, failing } of days) {
    total.inScope += inScope;
    total.encrypted += encrypted;
    total.failing += failing.critical + failing.high;
  }
  return { ...total, verdicts: verdictsOf(days) };
}

function verdictsOf(days: readonly HistoryDay[]): VerdictCounts | null {
  const total = { pass: 0, fail: 0, unknown: 0, pending: 0 };
  for (const { verdicts } of days) {
    if (!verdicts) return null;
    for (const verdict of VERDICTS) total[verdict] += verdicts[verdict];
  }
  return total;
}
