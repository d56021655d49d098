import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  dayOf,
  daysBetween,
  daysFrom,
  instantOf,
  lastDayOf,
  monthOf,
  parseBillTime,
  weekdayOf,
} from '../../shared/money/calendar.ts';

test.each([
  { at: '2026-11-30T15:59:59.999Z', day: '2026-11-30' },
  { at: '2026-11-30T16:00:00Z', day: '2026-12-01' },
  { at: '2026-11-30T16:10:00Z', day: '2026-12-01' },
  { at: '2026-12-31T16:10:00Z', day: '2027-01-01' },
  { at: '2028-02-28T16:00:00Z', day: '2028-02-29' },
])('$at lies on $day in Shanghai', ({ at, day }) => {
  expect(dayOf(new Date(at))).toBe(day);
});

test('days and months go over ends of months and years', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
  expect(addMonths('2026-01', -1)).toBe('2025-12');
  expect(addMonths('2026-11', 2)).toBe('2027-01');
  expect(['2026-02', '2028-02', '2026-12'].map(lastDayOf)).toEqual([
    '2026-02-28',
    '2028-02-29',
    '2026-12-31',
  ]);
  expect(monthOf('2026-11-23')).toBe('2026-11');
  expect(['2026-11-22', '2026-11-23'].map(weekdayOf)).toEqual([0, 1]);
  expect(daysFrom('2026-11-29', '2026-12-01')).toEqual(['2026-11-29', '2026-11-30', '2026-12-01']);
  expect(daysFrom('2026-12-01', '2026-11-29')).toEqual([]);
});

test('a day begins at 16:00 UTC the day before', () => {
  expect(instantOf('2026-12-01').toISOString()).toBe('2026-11-30T16:00:00.000Z');
  expect(instantOf('2026-12-03', '12:00').toISOString()).toBe('2026-12-03T04:00:00.000Z');
});

test('every instant lies on the day that begins before it', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
      (at) => {
        const day = dayOf(at);
        expect(instantOf(day) <= at && at < instantOf(addDays(day, 1))).toBe(true);
        expect(daysBetween(day, addDays(day, 40))).toBe(40);
        expect(daysFrom(day, lastDayOf(monthOf(day))).every((each) => monthOf(each) === monthOf(day))).toBe(
          true,
        );
      },
    ),
  );
});

test.each([
  ['2026-11-18 00:00:00', '2026-11-17T16:00:00.000Z'],
  ['2026-12-01 00:10:00', '2026-11-30T16:10:00.000Z'],
  ['', null],
  ['2026-11-18', null],
  ['2026-11-18T00:00:00Z', null],
  ['2026-13-01 00:00:00', null],
  ['2026-11-18 25:00:00', null],
  ['0000-00-00 00:00:00', null],
])('a bill that says %o means %o', (text, at) => {
  expect(parseBillTime(text)).toBe(at);
});
