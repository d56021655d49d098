import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { zipOf } from '../deploy/zip.ts';
import { type Answered, at, scenarioFile, send, signAcs3 } from './signed.ts';

const ACCOUNT = '1000000000000001';
const SCENARIO = `
caller: LTAIsandboxAdmin
accounts:
  - id: "${ACCOUNT}"
    users: [{ name: admin, policies: [AdministratorAccess] }, { name: without, policies: [limited] }]
    policies: [{ name: limited, allow: ["fc:*"] }]
    roles: [{ name: runs, trust: { Version: "1", Statement: [{ Effect: Allow, Action: "sts:AssumeRole", Principal: { Service: ["fc.aliyuncs.com"] } }] } }]
    accessKeys:
      - { id: LTAIsandboxAdmin, secret: sandboxSecretAdmin, user: admin }
      - { id: LTAIsandboxFew, secret: sandboxSecretFew, user: without }
`;
const FEW = { accessKeyId: 'LTAIsandboxFew', accessKeySecret: 'sandboxSecretFew' };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ scenario: scenarioFile(SCENARIO), rates: 'off' });
});
afterAll(() => sandbox.close());

const zipped = (files: Record<string, string>): string => {
  const contents = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]);
  return zipOf(Object.fromEntries(contents)).toString('base64');
};

const CREATION = {
  functionName: 'made',
  runtime: 'nodejs20',
  handler: 'index.handler',
  code: { zipFile: zipped({ 'index.mjs': '' }) },
};

/** A call in path style; what the official client would not send, too. */
function call(method: string, path: string, json?: object, keys?: typeof FEW): Promise<Answered> {
  const where = { host: 'fcv3.cn-hangzhou.aliyuncs.com', version: '2023-03-30', action: 'Any' };
  const question = { ...where, method, path: `/2023-03-30/functions${path}`, json };
  return send(signAcs3(sandbox, keys ? { ...question, keys } : question));
}

const refusal = (status: number, Code: string, message: string) => ({
  status,
  body: { RequestId: expect.any(String), Code, Message: expect.stringContaining(message) },
});

test.each([
  { what: 'a field that is not known', change: { memory: 512 }, message: 'memory' },
  { what: 'a runtime that is not offered', change: { runtime: 'nodejs22' }, message: 'runtime' },
  { what: 'a name out of form', change: { functionName: '1st' }, message: 'functionName' },
  { what: 'a timeout out of range', change: { timeout: 86_401 }, message: 'timeout' },
  { what: 'memory between the steps', change: { memorySize: 500 }, message: 'memorySize' },
  { what: 'vCPU between the steps', change: { cpu: 0.07 }, message: 'cpu' },
  { what: 'too much vCPU for the memory', change: { cpu: 2, memorySize: 1024 }, message: '1 to 4 GB' },
  { what: 'a reserved variable', change: { environmentVariables: { FC_REGION: 'x' } }, message: 'FC_REGION' },
  { what: 'too many variables', change: { environmentVariables: { A: 'x'.repeat(5000) } }, message: '4096' },
  {
    what: 'a role that is not there',
    change: { role: `acs:ram::${ACCOUNT}:role/none` },
    message: 'role/none',
  },
  {
    what: 'a role of another account',
    change: { role: 'acs:ram::1000000000000009:role/runs' },
    message: 'role/runs',
  },
  {
    what: 'a project that is not there',
    change: { logConfig: { project: 'p', logstore: 'l' } },
    message: "project 'p' does not exist",
  },
  { what: 'code that is no zip file', change: { code: { zipFile: 'bm8gemlw' } }, message: 'zip' },
  {
    what: 'code that was never uploaded',
    change: { code: { ossBucketName: 'b', ossObjectName: 'o' } },
    message: 'b/o',
  },
  {
    what: 'code with another checksum',
    change: { code: { zipFile: zipped({ a: '' }), checksum: '1' } },
    message: 'checksum',
  },
  {
    what: 'a path out of the package',
    change: { code: { zipFile: zipped({ '../x': '' }) } },
    message: 'outside',
  },
])('a function is refused for $what', async ({ change, message }) => {
  expect(await call('POST', '', { ...CREATION, ...change })).toMatchObject(
    refusal(400, 'InvalidArgument', message),
  );
  expect(sandbox.functions.specs()).toEqual([]);
});

test('a role is given only by who may pass it on', async () => {
  const json = { ...CREATION, role: `acs:ram::${ACCOUNT}:role/runs` };
  expect(await call('POST', '', json, FEW)).toMatchObject(refusal(403, 'AccessDenied', 'ram:PassRole'));
});

describe('of a function that is there', () => {
  beforeAll(async () => {
    expect((await call('POST', '', CREATION)).status).toBe(200);
  });
  afterAll(async () => {
    expect((await call('DELETE', '/made')).status).toBe(200);
  });

  test('there is no second', async () => {
    expect(await call('POST', '', CREATION)).toMatchObject(refusal(409, 'FunctionAlreadyExists', "'made'"));
  });

  test('an update changes what it names', async () => {
    const { body } = await call('PUT', '/made', { timeout: 60, description: 'told' });
    expect(body).toMatchObject({
      timeout: 60,
      description: 'told',
      memorySize: 512,
      handler: 'index.handler',
    });
    expect(await call('PUT', '/other', {})).toMatchObject(refusal(404, 'FunctionNotFound', "'other'"));
  });

  const timer = (config: object) => ({
    triggerName: 'hourly',
    triggerType: 'timer',
    triggerConfig: JSON.stringify(config),
  });

  test.each([
    { what: 'no cron expression', json: timer({ enable: true }), message: 'cronExpression' },
    {
      what: 'a wrong one',
      json: timer({ enable: true, cronExpression: '* * * * * *' }),
      message: 'no * allowed',
    },
    {
      what: 'a field that is not known',
      json: timer({ enable: true, cronExpression: '@every 5m', zone: 'UTC' }),
      message: 'zone',
    },
    {
      what: 'another type',
      json: { ...timer({}), triggerType: 'oss' },
      message: 'triggerType',
    },
    {
      what: 'no JSON',
      json: { ...timer({}), triggerConfig: 'enable' },
      message: 'JSON',
    },
    {
      what: 'a method that is none',
      json: {
        triggerName: 'http',
        triggerType: 'http',
        triggerConfig: '{"authType":"anonymous","methods":["READ"]}',
      },
      message: 'methods',
    },
    {
      what: 'EventBridge without its role',
      json: {
        triggerName: 'changes',
        triggerType: 'eventbridge',
        triggerConfig: JSON.stringify({
          triggerEnable: true,
          asyncInvocationType: false,
          eventRuleFilterPattern: '{"source":["acs.kms"]}',
          eventSourceConfig: { eventSourceType: 'Default' },
        }),
      },
      message: 'AliyunServiceRoleForEventBridgeSendToFC',
    },
  ])('a trigger is refused for $what', async ({ json, message }) => {
    expect(await call('POST', '/made/triggers', json)).toMatchObject(
      refusal(400, 'InvalidArgument', message),
    );
    expect(at((await call('GET', '/made/triggers')).body, 'triggers')).toEqual([]);
  });

  test.each([
    { path: 'async-invoke-config', json: { maxAsyncRetryAttempts: 9 }, message: 'maxAsyncRetryAttempts' },
    {
      path: 'async-invoke-config',
      json: { maxAsyncEventAgeInSeconds: 604_801 },
      message: 'maxAsyncEventAge',
    },
    { path: 'concurrency', json: { reservedConcurrency: -1 }, message: 'reservedConcurrency' },
    { path: 'concurrency', json: {}, message: 'reservedConcurrency' },
  ])('$path is not set to $json', async ({ path, json, message }) => {
    expect(await call('PUT', `/made/${path}`, json)).toMatchObject(refusal(400, 'InvalidArgument', message));
    expect((await call('GET', `/made/${path}`)).status).toBe(404);
  });

  test('versions and aliases hold it until they are gone', async () => {
    expect((await call('POST', '/made/versions', {})).body).toMatchObject({ versionId: '1' });
    const alias = { aliasName: 'live', versionId: '2' };
    expect(await call('POST', '/made/aliases', alias)).toMatchObject(refusal(404, 'VersionNotFound', "'2'"));
    expect((await call('POST', '/made/aliases', { ...alias, versionId: '1' })).status).toBe(200);
    expect((await call('DELETE', '/made')).status).toBe(412);
    for (const path of ['/made/aliases/live', '/made/versions/1'])
      expect((await call('DELETE', path)).status).toBe(200);
  });
});
