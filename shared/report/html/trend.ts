import type { HistoryDay } from '../../model/history.ts';
import { localDate } from '../../text/render.ts';
import type { Page } from './page.ts';

const DAYS = 90;

export interface TrendDay {
  date: string;
  inScope: number;
  encrypted: number;
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
  return total;
}
