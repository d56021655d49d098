import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../root.ts';
import { until } from '../until.ts';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
let clone = '';

/** A clone with the packages of this one and an empty cache. */
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'clone-'));
  for (const name of ['.build.mjs', 'package.json', 'package-lock.json', 'tsconfig.json'])
    copyFileSync(join(root, name), join(clone, name));
  for (const name of ['functions', 'shared', 'sandbox', 'docs', 's.yaml'])
    symlinkSync(join(root, name), join(clone, name));
  mkdirSync(join(clone, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== '.cache') symlinkSync(join(root, 'node_modules', name), join(clone, 'node_modules', name));
});

const cache = (): string => join(clone, 'node_modules/.cache/sealwatch');
const begin = (...args: string[]): ChildProcess =>
  spawn(process.execPath, ['.build.mjs', ...args], { cwd: clone, stdio: ['ignore', 'pipe', 'pipe'] });

async function ended(child: ChildProcess): Promise<{ code: number | null; out: string; errors: string }> {
  let [out, errors] = ['', ''];
  child.stdout?.on('data', (data) => (out += data));
  child.stderr?.on('data', (data) => (errors += data));
  const [code] = await once(child, 'close');
  return { code, out, errors };
}

describe('what runs from a clone', () => {
  test('a build that was killed is never run', async () => {
    const killed = begin('start', '--version');
    await until(() => existsSync(cache()) && readdirSync(cache()).length > 0);
    killed.kill('SIGKILL');
    await once(killed, 'close');
    expect(readdirSync(cache())).toEqual([expect.stringMatching(/^\.building-/)]);
    expect(await ended(begin('start', '--version'))).toEqual({ code: 0, out: `${version}\n`, errors: '' });
  });

  test('started many times at once, it is built once and all run', async () => {
    rmSync(cache(), { recursive: true });
    const starts = Array.from({ length: 4 }, () => ended(begin('start', '--version')));
    for (const each of await Promise.all(starts))
      expect(each).toEqual({ code: 0, out: `${version}\n`, errors: '' });
    expect(readdirSync(cache())).toHaveLength(1);
  });

  test('other sources are built into another folder, under a program that goes on running', async () => {
    const [first = ''] = readdirSync(cache());
    writeFileSync(join(clone, 'package-lock.json'), '{}');
    expect((await ended(begin('start', '--version'))).code).toBe(0);
    expect(readdirSync(cache())).toHaveLength(2);
    expect(existsSync(join(cache(), first, 'cli.mjs'))).toBe(true);
  });

  test('its exit code and its signals are its own', async () => {
    expect((await ended(begin('start', 'audit', '--no-such-option'))).code).toBe(3);
    const sandbox = begin('start', 'sandbox', '--json');
    await once(sandbox.stdout ?? sandbox, 'data');
    sandbox.kill('SIGINT');
    expect((await ended(sandbox)).code).toBe(0); // and not 130 of a process that the signal ended
  });
});

describe('what is uploaded and published', () => {
  const build = (part: string): void => {
    execFileSync(process.execPath, ['.build.mjs', part], { cwd: clone });
  };

  test('is not built again while it is there, and whole after a file is gone', () => {
    build('cli');
    const entry = join(clone, 'dist/cli.mjs');
    const { ino } = statSync(entry);
    build('cli');
    expect(statSync(entry).ino).toBe(ino);
    rmSync(entry);
    build('cli');
    expect(existsSync(entry)).toBe(true);
  });

  test('holds nothing else that is uploaded, and the configuration that is mine', () => {
    const code = join(clone, 'dist/functions/keys');
    mkdirSync(code, { recursive: true });
    writeFileSync(join(code, 'retired.mjs'), '');
    writeFileSync(join(clone, 'sealwatch.yaml'), 'language: zh\n');
    build('functions');
    expect(readdirSync(code)).toContain('keys.mjs');
    expect(readdirSync(code)).not.toContain('retired.mjs');
    expect(readFileSync(join(code, 'sealwatch.yaml'), 'utf8')).toBe('language: zh\n');
  });
});
