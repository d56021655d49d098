import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cents,
  compareAmounts,
  divide,
  estimate,
  isNegative,
  isPositive,
  minus,
  parseAmount,
  sum,
  times,
  toNumber,
} from '../../shared/money/amount.ts';

test.each([
  ['1,828.72', '1828.72'],
  ['-1,012.50', '-1012.5'],
  ['12,345,678.9', '12345678.9'],
  ['1234567.891', '1234567.891'],
  ['+5.00', '5'],
  [' 38.40 ', '38.4'],
  ['0.000000001', '0.000000001'],
  ['-0', '0'],
  ['-0.00', '0'],
  [-0, '0'],
  [6.37, '6.37'],
  [1e-7, '0.0000001'],
  [1e21, '1000000000000000000000'],
  [-186.9, '-186.9'],
])('%o is %s', (written, amount) => {
  expect(parseAmount(written)).toBe(amount);
});

test.each([
  ...[
    '--',
    '',
    ' ',
    '-',
    '.',
    '.5',
    '5.',
    '1,82.72',
    '18,28',
    '1,8287',
    '1234,567',
    ',100',
    '1,000,',
    '1.234,50',
  ],
  ...[
    '1,828.72 CNY',
    '¥12',
    '−12.50',
    '１２',
    '1e3',
    '0x10',
    '1_000',
    'NaN',
    'Infinity',
    '1.2.3',
    '- 5',
    '(5.00)',
  ],
  ...[Number.NaN, Number.POSITIVE_INFINITY, null, undefined, true, [], {}, ['1'], 5n],
])('%o is no amount', (written) => {
  expect(parseAmount(written)).toBeNull();
});

/** An exact number of ten-thousandths, and how it may be written. */
const written = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
const plain = (units: bigint): string => {
  const digits = `${units < 0n ? -units : units}`.padStart(5, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
};
const separated = (text: string): string => {
  const [whole = '', rest] = text.split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`;
};
const amount = (units: bigint) => parseAmount(plain(units)) ?? 'none';

describe('exact arithmetic', () => {
  test('separators change nothing, and what was parsed parses to itself', () => {
    fc.assert(
      fc.property(written, (units) => {
        const parsed = amount(units);
        expect(parseAmount(separated(plain(units)))).toBe(parsed);
        expect(parseAmount(parsed)).toBe(parsed);
        expect(parsed).not.toMatch(/e|,|^-0$|\.$|\.\d*0$/);
      }),
    );
  });

  test('sums, differences and comparisons are those of whole numbers', () => {
    fc.assert(
      fc.property(written, written, (a, b) => {
        expect(sum([amount(a), amount(b)])).toBe(amount(a + b));
        expect(minus(amount(a), amount(b))).toBe(amount(a - b));
        expect(Math.sign(compareAmounts(amount(a), amount(b)))).toBe(a < b ? -1 : Number(a > b));
        expect([isNegative(amount(a)), isPositive(amount(a))]).toEqual([a < 0n, a > 0n]);
      }),
    );
  });

  test('no order of summands and no float changes a sum', () => {
    expect(sum(['0.1', '0.2'])).toBe('0.3');
    expect(sum([])).toBe('0');
    expect(sum(['9007199254740993', '-9007199254740992'])).toBe('1');
    expect(minus('1.005', '1.005')).toBe('0');
    expect(times('0.1', 3)).toBe('0.3');
    expect(divide('10', '3')).toBe('3.3333');
    expect(() => divide('1', 0)).toThrow(/zero/i);
  });
});

test.each([
  ['1828.725', '1828.73'],
  ['1.005', '1.01'],
  ['-0.005', '-0.01'],
  ['-0.004', '0.00'],
  ['0', '0.00'],
  ['38.4', '38.40'],
])('%s in cents is %s', (exact, shown) => {
  expect(cents(exact)).toBe(shown);
});

test('an estimate has two places and is nothing to compare with', () => {
  expect(estimate(1 / 3)).toBe('0.33');
  expect(estimate(-0)).toBe('0.00');
  expect(toNumber('1828.72')).toBe(1828.72);
});
