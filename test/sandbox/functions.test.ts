import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FunctionSpec, Invocation } from '../../sandbox/function-compute/host.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { fixture } from '../fixture.ts';
import { until } from '../until.ts';
import { builtInstance, codeDir, functionScenario, isAlive } from './function-code.ts';
import { ask, at, control, listAt, scenarioFile } from './signed.ts';

const instance = builtInstance();
const scenario = scenarioFile(functionScenario, 'functions');

const code = codeDir({
  'echo.mjs': `
    let started = 0;
    export const initializer = (context) => { started += 1; console.log('up', context.function.name); };
    export const handler = (event, context) => ({
      started, isBuffer: Buffer.isBuffer(event), event: event.toString(), context,
      types: { logger: typeof context.logger.info, baggages: typeof context.tracing.parseOpenTracingBaggages },
      environment: process.env, send: typeof process.send, offset: new Date().getTimezoneOffset(),
    });`,
  'values.mjs': `
    export const handler = (event) => ({
      buffer: Buffer.from([0, 255, 10]), object: { a: [1, '二'] }, list: [1], null: null,
      text: 'plain', number: 7, undefined: undefined,
    })[event.toString()];`,
  'common.js': `exports.handler = async (event) => 'common ' + event;`,
  'prints.mjs': `
    export const handler = async (event, context) => {
      console.log('one\\n\\nthree ' + event);
      console.error('to stderr');
      context.logger.warn('careful', { n: 1 });
      process.stdout.write('not ended');
      return 'printed';
    };`,
  'floods.mjs': `
    export const handler = (event) => { console.log('x\\n'.repeat(Number(event))); return 'flooded'; };`,
  'fails.mjs': `
    export const thrower = async () => { console.log('before'); throw new RangeError('KMS read failed'); };
    export const text = () => { throw 'only text'; };
    export const exits = () => process.exit(3);
    export const stray = () => new Promise(() => setTimeout(() => { throw new Error('stray'); }));
    export const hangs = () => new Promise(() => { console.log('hanging'); setInterval(() => {}, 1000); });
    export const spins = () => { for (;;); };
    export const notReady = () => { throw new Error('no configuration'); };
    export const fine = () => 'fine';
    export const slowly = () => new Promise((resolve) => setTimeout(resolve, 600, 'slowly'));`,
  'broken.mjs': 'export const handler = (;',
  'flaky.mjs': `
    import { existsSync, writeFileSync } from 'node:fs';
    export const handler = (event) => {
      const { file, fails } = JSON.parse(event);
      for (let count = 1; count <= fails; count += 1) {
        if (!existsSync(file + count)) { writeFileSync(file + count, ''); throw new Error('attempt ' + count); }
      }
      return 'at last';
    };`,
  'memory.mjs': `
    import { setFlagsFromString } from 'node:v8';
    import { runInNewContext } from 'node:vm';
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc');
    export const handler = (event) => { Buffer.alloc(Number(event) * 2 ** 20, 1); gc(); return process.pid; };`,
  'gate.mjs': `
    import { appendFileSync, existsSync } from 'node:fs';
    const wait = () => new Promise((resolve) => setTimeout(resolve, 5));
    export const handler = async (event) => {
      const { trace, gate } = JSON.parse(event);
      appendFileSync(trace, '+');
      console.log('inside');
      while (!existsSync(gate)) await wait();
      appendFileSync(trace, '-');
      return process.pid;
    };`,
});

const spec = (name: string, more: Partial<FunctionSpec> = {}): FunctionSpec => ({
  name,
  region: 'cn-hangzhou',
  handler: `${name}.handler`,
  codeDir: code,
  timeout: 20,
  ...more,
});

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({
    scenario,
    instance,
    retryDelayMs: 1,
    functions: ['values', 'common', 'prints', 'floods', 'flaky', 'memory', 'gate'].map((name) => spec(name)),
  });
});

afterEach(async () => {
  await sandbox.close();
});

const run = async (name: string, payload = '') =>
  (await sandbox.functions.invoke({ name, payload })).invocation;

function gateIn(folder = codeDir({})): { payload: string; open(): void; trace(): string } {
  const [gate, trace] = [join(folder, 'gate'), join(folder, 'trace')];
  return {
    payload: JSON.stringify({ gate, trace }),
    open: () => writeFileSync(gate, ''),
    trace: () => readFileSync(trace, 'utf8'),
  };
}

const isInside = ({ logs }: Invocation) => logs.some(({ text }) => text === 'inside');
const running = () => sandbox.functions.invocations().filter(isInside).length;

describe('a handler', () => {
  beforeEach(() => {
    sandbox.functions.deploy(
      spec('echo', {
        initializer: 'echo.initializer',
        role: 'function-role',
        memorySize: 256,
        environmentVariables: { SEALWATCH_CONFIG: 'sealwatch.yaml' },
      }),
    );
  });

  const echo = async (payload = '{}'): Promise<unknown> =>
    JSON.parse((await run('echo', payload)).result ?? '');

  test('gets a Buffer', async () => {
    expect(await echo('{"triggerName":"小时"}')).toMatchObject({
      isBuffer: true,
      event: '{"triggerName":"小时"}',
    });
  });

  test('gets the context of the platform', async () => {
    const { invocation } = await sandbox.functions.invoke({ name: 'echo', payload: '' });
    const told: unknown = JSON.parse(invocation.result ?? '');
    const context = at(told, 'context');
    expect(context).toEqual({
      requestId: invocation.requestId,
      credentials: {
        accessKeyId: expect.stringMatching(/^STS\.N\w+$/),
        accessKeySecret: expect.stringMatching(/^\w{44}$/),
        securityToken: expect.stringMatching(/^CAIS/),
      },
      function: {
        name: 'echo',
        handler: 'echo.handler',
        memory: 256,
        timeout: 20,
        initializer: 'echo.initializer',
        initializationTimeout: 20,
      },
      service: expect.objectContaining({ name: '', qualifier: 'LATEST' }),
      region: 'cn-hangzhou',
      accountId: '1000000000000001',
      tracing: { spanContext: '', jaegerEndpoint: '', spanBaggages: {} },
      logger: {},
    });
    expect(Object.keys(Object(context)).filter((name) => name !== 'logger')).toEqual(
      Object.keys(Object(fixture('fc/context'))),
    );
    expect(invocation.requestId).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{12}$/);
    expect(at(told, 'types')).toEqual({ logger: 'function', baggages: 'function' });
  });

  test('sees nothing of this machine', async () => {
    process.env['SANDBOX_LEAK'] = 'leaked';
    const told = await echo();
    const id = sandbox.functions.instances()[0]?.id;
    expect(at(told, 'environment')).toEqual({
      PATH: expect.any(String),
      HOME: expect.any(String),
      TZ: 'UTC',
      FC_FUNCTION_NAME: 'echo',
      FC_FUNCTION_HANDLER: 'echo.handler',
      FC_INITIALIZER_HANDLER: 'echo.initializer',
      FC_FUNCTION_MEMORY_SIZE: '256',
      FC_REGION: 'cn-hangzhou',
      FC_ACCOUNT_ID: '1000000000000001',
      FC_INSTANCE_ID: id,
      ALIBABA_CLOUD_ACCESS_KEY_ID: at(told, 'context.credentials.accessKeyId'),
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: at(told, 'context.credentials.accessKeySecret'),
      ALIBABA_CLOUD_SECURITY_TOKEN: at(told, 'context.credentials.securityToken'),
      SEALWATCH_CONFIG: 'sealwatch.yaml',
    });
    expect(told).toMatchObject({ send: 'undefined', offset: 0 });
  });

  test('is initialised once for each instance, which is used again', async () => {
    const first = await run('echo');
    const second = await run('echo');
    expect(at(JSON.parse(second.result ?? ''), 'started')).toBe(1);
    expect(second.instanceId).toBe(first.instanceId);
    expect(first.logs.map(({ text }) => text)).toEqual(['up echo']);
    expect(second.logs).toEqual([]);
    expect(second.requestId).not.toBe(first.requestId);
  });

  test('acts with the rights of its role, until the token expires; then it gets another', async () => {
    const keysOf = async () => {
      const told = await echo();
      const part = (name: string) => String(at(told, `context.credentials.${name}`));
      const [accessKeyId, accessKeySecret] = [part('accessKeyId'), part('accessKeySecret')];
      return { accessKeyId, accessKeySecret, securityToken: part('securityToken') };
    };
    const keys = await keysOf();
    expect(await keysOf()).toEqual(keys);
    const who = await ask(sandbox, 'sts', 'GetCallerIdentity', {}, { keys });
    expect(at(who.body, 'Arn')).toBe('acs:ram::1000000000000001:assumed-role/function-role/echo');
    expect((await ask(sandbox, 'kms.cn-hangzhou', 'ListKeys', {}, { keys })).status).toBe(403);
    sandbox.world.expireToken({});
    const others = await keysOf();
    expect(others.accessKeyId).not.toBe(keys.accessKeyId);
    expect((await ask(sandbox, 'sts', 'GetCallerIdentity', {}, { keys: others })).status).toBe(200);
  });

  test('ends when it was idle for long', async () => {
    const own = await startSandbox({ scenario, instance, keepWarmMs: 1, functions: [spec('common')] });
    await own.functions.invoke({ name: 'common', payload: '' });
    await until(() => own.functions.instances().length === 0);
    const again = await own.functions.invoke({ name: 'common', payload: 'again' });
    expect(again.invocation.result).toBe('common again');
    await own.close();
  });

  test('may be CommonJS', async () => {
    expect((await run('common', 'event')).result).toBe('common event');
  });
});

test.each([
  { value: 'buffer', body: Buffer.from([0, 255, 10]) },
  { value: 'object', body: Buffer.from('{"a":[1,"二"]}') },
  { value: 'list', body: Buffer.from('[1]') },
  { value: 'null', body: Buffer.from('null') },
  { value: 'text', body: Buffer.from('plain') },
  { value: 'number', body: Buffer.from('7') },
  { value: 'undefined', body: Buffer.alloc(0) },
])('a result that is $value', async ({ value, body }) => {
  const { attempt } = await sandbox.functions.invoke({ name: 'values', payload: value });
  expect(attempt.kind === 'result' && Buffer.compare(attempt.body, body)).toBe(0);
});

describe('a failure', () => {
  test.each([
    {
      handler: 'fails.thrower',
      type: 'HandledInvocationError',
      error: {
        errorMessage: 'KMS read failed',
        errorType: 'RangeError',
        stackTrace: expect.arrayContaining(['RangeError: KMS read failed']),
      },
    },
    {
      handler: 'fails.text',
      type: 'HandledInvocationError',
      error: { errorMessage: 'only text', errorType: 'string', stackTrace: [] },
    },
    {
      handler: 'fails.exits',
      type: 'UnhandledInvocationError',
      error: {
        errorMessage: expect.stringMatching(/^Process exited unexpectedly before completing request/),
      },
    },
    {
      handler: 'fails.stray',
      type: 'UnhandledInvocationError',
      error: { errorMessage: expect.stringMatching(/^Process exited unexpectedly/) },
    },
    {
      handler: 'missing.handler',
      type: 'UnhandledInvocationError',
      error: expect.objectContaining({ errorType: 'ImportModuleError' }),
    },
    {
      handler: 'fails.missing',
      type: 'UnhandledInvocationError',
      error: expect.objectContaining({ errorType: 'HandlerNotFound' }),
    },
    {
      handler: 'broken.handler',
      type: 'UnhandledInvocationError',
      error: expect.objectContaining({ errorType: 'SyntaxError' }),
    },
  ])('of $handler is a $type', async ({ handler, type, error }) => {
    sandbox.functions.deploy(spec('failing', { handler }));
    const { status, result, errorType, error: found } = await run('failing');
    expect({ status, result, errorType, found }).toEqual({
      status: 'failed',
      result: null,
      errorType: type,
      found: error,
    });
  });

  test('of the initializer fails the invocation, and the next one starts anew', async () => {
    sandbox.functions.deploy(spec('failing', { handler: 'fails.fine', initializer: 'fails.notReady' }));
    const first = await run('failing');
    expect(first).toMatchObject({
      status: 'failed',
      errorType: 'InitializationError',
      error: { errorMessage: 'no configuration' },
    });
    expect(sandbox.functions.instances()).toEqual([]);
    expect((await run('failing')).instanceId).not.toBe(first.instanceId);
  });

  test('is not a slow start: initializer and handler have their time each', async () => {
    const handler = 'fails.slowly';
    sandbox.functions.deploy(spec('slow', { handler, initializer: handler, timeout: 1 }));
    expect(await run('slow')).toMatchObject({ status: 'succeeded', result: 'slowly' });
  });

  test('to start the process is one of the initialisation', async () => {
    const folder = codeDir({ 'gone.mjs': '' });
    sandbox.functions.deploy(spec('gone', { codeDir: folder }));
    rmSync(folder, { recursive: true });
    expect(await run('gone')).toMatchObject({ status: 'failed', errorType: 'InitializationError' });
  });

  test('of the handler keeps the instance', async () => {
    sandbox.functions.deploy(spec('failing', { handler: 'fails.thrower' }));
    expect((await run('failing')).instanceId).toBe((await run('failing')).instanceId);
  });

  test.each(['hangs', 'spins'])('to answer in time: the process is killed (%s)', async (name) => {
    sandbox.functions.deploy(spec('slow', { handler: `fails.${name}`, timeout: 1 }));
    const waiting = run('slow');
    await until(() => sandbox.functions.instances().length > 0);
    const [{ pid } = { pid: 0 }] = sandbox.functions.instances();
    expect(isAlive(pid)).toBe(true);
    const invocation = await waiting;
    expect(isAlive(pid)).toBe(false);
    expect(invocation).toMatchObject({
      errorType: 'FunctionTimeoutError',
      error: { errorMessage: 'Function time out after 1 seconds' },
      logs: name === 'hangs' ? [{ text: 'hanging' }] : [],
    });
    expect(invocation.peakRssMiB).toBeGreaterThan(20);
    expect(invocation.ms).toBeGreaterThanOrEqual(1000);
  });

  test('an instance killed from outside is one, too', async () => {
    const { payload } = gateIn();
    const waiting = run('gate', payload);
    await until(() => running() === 1);
    const [{ pid } = { pid: 0 }] = sandbox.functions.instances();
    process.kill(pid, 'SIGKILL');
    expect((await waiting).error?.errorMessage).toMatch(/^Process exited unexpectedly/);
  });

  test.each([
    { when: 'the role is not there', role: 'nobody' },
    { when: 'the role does not trust Function Compute', role: 'other' },
  ])('when $when is refused at once', async ({ role }) => {
    sandbox.functions.deploy(spec('roleless', { handler: 'common.handler', role }));
    await expect(run('roleless')).rejects.toMatchObject({ status: 403, code: 'AccessDenied' });
  });
});

test('everything printed is kept with the id of its request', async () => {
  const first = await run('prints', 'x');
  const second = await run('prints', 'y');
  const lines = ({ requestId, logs }: Invocation, stream: string) =>
    logs.filter((line) => line.stream === stream && line.requestId === requestId).map(({ text }) => text);
  const logged = expect.stringMatching(
    new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z ${first.requestId} \\[warn\\] careful \\{ n: 1 \\}$`),
  );
  expect(lines(first, 'stdout')).toEqual(['one', '', 'three x', logged, 'not ended']);
  expect(lines(first, 'stderr')).toEqual(['to stderr']);
  expect(first.result).toBe('printed');
  expect(lines(second, 'stdout')[2]).toBe('three y');
  expect(second.logs).toHaveLength(6);
});

test('the answer comes when all of the output was read, however much', async () => {
  for (const lines of [1, 100_000, 1]) {
    const { logs } = await run('floods', `${lines}`);
    expect(logs).toHaveLength(lines + 1);
  }
});

test.skipIf(process.platform !== 'linux')('the peak of memory is that of each invocation', async () => {
  const peaks: number[] = [];
  for (const size of ['1', '240', '1']) peaks.push((await run('memory', size)).peakRssMiB ?? 0);
  const [before = 0, large = 0, after = 0] = peaks;
  expect(large - before).toBeGreaterThan(120);
  expect(large - after).toBeGreaterThan(120);
  expect(sandbox.functions.instances()).toHaveLength(1);
});

describe('asynchronous invocations', () => {
  const start = (name: string, payload: string, taskId?: string) =>
    sandbox.functions.start({ name, payload, taskId });

  test.each([
    { fails: 0, retries: 3, attempts: 1, status: 'succeeded' },
    { fails: 2, retries: 3, attempts: 3, status: 'succeeded' },
    { fails: 9, retries: 3, attempts: 4, status: 'failed' },
    { fails: 9, retries: 0, attempts: 1, status: 'failed' },
  ])('$fails failures with $retries retries: $status', async ({ fails, retries, attempts, status }) => {
    sandbox.functions.deploy(spec('flaky', { asyncRetries: retries }));
    const record = start('flaky', JSON.stringify({ file: join(codeDir({}), 'failed-'), fails }));
    await sandbox.functions.idle();
    expect(record).toMatchObject({ attempts, status, type: 'Async' });
    expect(record.error?.errorMessage).toBe(status === 'failed' ? `attempt ${attempts}` : undefined);
  });

  test('run at most as many at once as are reserved; the others wait', async () => {
    sandbox.functions.deploy(spec('gate', { reservedConcurrency: 2 }));
    const { payload, open, trace } = gateIn();
    const records = [1, 2, 3, 4, 5].map(() => start('gate', payload));
    await until(() => running() === 2);
    expect(records.map(({ status }) => status)).toEqual(['running', 'running', 'queued', 'queued', 'queued']);
    expect(sandbox.functions.instances()).toHaveLength(2);
    open();
    await sandbox.functions.idle();
    expect(records.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'succeeded'));
    let [inside, most] = [0, 0];
    for (const step of trace()) {
      inside += step === '+' ? 1 : -1;
      most = Math.max(most, inside);
    }
    expect({ inside, most }).toEqual({ inside: 0, most: 2 });
    expect(new Set(records.map(({ instanceId }) => instanceId)).size).toBe(2);
  });

  test('a synchronous one over the limit is refused at once', async () => {
    sandbox.functions.deploy(spec('gate', { reservedConcurrency: 1 }));
    const { payload, open } = gateIn();
    const first = run('gate', payload);
    await until(() => running() === 1);
    await expect(run('gate', payload)).rejects.toMatchObject({ status: 429, code: 'ResourceThrottled' });
    open();
    expect((await first).status).toBe('succeeded');
  });

  test('with a task id run once', async () => {
    start('common', 'a', 'run-1');
    await sandbox.functions.idle();
    expect(() => start('common', 'b', 'run-1')).toThrow(
      expect.objectContaining({ status: 409, code: 'StatefulAsyncInvocationAlreadyExists' }),
    );
    start('common', 'c', 'run-2');
    await sandbox.functions.idle();
    expect(sandbox.functions.invocations().map(({ taskId, payload }) => [taskId, payload])).toEqual([
      ['run-1', 'a'],
      ['run-2', 'c'],
    ]);
  });

  test('keep their place when the function is deployed again', async () => {
    sandbox.functions.deploy(spec('gate', { reservedConcurrency: 1 }));
    const { payload, open } = gateIn();
    const records = [start('gate', payload), start('gate', payload)];
    await until(() => running() === 1);
    sandbox.functions.deploy(spec('gate', { reservedConcurrency: 2 }));
    open();
    await sandbox.functions.idle();
    expect(records.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  });
});

test.each([
  { type: 'Sync', size: 32 * 1024 * 1024 },
  { type: 'Async', size: 128 * 1024 },
])('$type payloads have a limit', async ({ type, size }) => {
  const send = async (length: number) => {
    const request = { name: 'common', payload: Buffer.alloc(length, 'x') };
    await (type === 'Sync' ? sandbox.functions.invoke(request) : sandbox.functions.start(request));
  };
  await send(size);
  await expect(send(size + 1)).rejects.toMatchObject({ status: 400, code: 'EntityTooLarge' });
  await sandbox.functions.idle();
});

test.each([
  { spec: { name: '1st' }, problem: 'name' },
  { spec: { handler: 'inventory' }, problem: 'handler' },
  { spec: { codeDir: join(code, 'nowhere') }, problem: 'codeDir' },
  { spec: { memorySize: 100 }, problem: 'memorySize' },
  { spec: { timeout: 0 }, problem: 'timeout' },
  { spec: { asyncRetries: 9 }, problem: 'asyncRetries' },
])('a function with a wrong $problem is not deployed', ({ spec: change, problem }) => {
  expect(() => sandbox.functions.deploy(spec('common', change))).toThrow(`${problem}:`);
});

describe('the life of the sandbox', () => {
  test('invocations are shown', async () => {
    const { requestId } = await run('common', 'event');
    const { body } = await control(sandbox, 'GET', 'invocations');
    expect(listAt(body, 'invocations')).toEqual([
      {
        requestId,
        functionName: 'common',
        region: 'cn-hangzhou',
        taskId: null,
        payload: 'event',
        type: 'Sync',
        attempts: 1,
        status: 'succeeded',
        result: 'common event',
        error: null,
        errorType: null,
        logs: [],
        peakRssMiB: expect.any(Number),
        startedAt: expect.stringMatching(/Z$/),
        ms: expect.any(Number),
        instanceId: expect.stringMatching(/^c-/),
      },
    ]);
  });

  test('a reset kills instances and forgets invocations; functions stay', async () => {
    const { payload } = gateIn();
    const waiting = run('gate', payload);
    const queued = sandbox.functions.start({ name: 'gate', payload });
    await until(() => running() === 2);
    const pids = sandbox.functions.instances().map(({ pid }) => pid);
    const idle = sandbox.functions.idle();
    await control(sandbox, 'POST', 'reset');
    await idle;
    expect(sandbox.functions.invocations()).toEqual([]);
    expect((await waiting).status).toBe('failed');
    await until(() => !pids.some(isAlive));
    expect(queued.attempts).toBe(1);
    expect((await run('common', 'new')).result).toBe('common new');
  });

  test('its end is the end of all instances', async () => {
    const own = await startSandbox({ scenario, instance, functions: [spec('gate'), spec('common')] });
    await own.functions.invoke({ name: 'common', payload: '' });
    own.functions.start({ name: 'gate', payload: gateIn().payload });
    const pids = own.functions.instances().map(({ pid }) => pid);
    expect(pids).toHaveLength(2);
    await own.close();
    expect(pids.filter(isAlive)).toEqual([]);
    await expect(own.functions.invoke({ name: 'common', payload: '' })).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe('RAM actions', () => {
  let own: Sandbox;
  beforeAll(async () => {
    own = await startSandbox({ scenario: 'demo', rates: 'off' });
  });
  afterAll(async () => {
    await own.close();
  });

  test('that calls were allowed by are counted', async () => {
    await control(own, 'POST', 'faults', [{ kind: 'throttle', action: 'DescribeKey', nth: 1 }]);
    await ask(own, 'sts', 'GetCallerIdentity');
    await ask(own, 'kms.cn-hangzhou', 'ListKeys');
    await ask(own, 'kms.cn-beijing', 'ListKeys');
    await ask(own, 'kms.cn-beijing', 'DescribeKey', { KeyId: 'key-none' });
    await ask(own, 'kms.cn-beijing', 'DescribeKey', { KeyId: 'key-none' });
    const refused = await ask(own, 'kms.cn-beijing', 'DisableKey', { KeyId: 'key-none' });
    expect(refused.status).toBe(403);
    const { body } = await control(own, 'GET', 'calls');
    expect(at(body, 'ramActions')).toEqual({ 'kms:ListKeys': 2, 'kms:DescribeKey': 1 });
    await control(own, 'DELETE', 'calls');
    expect(at((await control(own, 'GET', 'calls')).body, 'ramActions')).toEqual({});
  });
});
