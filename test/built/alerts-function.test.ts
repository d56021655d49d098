import { afterEach, expect, test } from 'vitest';
import type { Invocation } from '../../sandbox/function-compute/host.ts';
import { type FunctionSandbox, startFunctions, storeOf } from '../e2e/function-world.ts';
import { callsOf, setFaults } from '../e2e/run-cli.ts';
import { advance } from '../jobs/harness.ts';

const CONFIG = `
limits: { callTimeoutSeconds: 1 }
alerts:
  channels:
    - type: dingtalk-robot
      name: ops
      webhook: "https://oapi.dingtalk.com/robot/send?access_token=sandboxRobotToken"
      secret: SECsandboxRobotSecret
`;
let world: FunctionSandbox;

afterEach(() => world.sandbox.close());

async function start(config = CONFIG): Promise<FunctionSandbox> {
  world = await startFunctions({ config });
  await world.observe();
  return world;
}

async function later(duration: string): Promise<void> {
  await advance(world.sandbox, duration);
  world.deploy();
}

/** Starts the function as its timer does. */
async function alerts(): Promise<{ result: unknown; logs: Record<string, unknown>[] }> {
  await world.tick('alerts');
  const invocation: Invocation | undefined = world.sandbox.functions.invocations().at(-1);
  expect(invocation).toMatchObject({ status: 'succeeded', attempts: 1 });
  const logs = invocation?.logs.map(({ text }) => JSON.parse(text) as Record<string, unknown>) ?? [];
  expect(JSON.stringify(invocation)).not.toMatch(/sandboxRobotToken|SECsandbox/);
  return { result: JSON.parse(invocation?.result ?? 'null'), logs };
}

async function titles(): Promise<string[]> {
  const answer = await fetch(`${world.sandbox.url}/_sandbox/outbox`);
  const { messages } = (await answer.json()) as { messages: { title: string }[] };
  return messages.map(({ title }) => title);
}

test('it tells what the jobs stored, and does next to nothing when that is nothing new', async () => {
  await start();
  expect(await alerts()).toMatchObject({
    result: { kind: 'done', sent: 1, undelivered: 0 },
    logs: [{ level: 'info', message: 'message sent', job: 'alerts', channel: 'ops', kind: 'baseline' }],
  });
  const before = await callsOf(world.sandbox);
  expect(await alerts()).toMatchObject({ result: { kind: 'quiet' }, logs: [] });
  const after = await callsOf(world.sandbox);
  const made = Object.entries(after).flatMap(([action, total]) =>
    total > (before[action] ?? 0) ? [`${action} ${total - (before[action] ?? 0)}`] : [],
  );
  expect(made.filter((call) => !call.startsWith('AssumeRole'))).toEqual(['ListObjectsV2 1', 'GetObject 1']);

  world.sandbox.world.disableKey({ key: 'plain', by: 'alice' });
  await later('PT5M');
  await world.tick('keys');
  await alerts();
  expect((await titles()).slice(1)).toEqual([expect.stringMatching(/CRITICAL.*pay-prod/)]);
});

test('a DingTalk that never answers costs the timeout, is told in the log, and gets the message later, once', async () => {
  await start();
  await setFaults(world.sandbox, [{ kind: 'hang', action: 'RobotSend' }]);
  expect(await alerts()).toMatchObject({
    result: { kind: 'done', sent: 0, undelivered: 1 },
    logs: [{ level: 'warn', message: 'message postponed', code: 'Timeout', cause: 'no answer in time' }],
  });
  await setFaults(world.sandbox, []);
  await later('PT1M');
  await alerts();
  await alerts();
  expect(await titles()).toHaveLength(1);
});

test('a refusal is an error in the log that says what to do', async () => {
  await start();
  world.sandbox.world.setRobot({ robot: 'ops', secret: 'SECrenewed' });
  expect((await alerts()).logs).toMatchObject([
    {
      level: 'error',
      message: 'message refused',
      code: '310000',
      cause: 'sign not match',
      hint: expect.stringContaining('Copy'),
    },
  ]);
});

/** As a process leaves it that dies while the store overwrites it. */
async function tearLedger(): Promise<void> {
  await storeOf(world.sandbox).put('alerts/ledger.json', Buffer.from('{"torn'));
}

const DAMAGED = { level: 'error', message: 'ledger damaged', copy: expect.stringMatching(/^corrupt/) };

test('a killed ledger is kept aside, and what the outbox still knows is not said again', async () => {
  await start();
  await alerts();
  const told = await titles();
  expect(told).toHaveLength(1);
  await tearLedger();
  expect(await alerts()).toMatchObject({
    result: { kind: 'done', sent: 0, undelivered: 0 },
    logs: [DAMAGED],
  });
  expect(await titles()).toEqual(told);

  world.sandbox.world.disableKey({ key: 'plain', by: 'alice' });
  await later('PT5M');
  await world.tick('keys');
  await alerts();
  expect(await titles()).toEqual([...told, expect.stringMatching(/CRITICAL.*pay-prod/)]);
});

test('where a killed ledger was all that knew, open findings are summed up again, once', async () => {
  await start();
  await alerts();
  const told = await titles();
  await later('PT6M');
  await alerts(); // takes the message, which the ledger knows, out of the outbox
  expect(await storeOf(world.sandbox).list('alerts/outbox/')).toEqual([]);
  await tearLedger();
  expect(await alerts()).toMatchObject({
    result: { kind: 'done', sent: 1, undelivered: 0 },
    logs: [DAMAGED, { message: 'message sent', kind: 'baseline' }],
  });
  expect(await titles()).toEqual([...told, ...told]);
  expect(await alerts()).toMatchObject({ result: { kind: 'quiet' }, logs: [] });
  expect(await titles()).toHaveLength(2);
});

test('without channels it ends at once', async () => {
  await start('');
  expect(await alerts()).toMatchObject({
    result: { kind: 'quiet' },
    logs: [{ message: 'no channels configured' }],
  });
});
