import { expect, test } from 'vitest';
import type { SpendDay } from '../../shared/model/money.ts';
import { instantOf, weekdayOf } from '../../shared/money/calendar.ts';
import { lastDay, monthSpend } from '../../shared/money/month.ts';
import { spendDays } from '../builders.ts';

/** Bills that were read on a day up to the last one. */
function monthOf(days: SpendDay[], today: string, readOn = today) {
  return monthSpend({ days, readAt: instantOf(readOn, '13:00').toISOString() }, today);
}

test('the days that are not billed yet cost what such days usually do', () => {
  expect(monthOf(spendDays(), '2026-11-23')).toEqual({
    ...{ month: '2026-11', toDate: '133.77', unread: 0, through: '2026-11-21' },
    ...{ forecast: '191.10', low: '191.10', high: '191.10' },
  });
  const weekly = spendDays({ kms: (date) => ([0, 6].includes(weekdayOf(date)) ? '0' : '10') });
  // 15 of the 21 days are weekdays, and 6 of the 9 that are left.
  expect(monthOf(weekly, '2026-11-23')).toMatchObject({ toDate: '150.00', forecast: '210.00' });
});

test('one invoice is in the sum and not in the forecast of the rest', () => {
  const days = spendDays({ kms: (date) => (date === '2026-11-05' ? '5000' : '1') });
  expect(monthOf(days, '2026-11-23')).toMatchObject({ toDate: '5020.00', forecast: '5029.00' });
});

test('days that vary give bounds', () => {
  const varying = monthOf(spendDays({ kms: (date) => `${Number(date.slice(-2)) % 3}` }), '2026-11-23');
  expect(Number(varying?.low)).toBeLessThan(Number(varying?.forecast));
  expect(Number(varying?.high)).toBeGreaterThan(Number(varying?.forecast));
  expect(Number(varying?.low)).toBeGreaterThanOrEqual(Number(varying?.toDate));
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
  expect(monthOf(spendDays({ last }), today)).toMatchObject({ toDate, forecast, through });
});

test('a new account: free days are no spend, and none at all are not known', () => {
  expect(monthOf([], '2026-11-23')).toBeNull();
  expect(monthOf(spendDays({ kms: () => '0' }), '2026-11-23')).toMatchObject({
    toDate: '0.00',
    forecast: '0.00',
  });
  const began = spendDays({ kms: (date) => (date >= '2026-11-20' ? '2' : '0') });
  expect(monthOf(began, '2026-11-23')).toMatchObject({ toDate: '4.00', forecast: '22.00' });
});

test('days of the month that the first look left are said; those of the month before do not matter', () => {
  const week = (last: string) => spendDays({ count: 7, last });
  expect(monthOf(week('2026-11-22'), '2026-11-23')).toMatchObject({ toDate: '44.59', unread: 15 });
  expect(monthOf(week('2026-11-22'), '2026-12-01', '2026-11-23')).toMatchObject({
    toDate: '0.00',
    unread: 0,
  });
  expect(monthOf(week('2026-12-05'), '2026-12-06')).toMatchObject({ toDate: '31.85', unread: 0 });
  expect(monthOf(week('2026-12-07'), '2026-12-08')).toMatchObject({ unread: 0 });
  expect(monthOf(week('2026-12-08'), '2026-12-09')).toMatchObject({ unread: 1 });
});

test('the last day that was billed, while it is not too old', () => {
  const days = spendDays();
  expect(lastDay(days, '2026-11-24')?.date).toBe('2026-11-21');
  expect(lastDay(days, '2026-11-25')).toBeNull();
  expect(lastDay([], '2026-11-24')).toBeNull();
});
