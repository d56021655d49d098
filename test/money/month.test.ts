import { expect, test } from 'vitest';
import { weekdayOf } from '../../shared/money/calendar.ts';
import { lastDay, monthSpend } from '../../shared/money/month.ts';
import { spendDays } from '../builders.ts';

test('the days that are not billed yet cost what such days usually do', () => {
  expect(monthSpend(spendDays(), '2026-11-23')).toEqual({
    ...{ month: '2026-11', toDate: '133.77', through: '2026-11-21' },
    ...{ forecast: '191.10', low: '191.10', high: '191.10' },
  });
  const weekly = spendDays({ kms: (date) => ([0, 6].includes(weekdayOf(date)) ? '0' : '10') });
  // 15 of the 21 days are weekdays, and 6 of the 9 that are left.
  expect(monthSpend(weekly, '2026-11-23')).toMatchObject({ toDate: '150.00', forecast: '210.00' });
});

test('one invoice is in the sum and not in the forecast of the rest', () => {
  const days = spendDays({ kms: (date) => (date === '2026-11-05' ? '5000' : '1') });
  expect(monthSpend(days, '2026-11-23')).toMatchObject({ toDate: '5020.00', forecast: '5029.00' });
});

test('days that vary give bounds', () => {
  const spent = monthSpend(spendDays({ kms: (date) => `${Number(date.slice(-2)) % 3}` }), '2026-11-23');
  expect(Number(spent?.low)).toBeLessThan(Number(spent?.forecast));
  expect(Number(spent?.high)).toBeGreaterThan(Number(spent?.forecast));
  expect(Number(spent?.low)).toBeGreaterThanOrEqual(Number(spent?.toDate));
});

test.each([
  {
    when: 'on the first day',
    today: '2026-12-01',
    last: '2026-11-29',
    toDate: '0.00',
    forecast: '197.47',
    through: null,
  },
  {
    when: 'in February',
    today: '2027-02-01',
    last: '2027-01-30',
    toDate: '0.00',
    forecast: '178.36',
    through: null,
  },
  {
    when: 'when all is billed',
    today: '2026-11-30',
    last: '2026-11-30',
    toDate: '178.36',
    forecast: '191.10',
    through: '2026-11-30',
  },
  {
    when: 'a month without bills',
    today: '2026-11-20',
    last: '2026-09-20',
    toDate: '0.00',
    forecast: '191.10',
    through: null,
  },
])('$when', ({ today, last, toDate, forecast, through }) => {
  expect(monthSpend(spendDays({ last }), today)).toMatchObject({ toDate, forecast, through });
});

test('a new account: free days are no spend, and none at all are not known', () => {
  expect(monthSpend([], '2026-11-23')).toBeNull();
  expect(monthSpend(spendDays({ kms: () => '0' }), '2026-11-23')).toMatchObject({
    toDate: '0.00',
    forecast: '0.00',
  });
  const began = spendDays({ kms: (date) => (date >= '2026-11-20' ? '2' : '0') });
  expect(monthSpend(began, '2026-11-23')).toMatchObject({ toDate: '4.00', forecast: '22.00' });
});

test('the last day that was billed, while it is not too old', () => {
  const days = spendDays();
  expect(lastDay(days, '2026-11-24')?.date).toBe('2026-11-21');
  expect(lastDay(days, '2026-11-25')).toBeNull();
  expect(lastDay([], '2026-11-24')).toBeNull();
});
