import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

/** What a copy of the project needs to build, lint, type-check and test what is new in it. */
const PARTS = ['.biome.json', '.build.mjs', '.gitignore', 'package.json', 'tsconfig.json'].concat([
  ...['bench', 'docs', 'functions', 'sandbox', 'shared', 'test'],
]);

const copy = join(mkdtempSync(join(tmpdir(), 'sealwatch-new-')), 'project');

function run(...argv: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: copy, encoding: 'utf8' });
  return { status, lines: stdout.trimEnd().split('\n'), all: stdout + stderr };
}

beforeAll(() => {
  for (const part of PARTS) cpSync(part, join(copy, part), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
});

/** Everything is built, linted, compiled and tested in turn, each in a process of its own. */
const PATIENCE_MS = 300_000;

test(
  'a new channel and a new format are linted, compile, and pass the tests that come with them',
  () => {
    const channel = run('.build.mjs', 'run', 'docs/new.ts', 'channel', 'pager-example');
    expect(channel.all).toMatch(/^shared\/notify\/pager-example\/settings\.ts\n/);
    expect(channel.status).toBe(0);
    const format = run('.build.mjs', 'run', 'docs/new.ts', 'format', 'tap-example');
    expect(format.all).toMatch(/^shared\/report\/tap-example\.ts\n/);
    expect(format.status).toBe(0);

    const isOutside = (path: string): boolean =>
      !/\/(pager|tap)-example[./]/.test(path) && path.endsWith('.ts');
    expect([...channel.lines, ...format.lines].filter(isOutside)).toEqual([
      'shared/notify/channels.ts',
      'shared/report/formats.ts',
    ]);
    expect(readFileSync(join(copy, 'shared/notify/channels.ts'), 'utf8')).toContain(', pagerExampleChannel]');

    expect(run('node_modules/typescript/bin/tsc', '--noEmit')).toMatchObject({ status: 0 });
    const tests = [
      'test/notify/pager-example',
      'test/report/tap-example.test.ts',
      'test/notify/channels.test.ts',
    ];
    const tested = run(
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      'test/vitest.config.ts',
      ...tests,
    );
    expect(tested.all).toMatch(/Test Files.*4 passed/);
    expect(tested.status).toBe(0);
  },
  PATIENCE_MS,
);

test.each([[['pigeon', 'grey']], [['channel', '../x']]])('new %s is refused', (argv) => {
  const { status, all } = run('.build.mjs', 'run', 'docs/new.ts', ...argv);
  expect(all).toMatch(/^npm run new -- .*channel\|format.* NAME/);
  expect(status).toBe(2);
});

test('what there is stays as it is', () => {
  for (const argv of [
    ['channel', 'webhook'],
    ['format', 'csv'],
  ]) {
    const { status, all } = run('.build.mjs', 'run', 'docs/new.ts', ...argv);
    expect(all).toContain(`there is a ${argv.join(' ')} already`);
    expect(status).toBe(1);
  }
});
