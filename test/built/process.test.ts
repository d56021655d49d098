import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { functionWorld } from '../e2e/function-world.ts';
import { callsOf, environmentOf, setFaults } from '../e2e/run-cli.ts';
import { GROUP, KEYS, ROBOT } from '../sandbox/dingtalk-calls.ts';
import { scenarioFile } from '../sandbox/signed.ts';
import { until } from '../until.ts';

const cli = join(inject('bundles'), 'cli.mjs');
const home = mkdtempSync(join(tmpdir(), 'sealwatch-home-'));

function start(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: home,
    env: { PATH: process.env['PATH'] ?? '', NODE_OPTIONS: '--throw-deprecation', ...env },
  });
  const ran = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    ran.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    ran.err += chunk.toString();
  });
  const ended = once(child, 'close').then(([code]) => ({ code, ...ran }));
  return { child, ended, ran };
}

test('the built program runs on its own', async () => {
  expect(await start(['checks', 'show', 'key-state']).ended).toMatchObject({
    code: 0,
    out: expect.stringContaining('Key is enabled'),
  });
  expect(await start(['--help']).ended).toMatchObject({ code: 0, out: expect.stringContaining('audit') });
});

test('the demo has nothing to say on stderr', async () => {
  const { code, err } = await start(['demo']).ended;
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

describe('with a bucket for a store and an app for a channel', () => {
  const channel = { type: 'dingtalk-app', ...KEYS, robotCode: ROBOT, openConversationId: GROUP };
  const app = { ...KEYS, robotCode: ROBOT, conversations: [GROUP], users: [] };
  const config = join(home, 'sealwatch.yaml');
  let env: Record<string, string>;
  let sandbox: Sandbox;

  beforeAll(async () => {
    const scenario = scenarioFile(`${functionWorld({})}\napps: [${JSON.stringify(app)}]`);
    sandbox = await startSandbox({ scenario, rates: 'off' });
    const store = { oss: { bucket: 'sealwatch-evidence', region: 'cn-hangzhou' } };
    writeFileSync(config, JSON.stringify({ store, alerts: { channels: [channel] } }));
    env = environmentOf(sandbox);
  });
  afterAll(() => sandbox.close());

  // What Node.js will report as deprecated in later versions is pending in this one.
  test.each(['--throw-deprecation', '--pending-deprecation'])(
    'no command has anything to say on stderr with %s',
    async (option) => {
      const said: string[] = [];
      for (const command of [['audit', '--alert'], ['report', '--json'], ['doctor']]) {
        const { code, out, err } = await start([...command, '--config', config], {
          ...env,
          NODE_OPTIONS: option,
        }).ended;
        expect([0, 1, 2], `${command}: ${err}`).toContain(code);
        expect(out, command.join(' ')).not.toBe('');
        said.push(err);
      }
      if (option === '--throw-deprecation') expect(said.join('')).toBe('');
      expect(said.join('')).not.toContain('DEP0169');
    },
  );

  test('it was used', async () => {
    const calls = Object.keys(await callsOf(sandbox));
    expect(calls).toEqual(
      expect.arrayContaining(['PutObject', 'GetObject', 'GetAccessToken', 'OrgGroupSend']),
    );
  });
});

test('without credentials it says what to do, and exits with 3', async () => {
  const env = { ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true', HOME: home };
  const { code, err } = await start(['audit'], env).ended;
  expect(code).toBe(3);
  expect(err).toMatch(
    /^sealwatch: No Alibaba Cloud credentials were found\.\n {2}Set ALIBABA_CLOUD_ACCESS_KEY_ID/,
  );
});

test('a reader that goes away is no error', async () => {
  const { child, ended } = start(['demo', '--json', '--all']);
  child.stdout.destroy();
  expect(await ended).toMatchObject({ code: 0, err: '' });
});

test('the sandbox alone tells how to reach it, and Ctrl-C ends it', async () => {
  const { child, ended, ran } = start(['sandbox', '--scenario', 'healthy', '--json']);
  await until(() => ran.out.includes('\n'));
  const { url } = JSON.parse(ran.out) as { url: string };
  expect((await fetch(`${url}/_sandbox/clock`)).status).toBe(200);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 0 });
});

test('Ctrl-C ends an audit with what is known', async () => {
  const sandbox: Sandbox = await startSandbox({ scenario: 'healthy' });
  await setFaults(sandbox, [{ kind: 'hang', action: 'DescribeKey' }]);
  const { child, ended } = start(['audit'], environmentOf(sandbox));
  await until(async () => ((await callsOf(sandbox))['DescribeKey'] ?? 0) > 0);
  child.kill('SIGINT');
  const { code, out, err } = await ended;
  await sandbox.close();
  expect({ code, err }).toEqual({ code: 2, err: '' });
  expect(out).toContain('0 of 2 Pro clusters are healthy: 2 unknown.');
  // The line may be wrapped there.
  expect(out).toMatch(/stopped by the\s+user/);
});
