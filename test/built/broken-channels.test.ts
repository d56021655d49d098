import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { Diagnosis } from '../../shared/model/examination.ts';
import type { Report } from '../../shared/model/report.ts';
import { startFunctions } from '../e2e/function-world.ts';
import { configFile, environmentOf } from '../e2e/run-cli.ts';

const cli = join(inject('bundles'), 'cli.mjs');
const WEBHOOK = 'https://oapi.dingtalk.com/robot/send?access_token=sandboxRobotToken';
const OPS = `{ type: dingtalk-robot, name: ops, webhook: "${WEBHOOK}", secret: SECsandboxRobotSecret }`;
const UNSET = '{ type: dingtalk-robot, name: night, webhook: "${NIGHT_WEBHOOK}" }';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

interface Ended {
  code: number;
  out: string;
  err: string;
}

async function sealwatch(file: string, ...args: string[]): Promise<Ended> {
  const env = { PATH: process.env['PATH'] ?? '', ...environmentOf(sandbox), EMPTY: '' };
  const child = spawn(process.execPath, [cli, ...args, '--config', file], { env });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.err += chunk.toString();
  });
  const [code] = await once(child, 'close');
  expect(`${said.out}${said.err}`).not.toMatch(/sandboxRobotToken|SECsandbox|hidden/);
  return { code, ...said };
}

function withChannels(...channels: string[]): string {
  return configFile(`alerts: { channels: [${channels.join(', ')}] }`);
}

async function titles(): Promise<string[]> {
  const answer = await fetch(`${sandbox.url}/_sandbox/outbox`);
  const { messages } = (await answer.json()) as { messages: { title: string; text: string }[] };
  return messages.map(({ text }) => text);
}

async function startHealthy(): Promise<void> {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
}

/** Beside `ops`, which works. */
test.each<[string, string, string, string]>([
  ['a variable that is not set', UNSET, 'night', 'environment variable NIGHT_WEBHOOK is not set'],
  [
    'an empty secret',
    OPS.replace('ops', 'night').replace('SECsandboxRobotSecret', '"${EMPTY}"'),
    'night',
    'channels.1.secret: expected',
  ],
  ['a bad address', '{ type: webhook, url: "ftp://hidden" }', 'webhook', 'expected an https address'],
  ['an unknown key', '{ type: console, colour: red }', 'console', 'channels.1.colour: unknown key'],
  ['an unknown type', '{ type: pigeon }', '#2', 'channels.1.type: expected'],
  ['a name twice', '{ type: console, name: ops }', '#2', 'there are two channels named ops'],
  ['no channel at all', 'null', '#2', 'channels.1: expected Object'],
])(
  '%s: the account is watched, the others are told, and the audit ends with 2',
  async (_what, channel, name, problem) => {
    await startHealthy();
    const file = withChannels(OPS, channel);
    const { code, out, err } = await sealwatch(file, 'audit', '--alert', '--json');
    const report = JSON.parse(out) as Report;
    expect({ code, complete: report.complete, verdicts: report.summary.verdicts }).toMatchObject({
      code: 2,
      complete: true,
      verdicts: { pass: 2, fail: 0, unknown: 0 },
    });
    expect(report.brokenChannels).toMatchObject([{ name, problems: [expect.stringContaining(problem)] }]);
    expect(err).toContain(`channel broken (${name})`);
    expect(err).toContain(problem);
    const told = (await titles()).join('\n').replaceAll('＃', '#');
    expect(told).toContain('sealwatch is now watching');
    expect(told).toContain(`Channel ${name} cannot be opened`);
  },
);

describe('with a channel whose variable is not set', () => {
  test('each command says so, and goes on', async () => {
    await startHealthy();
    const file = withChannels(OPS, UNSET);
    const audit = await sealwatch(file, 'audit');
    expect(audit).toMatchObject({
      code: 2,
      out: expect.stringContaining('Channel night cannot be opened'),
    });
    expect(await sealwatch(file, 'report')).toMatchObject({
      code: 2,
      out: expect.stringContaining('NIGHT_WEBHOOK'),
    });
    expect(await sealwatch(file, 'alerts', 'test', 'night')).toMatchObject({
      code: 2,
      out: expect.stringMatching(/night: rejected \(ChannelBroken.*NIGHT_WEBHOOK is not set/),
    });
    expect(await sealwatch(file, 'alerts', 'test', 'ops')).toMatchObject({
      code: 0,
      out: expect.stringContaining('ops: sent'),
      err: expect.stringContaining('channel broken (night)'),
    });
    expect(await sealwatch(file, 'alerts', 'preview')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/night: 1 held/),
      err: expect.stringContaining('channel broken (night)'),
    });
    expect((await sealwatch(file, 'alerts', 'preview')).out).not.toContain('No alerts are due now');
    const doctor = await sealwatch(file, 'doctor', '--json');
    const { items } = JSON.parse(doctor.out) as Diagnosis;
    expect(doctor.code).toBe(1);
    expect(items).toContainEqual(
      expect.objectContaining({
        id: 'channel night',
        result: 'failed',
        summary: expect.stringContaining('NIGHT_WEBHOOK is not set'),
      }),
    );
    expect(items).toContainEqual(expect.objectContaining({ id: 'channel ops', result: 'ok' }));
  });

  test('a failing cluster still ends with 1', async () => {
    await startHealthy();
    sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
    expect((await sealwatch(withChannels(OPS, UNSET), 'audit', '--alert', '--quiet')).code).toBe(1);
  });

  test('when it is the only one, nobody is alerted, and that is told', async () => {
    await startHealthy();
    const { code, out, err } = await sealwatch(withChannels(UNSET), 'audit', '--alert');
    expect({ code, out }).toEqual({
      code: 2,
      out: expect.stringContaining('All 2 Pro clusters are healthy'),
    });
    expect(err).toContain('nobody is alerted');
  });

  test('any other mistake stops the audit, and both are told in one round', async () => {
    await startHealthy();
    const file = configFile(`site: mars\nalerts: { channels: [${OPS}, ${UNSET}] }`);
    const { code, err } = await sealwatch(file, 'audit', '--alert');
    expect(code).toBe(3);
    expect(err).toMatch(/2 mistakes.*site: expected.*NIGHT_WEBHOOK is not set/s);
  });
});

test('every function works and tells it in its log; the alerts tell the others', async () => {
  const world = await startFunctions({ config: `alerts: { channels: [${OPS}, ${UNSET}] }`, events: true });
  sandbox = world.sandbox;
  for (const job of ['inventory', 'keys', 'activity', 'spend', 'alerts', 'report']) {
    await world.tick(job);
    const { status, logs = [] } = sandbox.functions.invocations().at(-1) ?? {};
    const lines = logs.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    expect({ job, status, broken: lines.filter(({ message }) => message === 'channel broken') }).toEqual({
      job,
      status: 'succeeded',
      broken: [
        expect.objectContaining({
          level: 'error',
          channel: 'night',
          type: 'dingtalk-robot',
          cause: expect.stringContaining('NIGHT_WEBHOOK is not set'),
        }),
      ],
    });
  }
  const told = (await titles()).join('\n').replaceAll('＃', '#');
  expect(told).toContain('sealwatch is now watching');
  expect(told).toContain('Channel night cannot be opened');
});

test('with nothing but broken channels the alerts go on, and say that nobody is told', async () => {
  const world = await startFunctions({ config: `alerts: { channels: [${UNSET}] }` });
  sandbox = world.sandbox;
  await world.observe();
  await world.tick('alerts');
  const { status, result, logs = [] } = sandbox.functions.invocations().at(-1) ?? {};
  expect({ status, result: JSON.parse(result ?? 'null') }).toEqual({
    status: 'succeeded',
    result: { kind: 'done', sent: 0, undelivered: 1 },
  });
  expect(logs.map(({ text }) => (JSON.parse(text) as { message: string }).message)).toEqual([
    'channel broken',
    'nobody is alerted',
    'messages held',
  ]);
});
