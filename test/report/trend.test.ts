import { expect, test } from 'vitest';
import type { HistoryDay } from '../../shared/model/history.ts';
import { trendOf } from '../../shared/report/html/trend.ts';
import { NOW } from '../builders.ts';

const day = (date: string, change: Partial<HistoryDay> = {}): HistoryDay => ({
  ...{ date, clusters: 5, inScope: 4, encrypted: 4, verdicts: { pass: 1, fail: 1, unknown: 2, pending: 0 } },
  failing: { critical: 1, high: 2, medium: 4, low: 0, info: 0 },
  ...{ unknown: 2, spend: null },
  ...change,
});

function trend(history: Readonly<Record<string, readonly HistoryDay[]>>) {
  const view = { history } as unknown as Parameters<typeof trendOf>[0]['view'];
  return trendOf({ view, now: NOW });
}

test('a day is its verdicts over all accounts, not its flags', () => {
  const days = trend({ 1: [day('2026-11-20'), day('2026-11-21')], 2: [day('2026-11-20')] });
  expect(days).toMatchObject([
    {
      date: '2026-11-20',
      inScope: 8,
      encrypted: 8,
      failing: 6,
      verdicts: { pass: 2, fail: 2, unknown: 4, pending: 0 },
    },
    { date: '2026-11-21', verdicts: { pass: 2, fail: 2, unknown: 4, pending: 0 } },
  ]);
});

test('where one account kept no verdicts, there are none: flags do not stand in for them', () => {
  const { verdicts, ...old } = day('2026-11-20');
  expect(verdicts).toBeDefined();
  const days = trend({ 1: [old, day('2026-11-21')], 2: [day('2026-11-20'), day('2026-11-21')] });
  expect(days.map((one) => one.verdicts)).toEqual([null, { pass: 2, fail: 2, unknown: 4, pending: 0 }]);
});
