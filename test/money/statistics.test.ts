import { expect, test } from 'vitest';
import { median, spread } from '../../shared/money/statistics.ts';

test.each([
  { values: [3, 1, 200], middle: 3, width: 2 },
  { values: [4, 1, 2, 100], middle: 3, width: 1.5 },
  { values: [10, 9], middle: 9.5, width: 0.5 },
  { values: [7], middle: 7, width: 0 },
])('$values: about $middle, give or take $width', ({ values, middle, width }) => {
  const given = [...values];
  expect(median(values)).toBe(middle);
  expect(spread(values)).toBeCloseTo(1.4826 * width, 10);
  expect(values).toEqual(given);
});

test('nothing has no middle', () => {
  expect(median([])).toBeNaN();
});
