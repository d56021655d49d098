import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Amount, SpendDay } from '../../shared/model/money.ts';
import { findAnomaly, isInstance } from '../../shared/money/anomaly.ts';
import { addDays, type Day, daysBetween, weekdayOf } from '../../shared/money/calendar.ts';
import { spendDays } from '../builders.ts';

const LAST = '2026-11-21'; // a Saturday
const isWeekend = (date: Day): boolean => [0, 6].includes(weekdayOf(date));

const find = (days: readonly SpendDay[], currency = 'CNY') => findAnomaly(days, null, currency);
const costing = (kms: (date: Day) => Amount, count = 28) => find(spendDays({ count, kms }));
const back = (date: Day): number => daysBetween(date, LAST);

test.each([
  { when: 'the usual', kms: () => '100', found: null },
  { when: 'cheap weekends', kms: (date: Day) => (isWeekend(date) ? '10' : '100'), found: null },
  { when: 'dear weekends', kms: (date: Day) => (isWeekend(date) ? '500' : '100'), found: null },
  { when: 'a cheap day', kms: (date: Day) => (date === LAST ? '0' : '100'), found: null },
  { when: 'a third more', kms: (date: Day) => (date === LAST ? '133.33' : '100'), found: null },
  { when: 'more than a third', kms: (date: Day) => (date === LAST ? '133.34' : '100'), found: LAST },
  { when: 'two days ago', kms: (date: Day) => (back(date) === 2 ? '200' : '100'), found: addDays(LAST, -2) },
  { when: 'three days ago', kms: (date: Day) => (back(date) === 3 ? '200' : '100'), found: null },
  { when: 'one invoice weeks ago', kms: (date: Day) => (back(date) === 14 ? '9000' : '100'), found: null },
  {
    when: 'a weekend like a weekday',
    kms: (date: Day) => (isWeekend(date) && date !== LAST ? '10' : '100'),
    found: LAST,
  },
  {
    when: 'the dearer of two',
    kms: (date: Day) => ({ [LAST]: '200', '2026-11-20': '300' })[date] ?? '100',
    found: '2026-11-20',
  },
  {
    when: 'the dearer of two, which came later',
    kms: (date: Day) => ({ [LAST]: '300', '2026-11-20': '200' })[date] ?? '100',
    found: LAST,
  },
  { when: 'the first spend at all', kms: (date: Day) => (date === LAST ? '5' : '0'), found: LAST },
])('$when: $found', ({ kms, found }) => {
  const anomaly = costing(kms);
  expect(anomaly && anomaly !== 'few' ? anomaly.date : anomaly).toBe(found);
});

test.each([
  { currency: 'CNY', small: '1.00', large: '1.01' },
  { currency: 'USD', small: '0.15', large: '0.16' },
  { currency: 'JPY', small: '20', large: '21' },
])('$small $currency more than nothing does not matter, $large does', ({ currency, small, large }) => {
  const days = (last: Amount) => spendDays({ kms: (date) => (date === LAST ? last : '0') });
  expect(find(days(small), currency)).toBeNull();
  expect(find(days(large), currency)).toMatchObject({ amount: Number(large).toFixed(2), usual: '0.00' });
});

test('days that vary allow for more', () => {
  const noisy = (last: Amount) => (date: Day) => (date === LAST ? last : `${100 + (back(date) % 5) * 20}`);
  expect(costing(noisy('250'))).toBeNull();
  expect(costing(noisy('600'))).toMatchObject({ date: LAST });
});

test.each([
  { count: 0, found: 'few' },
  { count: 5, found: 'few' },
  { count: 7, found: LAST },
  { count: 28, found: LAST },
])('of $count days: $found', ({ count, found }) => {
  const anomaly = costing((date) => (date === LAST ? '900' : '100'), count);
  expect(anomaly && anomaly !== 'few' ? anomaly.date : anomaly).toBe(found);
});

test('a new level is told while it is new, and never again once it has held for a week', () => {
  for (let held = 1; held <= 50; held += 1) {
    const anomaly = costing((date) => (back(date) < held ? '300' : '100'), 90);
    expect(anomaly !== null, `after ${held} days`).toBe(held < 9);
  }
});

test('no weekly pattern is an anomaly, and a day ten times as dear always is', () => {
  const week = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 7, maxLength: 7 });
  fc.assert(
    fc.property(week, (amounts) => {
      const usual = (date: Day): number => amounts[weekdayOf(date)] ?? 0;
      expect(costing((date) => `${usual(date)}`)).toBeNull();
      const most = Math.max(...amounts);
      expect(costing((date) => `${date === LAST ? 10 * most : usual(date)}`)).toMatchObject({ date: LAST });
    }),
  );
});

test('instances are told by their product type', () => {
  expect(['kms_ddi_public_cn', 'kms_ppi_public_intl', 'kms', 'my_kms_ddi_x'].map(isInstance)).toEqual([
    ...[true, true, false, false],
  ]);
});
