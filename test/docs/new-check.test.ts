import { expect, test } from 'vitest';
import { newCheck } from '../../docs/new/check.ts';
import { zh } from '../../shared/text/zh.ts';

test('a new check is a file, its test, and a place for the Chinese wording of each of its texts', () => {
  const files = newCheck('made-up') ?? {};
  const [check = '', , wording = ''] = Object.values(files);
  expect(Object.keys(files)).toEqual([
    'shared/checks/made-up.ts',
    'test/checks/made-up.test.ts',
    'shared/text/zh/checks.ts',
  ]);
  const texts = [...check.matchAll(/'TODO [^']*'/g)].map(([text]) => text);
  expect(texts).toHaveLength(6);
  for (const text of texts) expect(wording).toContain(`  ${text}: 'TODO',\n`);
});

test('a check that there is stays as it is', () => {
  expect(newCheck('key-state')).toBeNull();
});

test('no text waits to be written', () => {
  const waiting = Object.entries(zh).filter((texts) => texts.some((text) => text.startsWith('TODO')));
  expect(waiting.map(([text]) => `${text} waits in its check and in shared/text/zh`)).toEqual([]);
});
