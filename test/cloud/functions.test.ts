import { createHash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { machine } from '../../functions/machine.ts';
import { type Connection, connect, credentialsFrom } from '../../shared/accounts/connect.ts';
import { invokeAsync } from '../../shared/cloud/functions.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { fastClock } from '../e2e/run-cli.ts';
import { fixture } from '../fixture.ts';
import { type Reply, type ScriptedServer, scriptedServer } from '../scripted-server.ts';
import { until } from '../until.ts';

const ACCEPTED: Reply = { status: 202 };
const servers: ScriptedServer[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function functionCompute(...replies: [Reply, ...Reply[]]): Promise<ScriptedServer> {
  const server = await scriptedServer(...replies);
  servers.push(server);
  return server;
}

const credentials = credentialsFrom({
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAItestFunctions',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'testSecret',
  ALIBABA_CLOUD_SECURITY_TOKEN: 'CAIStestToken',
});

function cloudAt(host: string, change: Partial<Connection> = {}) {
  if (!credentials) throw new Error('no credentials');
  return connect({
    config: parseConfig('limits: { callTimeoutSeconds: 9 }', 'test', {}, { checks: [] }),
    credentials,
    detour: { host, protocol: 'http' },
    ...machine,
    clock: fastClock,
    now: () => new Date('2026-11-23T00:00:00Z'),
    random: () => 0,
    signal: new AbortController().signal,
    ...change,
  });
}

const invocation = {
  functionName: 'sealwatch-inventory',
  region: 'cn-shanghai',
  payload: '{"account":"1000000000000002","name":"支付"}',
  taskId: 'inventory-1000000000000002-20261123T000000Z',
};
const invoke = (host: string) => invokeAsync(cloudAt(host), invocation);

test('asks Function Compute to start the function, through the official client', async () => {
  const { host, received } = await functionCompute(ACCEPTED);
  expect(await invoke(host)).toBe('started');
  const [call] = received;
  expect(received).toHaveLength(1);
  expect(call).toMatchObject({
    method: 'POST',
    path: '/2023-03-30/functions/sealwatch-inventory/invocations',
    body: invocation.payload,
    headers: {
      'x-forwarded-host': 'fcv3.cn-shanghai.aliyuncs.com',
      'x-acs-action': 'InvokeFunction',
      'x-acs-version': '2023-03-30',
      'x-fc-invocation-type': 'Async',
      'x-fc-async-task-id': invocation.taskId,
      'x-acs-security-token': 'CAIStestToken',
      'x-acs-content-sha256': createHash('sha256').update(invocation.payload).digest('hex'),
      authorization: expect.stringMatching(/^ACS3-HMAC-SHA256 Credential=LTAItestFunctions,/),
    },
  });
});

test.each([
  { name: '429', reply: { status: 429, body: fixture('fc/InvokeFunction.throttled') } },
  { name: '503', reply: { status: 503, body: { Code: 'ServiceUnavailable', Message: 'later' } } },
  { name: 'a broken connection', reply: 'reset' as const },
  { name: 'no answer', reply: 'hang' as const },
])('$name is tried again with the same task id', async ({ reply }) => {
  const { host, received } = await functionCompute(reply, reply, ACCEPTED);
  expect(await invoke(host)).toBe('started');
  expect(received.map(({ headers }) => headers['x-fc-async-task-id'])).toEqual(
    Array(3).fill(invocation.taskId),
  );
  expect(new Set(received.map(({ headers }) => headers['x-acs-signature-nonce'])).size).toBe(3);
});

test('a task id that was used before means that it runs already, also after an answer that was lost', async () => {
  const duplicate: Reply = {
    status: 409,
    body: { Code: 'StatefulAsyncInvocationAlreadyExists', Message: 'The task exists.' },
  };
  expect(await invoke((await functionCompute(duplicate)).host)).toBe('already started');
  expect(await invoke((await functionCompute('reset', duplicate)).host)).toBe('already started');
});

test.each([
  {
    name: 'denied',
    reply: { status: 403, body: { Code: 'AccessDenied', Message: 'not allowed', RequestId: 'r-9' } },
    because: { because: 'denied', permission: 'fc:InvokeFunction', requestId: 'r-9' },
    calls: 1,
  },
  {
    name: 'there is no such function',
    reply: { status: 404, body: { Code: 'FunctionNotFound', Message: 'no' } },
    because: { because: 'absent', code: 'FunctionNotFound' },
    calls: 1,
  },
  {
    name: 'always throttled',
    reply: { status: 429, body: fixture('fc/InvokeFunction.throttled') },
    because: { because: 'throttled', code: 'ResourceThrottled' },
    calls: 4,
  },
])('$name is told and not thrown', async ({ reply, because, calls }) => {
  const { host, received } = await functionCompute(reply);
  expect(await invoke(host)).toMatchObject({ seen: false, ...because });
  expect(received).toHaveLength(calls);
});

test('the end of the job ends a call under way', async () => {
  const { host, received } = await functionCompute('hang');
  const stop = new AbortController();
  const config = parseConfig('limits: { callTimeoutSeconds: 600 }', 'test', {}, { checks: [] });
  const cloud = cloudAt(host, { config, ...machine, signal: stop.signal });
  const invoked = invokeAsync(cloud, invocation);
  await until(() => received.length > 0);
  stop.abort(new Error('the time of the job is up'));
  expect(await invoked).toMatchObject({ because: 'unreachable', detail: 'the time of the job is up' });
});

test('a hundred at once are each started once', async () => {
  const { host, received } = await functionCompute(ACCEPTED);
  const cloud = cloudAt(host);
  const all = Array.from({ length: 100 }, (_, index) =>
    invokeAsync(cloud, { ...invocation, taskId: `task-${index}` }),
  );
  expect(new Set(await Promise.all(all))).toEqual(new Set(['started']));
  expect(new Set(received.map(({ headers }) => headers['x-fc-async-task-id'])).size).toBe(100);
});
