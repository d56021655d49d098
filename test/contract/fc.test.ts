import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import * as fc from '@alicloud/fc20230330';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { fixture } from '../fixture.ts';
import { builtInstance, codeDir, functionScenario } from '../sandbox/function-code.ts';
import { scenarioFile } from '../sandbox/signed.ts';
import { until } from '../until.ts';
import { FcClient, openApiConfig, type Pair, thrownBy, wrong } from './clients.ts';

const instance = builtInstance();
const scenario = scenarioFile(functionScenario, 'functions');
const code = codeDir({
  'echo.mjs': `export const handler = (event) => { console.log('got ' + event.length); return event; };`,
  'fails.mjs': `
    export const throws = () => { throw new Error('KMS read failed'); };
    export const hangs = () => new Promise(() => setInterval(() => {}, 1000));`,
  'gate.mjs': `
    import { existsSync } from 'node:fs';
    export const handler = async (event) => {
      console.log('inside');
      while (!existsSync(event.toString())) await new Promise((resolve) => setTimeout(resolve, 5));
      return 'open';
    };`,
});
const bytes = Buffer.from([0, 1, 254, 255, 13, 10]);
const starter: Pair = { accessKeyId: 'LTAIsandboxStarter', accessKeySecret: 'sandboxSecretStarter' };
const other: Pair = { accessKeyId: 'LTAIsandboxOther', accessKeySecret: 'sandboxSecretOther' };

let sandbox: Sandbox;

beforeEach(async () => {
  const base = { region: 'cn-hangzhou', codeDir: code, timeout: 20 };
  sandbox = await startSandbox({
    scenario,
    instance,
    retryDelayMs: 1,
    functions: [
      { ...base, name: 'echo', handler: 'echo.handler' },
      { ...base, name: 'throws', handler: 'fails.throws', asyncRetries: 1 },
      { ...base, name: 'hangs', handler: 'fails.hangs', timeout: 1 },
      { ...base, name: 'gate', handler: 'gate.handler', reservedConcurrency: 1 },
      { ...base, name: 'there', handler: 'echo.handler', region: 'cn-shanghai' },
    ],
  });
});

afterEach(async () => {
  await sandbox.close();
});

type Runtime = Parameters<InstanceType<typeof FcClient>['invokeFunctionWithOptions']>[3];

function runtime(): Runtime {
  return { readTimeout: 10_000, connectTimeout: 5_000 } as Runtime; // plain options suffice here
}

interface Wanted {
  body?: Buffer;
  headers?: object;
  pair?: Pair;
  host?: string;
  qualifier?: string;
}

/** The body must be a stream of Buffers: one of text crashes the client. */
async function invoke(name: string, wanted: Wanted = {}) {
  const { body = Buffer.alloc(0), headers = {}, pair = sandbox, host, qualifier = 'LATEST' } = wanted;
  const client = new FcClient(openApiConfig(sandbox, pair, host));
  const answer = await client.invokeFunctionWithOptions(
    name,
    new fc.InvokeFunctionRequest({ body: Readable.from([body]), qualifier }),
    new fc.InvokeFunctionHeaders(headers),
    runtime(),
  );
  return { ...answer, bytes: answer.body ? await buffer(answer.body) : Buffer.alloc(0) };
}

test('a synchronous invocation answers what the handler returned, byte by byte', async () => {
  const { statusCode, headers = {}, bytes: got } = await invoke('echo', { body: bytes });
  expect(statusCode).toBe(200);
  expect(Buffer.compare(got, bytes)).toBe(0);
  expect(headers['x-fc-request-id']).toBe(sandbox.functions.invocations()[0]?.requestId);
  expect(headers).not.toHaveProperty('x-fc-error-type');
  expect(headers).not.toHaveProperty('x-fc-log-result');
});

test('with the end of the log, when it is wanted', async () => {
  const { headers = {} } = await invoke('echo', { body: bytes, headers: { xFcLogType: 'Tail' } });
  expect(Buffer.from(headers['x-fc-log-result'] ?? '', 'base64').toString()).toBe('got 6\n');
});

test('a handler that throws', async () => {
  const { statusCode, headers, bytes: got } = await invoke('throws');
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({ 'x-fc-error-type': 'HandledInvocationError' });
  const error: unknown = JSON.parse(got.toString());
  expect(error).toMatchObject({ errorMessage: 'KMS read failed', errorType: 'Error' });
  expect(Object.keys(Object(error))).toEqual(Object.keys(Object(fixture('fc/invoke-error.response'))));
});

test('a handler that takes too long', async () => {
  const { statusCode, headers, bytes: got } = await invoke('hangs');
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({ 'x-fc-error-type': 'FunctionTimeoutError' });
  expect(got.toString()).toContain('Function time out after 1 seconds');
});

test('an asynchronous invocation is accepted at once and retried', async () => {
  const {
    statusCode,
    headers,
    bytes: got,
  } = await invoke('throws', {
    body: bytes,
    headers: { xFcInvocationType: 'Async' },
  });
  expect([statusCode, got.length]).toEqual([202, 0]);
  await sandbox.functions.idle();
  expect(sandbox.functions.invocations()).toMatchObject([
    { requestId: headers?.['x-fc-request-id'], type: 'Async', attempts: 2, status: 'failed' },
  ]);
});

test('a task id starts one invocation only', async () => {
  const headers = { xFcInvocationType: 'Async', xFcAsyncTaskId: 'run-20261123' };
  expect((await invoke('echo', { headers })).statusCode).toBe(202);
  expect(await thrownBy(invoke('echo', { headers }))).toMatchObject({
    statusCode: 409,
    code: 'StatefulAsyncInvocationAlreadyExists',
  });
  await sandbox.functions.idle();
  expect(sandbox.functions.invocations()).toMatchObject([{ taskId: 'run-20261123', attempts: 1 }]);
});

test('a synchronous invocation over the reserved concurrency gets 429', async () => {
  const gate = join(codeDir({}), 'gate');
  const first = invoke('gate', { body: Buffer.from(gate) });
  await until(() => sandbox.functions.invocations()[0]?.logs[0]?.text === 'inside');
  const { Code, Message } = Object(fixture('fc/InvokeFunction.throttled'));
  expect(await thrownBy(invoke('gate', { body: Buffer.from(gate) }))).toMatchObject({
    statusCode: 429,
    code: Code,
    requestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
    message: expect.stringContaining(Message),
  });
  expect(existsSync(gate)).toBe(false);
  writeFileSync(gate, '');
  expect((await first).bytes.toString()).toBe('open');
  const calls = await (await fetch(`${sandbox.url}/_sandbox/calls`)).json();
  expect(calls).toMatchObject({ throttled: 1, ramActions: { 'fc:InvokeFunction': 2 } });
});

test.each([
  { what: 'an unknown function', name: 'nobody', wanted: {}, statusCode: 404, code: 'FunctionNotFound' },
  { what: 'one of another region', name: 'there', wanted: {}, statusCode: 404, code: 'FunctionNotFound' },
  {
    what: 'one of another account',
    name: 'echo',
    wanted: { pair: other },
    statusCode: 404,
    code: 'FunctionNotFound',
  },
  {
    what: 'an alias',
    name: 'echo',
    wanted: { qualifier: 'prod' },
    statusCode: 404,
    code: 'AliasNotFound',
  },
  {
    what: 'a caller without the permission',
    name: 'throws',
    wanted: { pair: starter },
    statusCode: 403,
    code: 'AccessDenied',
  },
  {
    what: 'an unknown kind of invocation',
    name: 'echo',
    wanted: { headers: { xFcInvocationType: 'Later' } },
    statusCode: 400,
    code: 'InvalidArgument',
  },
  {
    what: 'a task id of another form',
    name: 'echo',
    wanted: { headers: { xFcInvocationType: 'Async', xFcAsyncTaskId: '1st' } },
    statusCode: 400,
    code: 'InvalidArgument',
  },
  {
    what: 'an asynchronous payload over 128 KB',
    name: 'echo',
    wanted: { headers: { xFcInvocationType: 'Async' }, body: Buffer.alloc(128 * 1024 + 1) },
    statusCode: 400,
    code: 'EntityTooLarge',
  },
])('$what is refused with $code', async ({ name, wanted, statusCode, code }) => {
  expect(await thrownBy(invoke(name, wanted))).toMatchObject({ statusCode, code });
  expect(sandbox.functions.invocations()).toEqual([]);
});

test('a wrong secret is refused', async () => {
  expect(await thrownBy(invoke('echo', { pair: wrong(sandbox) }))).toMatchObject({
    statusCode: 400,
    code: 'SignatureDoesNotMatch',
  });
});

test('rights may be for one function', async () => {
  expect((await invoke('echo', { pair: starter })).statusCode).toBe(200);
});

test.each(['fcv3.cn-shanghai.aliyuncs.com', '1000000000000001.cn-shanghai.fc.aliyuncs.com'])(
  'the region is that of the host %s',
  async (host) => {
    expect((await invoke('there', { body: bytes, host })).bytes).toEqual(bytes);
    expect(await thrownBy(invoke('echo', { host }))).toMatchObject({ code: 'FunctionNotFound' });
  },
);

test('a payload of 32 MB arrives, one byte more does not', async () => {
  const body = Buffer.alloc(32 * 1024 * 1024, 7);
  expect(Buffer.compare((await invoke('echo', { body })).bytes, body)).toBe(0);
  const more = Buffer.concat([body, Buffer.from('x')]);
  expect(await thrownBy(invoke('echo', { body: more }))).toMatchObject({
    statusCode: 400,
    code: 'EntityTooLarge',
  });
});

test.each([
  { kind: 'reset', outcome: { code: 'ECONNRESET' } },
  { kind: 'throttle', outcome: { statusCode: 429, code: 'ResourceThrottled' } },
  { kind: 'deny', outcome: { statusCode: 403, code: 'AccessDenied' } },
  { kind: 'error5xx', outcome: { statusCode: 503, code: 'ServiceUnavailable' } },
])('the fault $kind strikes invocations, too', async ({ kind, outcome }) => {
  const rules = JSON.stringify([{ kind, action: 'Fc:InvokeFunction' }]);
  await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'POST', body: rules });
  expect(await thrownBy(invoke('echo'))).toMatchObject(outcome);
  expect(sandbox.functions.invocations()).toEqual([]);
});

test('what is deployed is shown, and its timers', async () => {
  const timers = [{ name: 'hourly', cronExpression: '@every 1h', enabled: false }];
  const spec = { name: 'timed', region: 'cn-hangzhou', handler: 'echo.handler', codeDir: code, timeout: 20 };
  sandbox.functions.deploy({ ...spec, timers });
  const client = new FcClient(openApiConfig(sandbox, sandbox, undefined));
  const asked = new fc.GetFunctionRequest({});
  const shown = await client.getFunctionWithOptions('timed', asked, {}, runtime());
  expect(shown.body).toMatchObject({ functionName: 'timed', handler: 'echo.handler', timeout: 20 });
  const list = await client.listTriggersWithOptions('timed', new fc.ListTriggersRequest({}), {}, runtime());
  expect(list.body?.triggers).toMatchObject([{ triggerName: 'hourly', triggerType: 'timer' }]);
  expect(JSON.parse(list.body?.triggers?.[0]?.triggerConfig ?? '')).toMatchObject({ enable: false });
  expect(await thrownBy(client.getFunctionWithOptions('none', asked, {}, runtime()))).toMatchObject({
    statusCode: 404,
    code: 'FunctionNotFound',
  });
});
