import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { root } from '../root.ts';
import { runCli } from './run-cli.ts';

/** The lines of the first block without a language: what the demo prints, shortened. */
function excerptOf(file: string): string[] {
  const blocks = readFileSync(root + file, 'utf8')
    .split(/^```/m)
    .filter((_, index) => index % 2 === 1);
  const block = blocks.find((text) => text.startsWith('\n')) ?? '';
  return block.split('\n').filter((line) => line.trim() !== '');
}

test.each([
  ['README.md', 'en'],
  ['README.zh-CN.md', 'zh'],
])('%s shows what the demo prints', async (file, language) => {
  const { out } = await runCli(['demo', '--lang', language]);
  const printed = out.split('\n');
  const excerpt = excerptOf(file);
  expect(excerpt.length).toBeGreaterThan(8);
  expect(excerpt.filter((line) => !printed.includes(line))).toEqual([]);
});
