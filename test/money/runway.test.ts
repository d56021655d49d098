import fc from 'fast-check';
import { expect, test } from 'vitest';
import { weekdayOf } from '../../shared/money/calendar.ts';
import { runwayOf } from '../../shared/money/runway.ts';
import { spendDays } from '../builders.ts';

const TODAY = '2026-11-23';
const HORIZON = 3 * 365;

/** 60 a day from the 22nd on, which is not billed yet. */
test.each([
  { available: '119.99', days: 0 },
  { available: '120', days: 1 },
  { available: '59', days: 0 },
  { available: '0', days: 0 },
  { available: '-5', days: 0 },
  { available: '600', days: 9 },
  { available: '10000000', days: null },
])('$available lasts for $days days', ({ available, days }) => {
  expect(runwayOf(available, spendDays(), [], TODAY)).toEqual({
    ...{ days, low: days ?? HORIZON, high: days },
    ...{ burnPerDay: '60.00', known: 28 },
  });
});

test('money lasts longer over a weekend that costs nothing', () => {
  const days = spendDays({ account: (date) => ([0, 6].includes(weekdayOf(date)) ? '0' : '60') });
  // The 22nd is a Sunday; Monday to Friday and half of the next Monday are paid, which is the 30th.
  expect(runwayOf('330', days, [], TODAY)).toMatchObject({ days: 7, burnPerDay: '42.86' });
});

test('payments count on their day, once', () => {
  const due = (date: string, amount = '300') => [{ date, what: 'x', amount }];
  expect(runwayOf('600', spendDays(), due('2026-11-27'), TODAY)).toMatchObject({ days: 4 });
  expect(runwayOf('600', spendDays(), due('2026-12-02'), TODAY)).toMatchObject({ days: 9 });
  expect(runwayOf('600', spendDays(), due('2026-12-01', '301'), TODAY)).toMatchObject({ days: 8 });
});

test('nothing is known without bills, and nothing is spent without spend', () => {
  expect(runwayOf('10', [], [], TODAY)).toBeNull();
  expect(runwayOf('10', spendDays({ account: () => '0' }), [], TODAY)).toMatchObject({
    days: null,
    low: HORIZON,
  });
});

test('days lie in their bounds, and more money never lasts shorter', () => {
  const accounts = fc.array(fc.nat(200), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(accounts, fc.nat(5000), fc.nat(5000), (values, money, more) => {
      const days = spendDays({ count: values.length }).map((day, index) => ({
        ...day,
        account: `${values[index]}`,
      }));
      const [less, rich] = [money, money + more].map((amount) => runwayOf(`${amount}`, days, [], TODAY));
      expect(less?.low).toBeLessThanOrEqual(less?.days ?? HORIZON);
      expect(less?.days ?? HORIZON).toBeLessThanOrEqual(less?.high ?? HORIZON);
      expect(less?.days ?? HORIZON).toBeLessThanOrEqual(rich?.days ?? HORIZON);
    }),
    { numRuns: 40 },
  );
});
