import * as v from 'valibot';
import type { Finding } from '../model/finding.ts';
import type { HistoryDay } from '../model/history.ts';

const DAYS_KEPT = 731;

export const HISTORY = { name: 'sealwatch.history', version: 1 } as const;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const historySchema = v.object({
  days: v.array(
    v.object({
      date: v.pipe(v.string(), v.isoDate()),
      clusters: count,
      inScope: count,
      encrypted: count,
      failing: v.object({ critical: count, high: count, medium: count, low: count, info: count }),
      unknown: count,
      spend: v.nullable(v.string()),
    }),
  ),
});

/** The days of a stored history; null when it is none. */
export function parseHistory(value: unknown): readonly HistoryDay[] | null {
  const result = v.safeParse(historySchema, value);
  return result.success ? result.output.days : null;
}

/** Puts the point of a day in its place; what the day has of spend stays. Two years are kept. */
export function withDay(days: readonly HistoryDay[], day: HistoryDay): HistoryDay[] {
  const before = days.find(({ date }) => date === day.date);
  const others = days.filter(({ date }) => date !== day.date);
  const merged = { ...day, spend: day.spend ?? before?.spend ?? null };
  return [...others, merged].sort((a, b) => (a.date < b.date ? -1 : 1)).slice(-DAYS_KEPT);
}

/** Fills in what the days cost; the bill of a day that is not there yet takes nothing away. */
export function withSpend(
  days: readonly HistoryDay[],
  spent: readonly { date: string; kms: string }[],
): HistoryDay[] {
  const amounts = new Map(spent.map(({ date, kms }) => [date, kms]));
  return days.map((day) => ({ ...day, spend: amounts.get(day.date) ?? day.spend }));
}

export function countFindings(findings: readonly Finding[]): Pick<HistoryDay, 'failing' | 'unknown'> {
  const failing = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  let unknown = 0;
  for (const { status, severity } of findings) {
    if (status === 'fail') failing[severity] += 1;
    if (status === 'unknown') unknown += 1;
  }
  return { failing, unknown };
}
