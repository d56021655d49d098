import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** A lease that was released stays for its number. */
function isReleased(file: string): boolean {
  return file.includes('/lease/') && JSON.parse(readFileSync(file, 'utf8')).until < '1970-01-02';
}

test('Ctrl-C ends an audit: nothing is stored, nothing is concluded, and the next one starts at once', async () => {
  const sandbox: Sandbox = await startSandbox({ scenario: 'healthy' });
  await setFaults(sandbox, [{ kind: 'hang', action: 'DescribeKey' }]);
  const store = join(mkdtempSync(join(tmpdir(), 'sealwatch-')), 'store');
  const file = join(home, 'interrupted.yaml');
  writeFileSync(file, JSON.stringify({ store: { directory: store } }));
  const env = environmentOf(sandbox);
  const { child, ended } = start(['audit', '--config', file], env);
  await until(async () => ((await callsOf(sandbox))['DescribeKey'] ?? 0) > 0);
  child.kill('SIGINT');
  const { code, out, err } = await ended;
  expect({ code, out }).toEqual({ code: 130, out: '' });
  expect(err).toMatch(/^sealwatch: The audit was stopped; nothing was stored\./);
  expect(await start(['report', '--config', file], env).ended).toMatchObject({ code: 3 });
  const files = readdirSync(store, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const left = files.map(({ parentPath, name }) => join(parentPath, name));
  expect(left.filter((each) => !isReleased(each))).toEqual([]);
  await setFaults(sandbox, []);
  expect(await start(['audit', '--config', file], env).ended).toMatchObject({ code: 0 });
  await sandbox.close();
});

test('the code of an audit stays when its reader goes away', async () => {
  const sandbox = await startSandbox({ scenario: 'one-off' });
  const { child, ended } = start(['audit', '--json', '--all'], environmentOf(sandbox));
  child.stdout.destroy();
  expect(await ended).toMatchObject({ code: 1, err: '' });
  await sandbox.close();
});

test('it tells its version', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(await start(['--version']).ended).toMatchObject({ code: 0, out: `${version}\n` });
});
