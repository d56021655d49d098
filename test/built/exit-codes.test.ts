import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { callsOf, environmentOf, setFaults } from '../e2e/run-cli.ts';
import { until } from '../until.ts';

// The contract of exit codes, whatever happens to stdout: 3 it could not run, 1 a failing finding at or above the threshold,
// 2 incomplete or unknown, 0; 130 and 143 when it was stopped. What could not be written although somebody wanted it: not 0.

const cli = join(inject('bundles'), 'cli.mjs');
const home = mkdtempSync(join(tmpdir(), 'exit-codes-'));
const config = join(home, 'sealwatch.yaml');
let sandbox: Sandbox;
let env: Record<string, string>;
let received: string[] = [];

const phone = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    received.push(body);
    response.end('{}');
  });
});

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'one-off', rates: 'off' });
  await once(phone.listen(0, '127.0.0.1'), 'listening');
  const { port } = phone.address() as AddressInfo;
  const channel = { type: 'webhook', url: `http://127.0.0.1:${port}/` };
  writeFileSync(
    config,
    JSON.stringify({ store: { directory: join(home, 'store') }, alerts: { channels: [channel] } }),
  );
  env = { ...environmentOf(sandbox), PATH: process.env['PATH'] ?? '' };
  await codeOf(start(['audit', '--quiet']), 'read');
});
beforeEach(async () => {
  received = [];
  await setFaults(sandbox, []);
});
afterAll(async () => {
  phone.close();
  await sandbox.close();
});

type Stdout = 'read' | 'gone' | 'gone after 10' | 'gone after 10000' | 'full' | 'closed';

function start(args: readonly string[], stdout: Stdout = 'read', file = config): ChildProcess {
  const options = { cwd: home, env };
  const argv = [cli, ...args, '--config', file];
  if (stdout === 'closed') {
    const command = 'exec "$@" >&-';
    return spawn('/bin/sh', ['-c', command, 'sh', process.execPath, ...argv], { ...options, stdio: 'pipe' });
  }
  if (stdout !== 'full') return spawn(process.execPath, argv, { ...options, stdio: 'pipe' });
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, argv, { ...options, stdio: ['ignore', full, 'pipe'] });
  closeSync(full);
  return child;
}

async function codeOf(child: ChildProcess, stdout: Stdout): Promise<{ code: number; err: string }> {
  let err = '';
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const most = stdout === 'gone' ? 0 : Number(/\d+$/.exec(stdout)?.[0] ?? Number.POSITIVE_INFINITY);
  let read = 0;
  if (most === 0) child.stdout?.destroy();
  child.stdout?.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read >= most) child.stdout?.destroy();
  });
  const [code] = await once(child, 'close');
  return { code, err };
}

const LOST = expect.stringMatching(/^sealwatch: stdout: ENOSPC/);

describe.each<{ args: string[]; code: number; full: number }>([
  { args: ['audit', '--json', '--all', '--job', 'inventory'], code: 1, full: 1 },
  { args: ['audit', '--fail-on', 'none', '--job', 'inventory'], code: 2, full: 2 },
  { args: ['report', '--json', '--all'], code: 1, full: 1 },
  { args: ['report', '--format', 'md', '--fail-on', 'none'], code: 0, full: 3 },
  { args: ['doctor'], code: 0, full: 3 },
])('$args', ({ args, code, full }) => {
  test.each<Stdout>(['gone', 'gone after 10', 'gone after 10000', 'closed'])(
    'keeps its code with stdout %s',
    async (stdout) => {
      expect(await codeOf(start(args, stdout), stdout)).toEqual({ code, err: '' });
    },
  );

  test('says what could not be written, and is not well then', async () => {
    expect(await codeOf(start(args, 'full'), 'full')).toEqual({ code: full, err: LOST });
  });
});

test.each<Stdout>(['gone', 'full'])('messages go out although stdout is %s', async (stdout) => {
  const fresh = join(home, `${stdout}.yaml`);
  const { alerts } = JSON.parse(readFileSync(config, 'utf8'));
  writeFileSync(fresh, JSON.stringify({ store: { directory: join(home, stdout) }, alerts }));
  expect(await codeOf(start(['audit', '--json', '--alert'], stdout, fresh), stdout)).toMatchObject({
    code: 1,
  });
  expect(received.join('')).not.toBe('');
});

test('one JSON document, although the messages and the page cannot be written', async () => {
  for (const options of [['--alert'], ['--html', '/dev/full/page.html']]) {
    const child = start(['audit', '--json', '--job', 'inventory', ...options]);
    let out = '';
    child.stdout?.on('data', (chunk) => {
      out += chunk;
    });
    await codeOf(child, 'read');
    expect(() => JSON.parse(out)).not.toThrow();
  }
});

test.each([
  { signal: 'SIGINT', code: 130 },
  { signal: 'SIGTERM', code: 143 },
] as const)('$signal ends it with $code', async ({ signal, code }) => {
  await setFaults(sandbox, [{ kind: 'hang', action: 'GetCallerIdentity' }]);
  for (const command of ['audit', 'doctor']) {
    const before = (await callsOf(sandbox))['GetCallerIdentity'] ?? 0;
    const child = start([command]);
    const ended = codeOf(child, 'read');
    await until(async () => ((await callsOf(sandbox))['GetCallerIdentity'] ?? 0) > before);
    child.kill(signal);
    expect(await ended, command).toMatchObject({ code });
  }
});
