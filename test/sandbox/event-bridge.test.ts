import { afterEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { fixture } from '../fixture.ts';
import { type Reply, type ScriptedServer, scriptedServer } from '../scripted-server.ts';
import { builtInstance, codeDir, functionScenario } from './function-code.ts';
import { scenarioFile } from './signed.ts';

let sandbox: Sandbox;
let target: ScriptedServer;

afterEach(async () => {
  await sandbox.close();
  target?.close();
});

async function start(...replies: [Reply, ...Reply[]]): Promise<void> {
  target = await scriptedServer(...replies);
  sandbox = await startSandbox({
    scenario: 'healthy',
    rates: 'off',
    retryDelayMs: 1,
    eventTarget: `http://${target.host}/events`,
  });
}

async function received(): Promise<Record<string, unknown>[]> {
  await sandbox.events.idle();
  return target.received.map(({ body }) => JSON.parse(body));
}

/** Every field with the kind of its value. */
function shape(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shape(item)]));
}

test('a change is posted as the CloudEvent of the fixtures', async () => {
  await start({ status: 200 });
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
  const [event, ...more] = await received();
  expect(more).toEqual([]);
  expect(target.received).toMatchObject([{ method: 'POST', path: '/events' }]);
  const { data: _, ...envelope } = fixture('eventbridge/kms.DisableKey') as Record<string, unknown>;
  expect(shape(event)).toMatchObject({ ...(shape(envelope) as object), data: { eventId: 'string' } });
  expect(event).toMatchObject({
    source: 'acs.kms',
    type: 'kms:ActionTrail:ApiCall',
    aliyunaccountid: '1000000000000001',
    aliyunregionid: 'cn-hangzhou',
    data: {
      eventName: 'DisableKey',
      eventRW: 'Write',
      userIdentity: { userName: 'alice' },
      requestParameters: { KeyId: 'key-hzz00000000000000001a' },
    },
  });
});

test('what was refused is posted, too; what only reads is not', async () => {
  await start({ status: 200 });
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice', refused: 'Forbidden.NoPermission' });
  sandbox.world.recordEvent({
    service: 'Kms',
    event: 'Decrypt',
    rw: 'Read',
    region: 'cn-hangzhou',
    by: 'alice',
  });
  expect(await received()).toMatchObject([{ data: { errorCode: 'Forbidden.NoPermission' } }]);
});

test('what happened before the start is not published', async () => {
  await start({ status: 200 });
  expect(await received()).toEqual([]);
});

test.each([
  { when: 'fails once', replies: [{ status: 500 }, { status: 200 }], times: 2 },
  { when: 'breaks off', replies: ['reset', { status: 200 }], times: 2 },
  { when: 'never takes it', replies: [{ status: 503 }], times: 4 },
] satisfies { when: string; replies: [Reply, ...Reply[]]; times: number }[])(
  'a target that $when gets the same event $times times',
  async ({ replies, times }) => {
    const [first = { status: 200 }, ...more] = replies as [Reply, ...Reply[]];
    await start(first, ...more);
    sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
    const events = await received();
    expect(events).toHaveLength(times);
    expect(new Set(events.map(({ id }) => id)).size).toBe(1);
  },
);

describe('functions', () => {
  const keys = 'keys: [{ name: pay, region: cn-hangzhou }]';
  const withKey = functionScenario.replace('    roles:', `    ${keys}\n    roles:`);
  const handler = 'export const handler = (event) => JSON.parse(event).data.eventName;';
  const code = codeDir({ 'echo.mjs': handler });
  const spec = { handler: 'echo.handler', codeDir: code, role: 'function-role' };
  const asking = (name: string, region: string, pattern: object) => ({
    ...spec,
    name,
    region,
    eventPatterns: [JSON.stringify(pattern)],
  });

  test('those whose pattern fits are started in their region', async () => {
    sandbox = await startSandbox({
      scenario: scenarioFile(withKey, 'event-functions'),
      instance: builtInstance(),
      functions: [
        asking('here', 'cn-hangzhou', { source: ['acs.kms'] }),
        asking('elsewhere', 'cn-shanghai', { source: ['acs.kms'] }),
        asking('other', 'cn-hangzhou', { source: ['acs.cs'] }),
        { ...spec, name: 'nothing', region: 'cn-hangzhou' },
      ],
    });
    sandbox.world.disableKey({ key: 'pay', by: 'ops' });
    await sandbox.functions.idle();
    expect(sandbox.functions.invocations()).toMatchObject([
      {
        functionName: 'here',
        type: 'Async',
        status: 'succeeded',
        result: expect.stringContaining('DisableKey'),
      },
    ]);
  });

  test('a pattern that is none is refused when the function is deployed', async () => {
    sandbox = await startSandbox({ scenario: 'healthy' });
    const wrong = { ...spec, name: 'wrong', region: 'cn-hangzhou', eventPatterns: ['{'] };
    expect(() => sandbox.functions.deploy(wrong)).toThrow('eventPatterns');
  });
});
