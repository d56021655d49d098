import * as v from 'valibot';
import { type Finding, SEVERITIES } from '../model/finding.ts';
import type { HistoryDay } from '../model/history.ts';
import { fitting, text, textOrNull } from './formats/common.ts';
import { type Stored, type StoredFormat, schemaOf } from './formats/stored-format.ts';

const DAYS_KEPT = 731;

interface StoredHistory {
  days: readonly HistoryDay[];
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const day = schemaOf<HistoryDay>()(
  v.object({
    date: v.pipe(text, v.isoDate()),
    clusters: count,
    inScope: count,
    encrypted: count,
    verdicts: v.exactOptional(v.object(v.entriesFromList(['pass', 'fail', 'unknown', 'pending'], count))),
    failing: v.object(v.entriesFromList(SEVERITIES, count)),
    unknown: count,
    spend: textOrNull,
  }),
);

/** One odd day is left out; the others stay. */
export const HISTORY: StoredFormat<StoredHistory> = {
  name: 'sealwatch.history',
  version: 1,
  schema: schemaOf<StoredHistory>()(v.object({ days: v.array(day) })),
  migrations: [],
  remainsOf: (body) => {
    const left = v.safeParse(v.object({ days: fitting(day) }), body);
    return left.success ? left.output : null;
  },
};

/** The days that can be read. */
export function daysOf(stored: Stored<StoredHistory>): readonly HistoryDay[] {
  if (stored.kind === 'none') return [];
  return (stored.kind === 'ok' ? stored.value : stored.remains)?.days ?? [];
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
