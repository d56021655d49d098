import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { localDate, localTime, render } from '../../shared/text/render.ts';
import { zh } from '../../shared/text/zh.ts';
import { root } from '../root.ts';

const places = (text: string) => new Set(text.match(/\{\w+\}/g));

test('every Chinese sentence has the places of its English one', () => {
  for (const [english, chinese] of Object.entries(zh))
    expect(places(chinese), english).toEqual(places(english));
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
      'The subscription ends on {endDate}, in {days} days.',
      { endDate: '2026-11-30T16:30:00Z', days: 7 },
      'en',
    ),
  ).toBe('The subscription ends on 2026-12-01 00:30 +08:00, in 7 days.');
  expect(
    render(
      'The policies of the role do not allow {missing}.',
      { missing: ['kms:Encrypt', 'kms:Decrypt'] },
      'zh',
    ),
  ).toBe('角色的策略未允许 kms:Encrypt, kms:Decrypt。');
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
