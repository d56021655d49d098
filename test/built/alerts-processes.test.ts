import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { environmentOf } from '../e2e/run-cli.ts';
import { until } from '../until.ts';

const cli = join(inject('bundles'), 'cli.mjs');
let sandbox: Sandbox;
let config: string;
/** Ids of the messages that came, and what to answer the one that waits. */
let received: string[] = [];
let waiting: ServerResponse | null = null;
let isSlow = false;

const phone = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    received.push(JSON.parse(body).notice.id);
    if (isSlow && waiting === null) waiting = response;
    else response.end('{}');
  });
});

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'one-off', rates: 'off' });
  await once(phone.listen(0, '127.0.0.1'), 'listening');
});
beforeEach(() => {
  const home = mkdtempSync(join(tmpdir(), 'alerts-processes-'));
  config = join(home, 'sealwatch.yaml');
  const { port } = phone.address() as AddressInfo;
  const channels = ['one', 'two', 'three'].map((name) => ({
    type: 'webhook',
    name,
    url: `http://127.0.0.1:${port}/`,
  }));
  writeFileSync(config, JSON.stringify({ store: { directory: join(home, 'store') }, alerts: { channels } }));
  [received, waiting, isSlow] = [[], null, false];
});
afterAll(async () => {
  phone.close();
  await sandbox.close();
});

function start(change: Record<string, string> = {}): {
  child: ChildProcess;
  ended: Promise<{ code: number; err: string }>;
} {
  const env = { ...environmentOf(sandbox), PATH: process.env['PATH'] ?? '', ...change };
  const argv = [cli, 'audit', '--quiet', '--alert', '--config', config];
  const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return { child, ended: once(child, 'close').then(([code]) => ({ code, err })) };
}

const repeats = (): number => received.length - new Set(received).size;

test('of two processes at once one sends each message, and the other says until when it may have to wait', async () => {
  const both = await Promise.all([start().ended, start().ended]);
  expect([received.length, repeats()]).toEqual([3, 0]);
  const after = await start().ended;
  expect([after.code, received.length]).toEqual([1, 3]);
  for (const { err } of both)
    expect(err).toMatch(/^(sealwatch: another run is sending messages: not before 2026.*\n)?$/);
});

test('a process that sleeps at a message until its lease is over repeats that one, writes nothing, and is told whose turn it is', async () => {
  isSlow = true;
  const sleeper = start();
  await until(() => waiting !== null);
  sleeper.child.kill('SIGSTOP');
  const later = new Date(sandbox.now().getTime() + 5 * 60_000).toISOString();
  expect(await start({ SEALWATCH_NOW: later }).ended).toEqual({ code: 1, err: '' });
  expect([received.length, repeats()]).toEqual([4, 1]);
  sleeper.child.kill('SIGCONT');
  waiting?.end('{}');
  const { err } = await sleeper.ended;
  expect(err).toMatch(
    /sealwatch: run overtaken: run \S+ \(\S+\) holds number 1 of lease\/all\/alerts\/, run \S+ \(\S+\) took number 2/,
  );
  expect(received).toHaveLength(4);
  expect(await start({ SEALWATCH_NOW: later }).ended).toEqual({ code: 1, err: '' });
  expect(received).toHaveLength(4);
});
