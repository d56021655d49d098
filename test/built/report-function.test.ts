import { afterEach, expect, test } from 'vitest';
import type { FunctionAnswer } from '../../shared/http/function-event.ts';
import { type FunctionSandbox, startFunctions } from '../e2e/function-world.ts';
import { setFaults } from '../e2e/run-cli.ts';
import { advance } from '../jobs/harness.ts';

const TOKEN = 'read-token-0123456789';
const RUN = 'run-token-01234567890';
const CONFIG = `report: { tokens: ["${TOKEN}", { token: "${RUN}", scope: run }] }\n`;
let running: FunctionSandbox[] = [];

afterEach(async () => {
  await Promise.all(running.map(({ sandbox }) => sandbox.close()));
  running = [];
});

async function start(config = CONFIG): Promise<FunctionSandbox> {
  const world = await startFunctions({ config });
  running.push(world);
  return world;
}

/** Asks the deployed function as its HTTP trigger does. */
async function ask(
  { sandbox }: FunctionSandbox,
  rawPath: string,
  { method = 'GET', token = TOKEN, ...headers }: Record<string, string> = {},
): Promise<FunctionAnswer & { json: () => Record<string, unknown> }> {
  const event = {
    version: 'v1',
    rawPath,
    body: '',
    isBase64Encoded: false,
    headers: { ...(token !== '' && { Authorization: `Bearer ${token}` }), ...headers },
    queryParameters: {},
    requestContext: {
      domainName: 'report-abcdefghij.cn-hangzhou.fcapp.run',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7' },
    },
  };
  const payload = Buffer.from(JSON.stringify(event));
  const { attempt } = await sandbox.functions.invoke({ name: 'sealwatch-report', payload });
  if (attempt.kind !== 'result') throw new Error(JSON.stringify(attempt.error));
  const answer = JSON.parse(attempt.body.toString()) as FunctionAnswer;
  return { ...answer, json: () => JSON.parse(answer.body) as Record<string, unknown> };
}

test('shows what the functions of the jobs have stored in OSS', async () => {
  const world = await start();
  expect(await ask(world, '/healthz', { token: '' })).toMatchObject({ statusCode: 503 });
  for (const job of ['inventory', 'keys', 'activity', 'spend']) await world.tick(job);
  world.deploy();
  const report = await ask(world, '/report.json');
  expect(report.statusCode).toBe(200);
  expect(report.json()).toMatchObject({ complete: true, summary: { clusters: { total: 3, encrypted: 3 } } });
  const same = await ask(world, '/report.json', { 'If-None-Match': report.headers['etag'] ?? '' });
  expect(same).toMatchObject({ statusCode: 304, body: '' });
  const packed = await ask(world, '/report.json', { 'Accept-Encoding': 'br' });
  expect(packed).toMatchObject({ isBase64Encoded: true, headers: { 'content-encoding': 'br' } });
  expect(await ask(world, '/healthz', { token: '' })).toMatchObject({ statusCode: 200 });
  expect(await ask(world, '/report.json', { token: '' })).toMatchObject({ statusCode: 401 });
  expect(await ask(world, '/report.json', { token: `${TOKEN}x` })).toMatchObject({ statusCode: 401 });
});

test('starts the functions of the jobs, once, and tells when they have ended', async () => {
  const world = await start();
  const { sandbox } = world;
  const answer = await ask(world, '/runs', { method: 'POST', token: RUN });
  expect(answer).toMatchObject({ statusCode: 202 });
  const { location = '' } = answer.headers;
  const again = await ask(world, '/runs', { method: 'POST', token: RUN });
  expect(again).toMatchObject({ statusCode: 202, headers: { location } });
  await sandbox.functions.idle();
  const started = sandbox.functions.invocations().filter(({ type }) => type === 'Async');
  expect(started.map(({ functionName, status }) => [functionName, status])).toEqual([
    ['sealwatch-inventory', 'succeeded'],
    ['sealwatch-keys', 'succeeded'],
    ['sealwatch-activity', 'succeeded'],
    ['sealwatch-spend', 'succeeded'],
  ]);
  world.deploy(); // new instances have nothing in memory
  await world.tick('keys', new Date(sandbox.now().getTime() + 1000));
  await world.tick('activity', new Date(sandbox.now().getTime() + 1000));
  await world.tick('spend', new Date(sandbox.now().getTime() + 1000));
  expect((await ask(world, location)).json()).toMatchObject({ state: 'finished', verdict: 'pass' });
  await advance(sandbox, 'PT1H');
  world.deploy();
  const next = await ask(world, '/runs', { method: 'POST', token: RUN });
  expect(next.headers['location']).not.toBe(location);
});

test('what may not be started is told without inner words', async () => {
  const world = await start();
  await setFaults(world.sandbox, [{ kind: 'deny', action: 'InvokeFunction' }]);
  const { statusCode, body } = await ask(world, '/runs', { method: 'POST', token: RUN });
  expect([statusCode, /fc:|sealwatch-keys|deny/i.test(body)]).toEqual([502, false]);
  const logs = world.sandbox.functions.invocations().at(-1)?.logs ?? [];
  expect(logs.map(({ text }) => JSON.parse(text))).toMatchObject([
    { level: 'error', message: 'request failed', code: 'StartFailed', job: 'report' },
  ]);
});

test.each([
  { what: 'no token', config: '', status: 503 },
  { what: 'a configuration that is wrong', config: 'report: { tokens: ["short"] }\n', status: 500 },
])('with $what it refuses, and says nothing of itself', async ({ config, status }) => {
  const world = await start(config);
  for (const path of ['/', '/healthz', '/report.json']) {
    const { statusCode, body } = await ask(world, path);
    expect(statusCode).toBe(status);
    expect(body).not.toMatch(/sealwatch\.yaml|tokens\.0|at /);
  }
});

test('an event of another kind is no request', async () => {
  const world = await start();
  const payload = Buffer.from('{"triggerTime":"2026-11-23T00:05:00Z","triggerName":"t","payload":""}');
  const { attempt } = await world.sandbox.functions.invoke({ name: 'sealwatch-report', payload });
  expect(attempt.kind === 'result' && JSON.parse(attempt.body.toString())).toMatchObject({ statusCode: 400 });
});
