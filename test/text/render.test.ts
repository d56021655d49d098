import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, localDate, localTime, render } from '../../shared/text/render.ts';
import { zh } from '../../shared/text/zh.ts';
import { root } from '../root.ts';

const places = (text: string) => new Set(text.match(/\{\w+\}/g));

test('every Chinese sentence has the places of its English one', () => {
  for (const [english, chinese] of Object.entries(zh))
    expect(places(chinese), english).toEqual(places(english));
});

test.each([1, 2])('no place of any sentence is left when each is filled with %i', (value) => {
  const left = Object.keys(zh).flatMap((english) => {
    const names = [...english.matchAll(/\{(\w+)/g)].map(([, name = '']) => name);
    const told = render(english, Object.fromEntries(names.map((name) => [name, value])), 'en');
    return /\{\w+/.test(told) ? [told] : [];
  });
  expect(left).toEqual([]);
});

test('no sentence of the catalogue is left over', () => {
  const code = ['shared', 'functions']
    .flatMap((folder) =>
      readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).map(
        (file) => `${root}${folder}/${file}`,
      ),
    )
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('/text/zh'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const words = new Set(['critical', 'high', 'medium', 'low', 'info', 'unknown']);
  const unused = Object.keys(zh).filter(
    (text) => !words.has(text) && !code.includes(`'${text}'`) && !code.includes(`"${text}"`),
  );
  expect(unused).toEqual([]);
});

test('places are filled, times told in Asia/Shanghai, lists joined', () => {
  expect(
    render(
      'The KMS instance expires on {endDate}, in {days} {days:day|days}.',
      { endDate: '2026-11-30T16:30:00Z', days: 7 },
      'en',
    ),
  ).toBe('The KMS instance expires on 2026-12-01 00:30 +08:00, in 7 days.');
  expect(
    render(
      'No policy of the role allows {missing} on {keys}.',
      { missing: ['kms:Encrypt', 'kms:Decrypt'], keys: ['key-1'] },
      'zh',
    ),
  ).toBe('角色没有策略允许对 key-1 调用 kms:Encrypt、kms:Decrypt。');
});

test('a sentence that has no wording, and a place without a value, stay as they are', () => {
  expect(render('An old {thing}.', {}, 'zh')).toBe('An old {thing}.');
});

test('a value that looks like a place is not filled again', () => {
  expect(render('{a} {b}', { a: '{b}', b: 'x' }, 'en')).toBe('{b} x');
});

test('days begin at midnight in Asia/Shanghai', () => {
  expect(localTime('2026-11-22T16:00:00.000Z')).toBe('2026-11-23 00:00 +08:00');
  expect(localDate('2026-11-22T15:59:59.000Z')).toBe('2026-11-22');
});

/** Looks like a time stamp, and is none. */
const oddTime = fc
  .array(fc.integer({ min: 0, max: 99 }), { minLength: 5, maxLength: 5 })
  .map((numbers) => numbers.map((number) => String(number).padStart(2, '0')))
  .map(([month, day, hour, minute, second]) => `2026-${month}-${day}T${hour}:${minute}:${second}Z`)
  .filter((text) => Number.isNaN(Date.parse(text)));

const LATEST = '+275760-09-13T00:00:00.000Z';

test('what is no time is shown as it is', () => {
  fc.assert(
    fc.property(oddTime, (text) => {
      expect(localTime(text)).toBe(text);
      expect(localDate(text)).toBe(text);
      expect(render('{a} {b}', { a: text, b: [text] }, 'en')).toBe(`${text} ${text}`);
    }),
    { examples: [['2026-13-45T99:99:99Z']] },
  );
  expect(localTime(LATEST)).toBe(LATEST); // no date can hold eight hours more
});

test('no text ends the wording', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.date({ noInvalidDate: true }).map(String)),
      (text) => {
        expect(typeof localTime(text)).toBe('string');
        expect(render('{a}', { a: text }, 'zh')).toBeTypeOf('string');
      },
    ),
  );
});

test('amounts of money have separators and cents in both languages, and other decimals stay', () => {
  const params = { available: '3480', currency: 'CNY', version: '1.31', value: '123456.7' };
  const text = 'Balance {available} {currency}';
  expect(render(text, params, 'en')).toBe('Balance 3,480.00 CNY');
  expect(render(text, params, 'zh')).toBe('余额 3,480.00 元');
  expect(render('{version} {value}', params, 'en')).toBe('1.31 123456.7');
});

test('a place within words that agree with a number is filled', () => {
  const text = '{count:The Pro cluster is|All {count} Pro clusters are} healthy.';
  expect(render(text, { count: 1 }, 'en')).toBe('The Pro cluster is healthy.');
  expect(render(text, { count: 1200 }, 'en')).toBe('All 1,200 Pro clusters are healthy.');
});

test('numbers have the separators that Intl gives them', () => {
  const numbers = fc.oneof(
    fc.maxSafeInteger(),
    fc.integer({ min: -2000, max: 2_000_000 }),
    fc.float().filter((value) => !Object.is(value, -0)),
  );
  fc.assert(
    fc.property(numbers, (value) => {
      expect(count(value)).toBe(value.toLocaleString('en-US'));
    }),
    { examples: [[0], [999], [-999], [1000], [-1000], [1234.5678], [2 ** 53]] },
  );
});
