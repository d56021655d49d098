import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const reporter = fileURLToPath(new URL('../count-reporter.ts', import.meta.url));

/** What the last line says after a run over these files. */
function closingLine(files: Readonly<Record<string, string>>): string | undefined {
  const root = mkdtempSync(join(tmpdir(), 'sealwatch-count-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const { stdout } = spawnSync(
    process.execPath,
    [
      vitest,
      'run',
      '--globals',
      '--no-isolate',
      '--hookTimeout=1000',
      '--root',
      root,
      '--reporter',
      reporter,
    ],
    { cwd: root, encoding: 'utf8' },
  );
  rmSync(root, { recursive: true, force: true });
  return stdout.trimEnd().split('\n').at(-1);
}

test('what passes, fails and is skipped on purpose is counted as that', () => {
  const text = `test('a', () => {}); test('b', () => { throw new Error('b'); }); test.skip('c', () => {});`;
  expect(closingLine({ 'one.test.js': text })).toBe('1 passed, 1 failed, 1 skipped');
});

test('what did not run because of a hook, a file or an error nobody caught has failed', () => {
  const line = closingLine({
    // The hook and the two tests behind it, one of them deeper.
    'slow-hook.test.js': `beforeAll(() => new Promise(() => {})); test('a', () => {}); describe('d', () => { test('b', () => {}); });`,
    // The hook and its test; the other suite passes.
    'suite.test.js': `describe('d', () => { beforeAll(() => { throw new Error('hook'); }); test('a', () => {}); }); describe('e', () => { test('b', () => {}); });`,
    'after.test.js': `afterAll(() => { throw new Error('hook'); }); test('a', () => {});`,
    'load.test.js': `throw new Error('load');`,
    'empty.test.js': '',
    'stray.test.js': `test('a', async () => { Promise.reject(new Error('stray')); await new Promise(setImmediate); });`,
  });
  expect(line).toBe(`3 passed, ${3 + 2 + 1 + 1 + 1 + 1} failed`);
});
