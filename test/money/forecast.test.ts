import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysFrom, weekdayOf } from '../../shared/money/calendar.ts';
import { outlookOf, sumOf } from '../../shared/money/forecast.ts';
import { spendDays } from '../builders.ts';

/** 100 on weekdays and so much on weekends. */
const weekly = (weekend: number, count = 28) =>
  spendDays({ count }).map(({ date }) => ({
    date,
    amount: [0, 6].includes(weekdayOf(date)) ? `${weekend}` : '100',
  }));
const past = (amounts: readonly number[], last = '2026-11-21') =>
  spendDays({ count: amounts.length, last }).map(({ date }, index) => ({
    date,
    amount: `${amounts[index]}`,
  }));
const week = daysFrom('2026-11-22', '2026-11-28'); // Sunday to Saturday

function expected(days: ReturnType<typeof past>): number[] {
  const outlook = outlookOf(days);
  return week.map((day) => Math.round((outlook?.of(day) ?? Number.NaN) * 100) / 100);
}

test.each([20, 1, 0])('weekends that cost %i are expected to cost that again', (weekend) => {
  expect(expected(weekly(weekend))).toEqual([weekend, 100, 100, 100, 100, 100, weekend]);
});

test('free days tell no level, even where they are many and the level moves', () => {
  const days = weekly(0).map(({ date, amount }) => {
    const isFree = amount === '0' || weekdayOf(date) === 5;
    return { date, amount: isFree ? '0' : date > '2026-11-14' ? '200' : '100' };
  });
  expect(expected(days)).toEqual([0, 150, 150, 150, 150, 0, 0]);
});

test('with less than three weeks all days are alike, at the median', () => {
  expect(expected(weekly(20, 10))).toEqual(week.map(() => 100));
});

test('one invoice moves neither the level nor the noise', () => {
  const days = spendDays().map(({ date }) => ({ date, amount: date === '2026-11-12' ? '90000' : '60' }));
  expect(outlookOf(days)).toMatchObject({ noise: 0, drift: 0, days: 28 });
  expect(expected(days)).toEqual(week.map(() => 60));
});

test('a level that changed two weeks ago is the level', () => {
  expect(expected(past([...Array(14).fill(10), ...Array(14).fill(90)]))).toEqual(week.map(() => 90));
});

test('a new account begins with its first day that cost anything', () => {
  const days = past([...Array(25).fill(0), 50, 50, 50]);
  expect(outlookOf(days)).toMatchObject({ days: 3 });
  expect(expected(days)).toEqual(week.map(() => 50));
  expect(outlookOf(past([0, 0]))).toMatchObject({ noise: 0, days: 2 });
  expect(expected(past([0, 0]))).toEqual(week.map(() => 0));
  expect(outlookOf([])).toBeNull();
});

test('whatever was spent, the expectation is a number that lies in its bounds, and they widen with the days', () => {
  const amounts = fc.array(fc.oneof(fc.nat(1000), fc.constant(0)), { minLength: 1, maxLength: 70 });
  fc.assert(
    fc.property(amounts, (values) => {
      const outlook = outlookOf(past(values));
      if (!outlook) throw new Error('days were given');
      let widest = -1;
      for (const count of [1, 7]) {
        const { expected: middle, low, high } = sumOf(outlook, week.slice(0, count));
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(middle);
        expect(high).toBeGreaterThanOrEqual(middle);
        expect(high - middle).toBeGreaterThanOrEqual(widest);
        widest = high - middle;
      }
    }),
  );
});
