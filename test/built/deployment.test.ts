import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readDocument } from '../../functions/cli/setup/document.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { Deployer, type Props } from '../deploy/deployer.ts';
import { preview } from '../deploy/serverless-devs.ts';
import { filesOf, zipOf } from '../deploy/zip.ts';
import { shippedPolicy } from '../e2e/function-world.ts';
import { root } from '../root.ts';
import { advance, control, listAt, scenarioFile, textAt } from '../sandbox/signed.ts';

const ACCOUNT = '1000000000000001';
const KEYS = { accessKeyId: 'LTAIsandboxDeploy', accessKeySecret: 'sandboxSecretDeploy' };
const REPORT_TOKEN = 'a-report-token-of-a-test';

/** An account in which somebody with the documented rights deploys, and nothing is deployed. */
const SCENARIO = `
caller: LTAIsandboxAdmin
robots: [{ token: sandboxRobotToken, name: ops, secret: SECsandboxRobotSecret }]
accounts:
  - id: "${ACCOUNT}"
    users: [{ name: admin, policies: [AdministratorAccess] }, { name: alice, policies: [AdministratorAccess] }, { name: deployer, policies: [deployer] }]
    accessKeys: [{ id: LTAIsandboxAdmin, secret: sandboxSecretAdmin, user: admin }, { id: ${KEYS.accessKeyId}, secret: ${KEYS.accessKeySecret}, user: deployer }]
    policies:
      - { name: sealwatch, document: ${JSON.stringify(shippedPolicy('function-role-policy'))} }
      - { name: deployer, document: ${JSON.stringify(shippedPolicy('deployer-policy'))} }
    roles: [{ name: sealwatch, policies: [sealwatch], trust: ${JSON.stringify(shippedPolicy('function-role-trust'))} }]
    keys: [{ name: plain, id: key-hzz00000000000000001a, region: cn-hangzhou }]
    clusters: [{ name: pay-prod, region: cn-hangzhou, key: plain }]
    trails: [{ name: audit-all, home: cn-hangzhou, sls: audit }]
    buckets: [{ name: sealwatch-evidence, region: cn-hangzhou }]
`;

const CONFIG = `
store: { oss: { bucket: "\${SEALWATCH_BUCKET}", region: "\${FC_REGION}" } }
alerts: { channels: [{ type: dingtalk-robot, webhook: "\${DINGTALK_WEBHOOK}", secret: "\${DINGTALK_SECRET}" }] }
report: { tokens: ["\${REPORT_TOKEN}"] }
`;

/** The functions of s.yaml as Serverless Devs resolves them, in its order. */
function functions(variables: Record<string, string> = {}): Props[] {
  const reading = readDocument(
    preview(join(root, 's.yaml'), {
      SEALWATCH_BUCKET: 'sealwatch-evidence',
      DINGTALK_WEBHOOK: 'https://oapi.dingtalk.com/robot/send?access_token=sandboxRobotToken',
      DINGTALK_SECRET: 'SECsandboxRobotSecret',
      REPORT_TOKEN,
      ...variables,
    }),
  );
  if ('problems' in reading) throw new Error(reading.problems.join('\n'));
  return Object.values(reading.deployment.resources).map(({ props }) => ({ ...props }));
}

/** What is built, with a configuration that tells somebody. */
const code = join(mkdtempSync(join(tmpdir(), 'sealwatch-deployment-')), 'dist/functions');
cpSync(join(inject('bundles'), 'functions'), code, { recursive: true });

function packageOf(props: Props): Buffer {
  const name = String(props.code).replace('./dist/functions/', '');
  writeFileSync(join(code, name, 'sealwatch.yaml'), CONFIG);
  return zipOf(filesOf(join(code, name)));
}

async function start(): Promise<{ sandbox: Sandbox; deployer: Deployer }> {
  const sandbox = await startSandbox({
    scenario: scenarioFile(SCENARIO),
    rates: 'off',
    instance: join(inject('bundles'), 'instance.mjs'),
    retryDelayMs: 1,
    environment: ({ url, now }) => ({ SEALWATCH_ENDPOINT: url, SEALWATCH_NOW: now.toISOString() }),
  });
  return { sandbox, deployer: new Deployer({ sandbox, keys: KEYS, account: ACCOUNT, packageOf }) };
}

/** Functions that any package of code will do for, where none is run. */
const small = (sandbox: Sandbox) =>
  new Deployer({
    sandbox,
    keys: KEYS,
    account: ACCOUNT,
    packageOf: () => zipOf({ 'a.mjs': Buffer.from('') }),
  });

const ALL = {
  'sealwatch-inventory': ['hourly'],
  'sealwatch-keys': ['every-5-minutes'],
  'sealwatch-activity': ['every-15-minutes'],
  'sealwatch-spend': ['hourly'],
  'sealwatch-proof': ['hourly'],
  'sealwatch-alerts': ['every-minute'],
  'sealwatch-report': ['http'],
  'sealwatch-events': ['changes'],
};

describe('a deployment, by somebody with the documented rights', () => {
  let sandbox: Sandbox;
  let deployer: Deployer;
  beforeAll(async () => {
    ({ sandbox, deployer } = await start());
  });
  afterAll(() => sandbox.close());

  const invoked = () =>
    sandbox.functions.invocations().map(({ functionName, status }) => `${functionName} ${status}`);

  /** Lets the clock go on, and all that it starts come to its end. */
  async function pass(duration: string): Promise<string[]> {
    const before = invoked().length;
    await advance(sandbox, duration);
    await sandbox.functions.idle();
    return invoked().slice(before);
  }

  test('makes everything that s.yaml names', async () => {
    for (const props of functions()) await deployer.deploy(props);
    expect(Object.fromEntries(await deployer.deployed())).toEqual(ALL);
  });

  test('runs by its timers, and its alert arrives', async () => {
    sandbox.world.disableKey({ key: 'plain', by: 'alice' });
    await sandbox.events.idle();
    await sandbox.functions.idle();
    expect(invoked()).toEqual(['sealwatch-events succeeded']);
    expect(await pass('PT5M15S')).toContain('sealwatch-inventory succeeded');
    expect(await pass('PT2M20S')).toContain('sealwatch-keys succeeded');
    for (const duration of ['PT11M20S', 'PT12M30S', 'PT1M']) await pass(duration);
    expect(invoked().filter((one) => !one.endsWith(' succeeded'))).toEqual([]);
    const { body } = await control(sandbox, 'GET', 'outbox');
    const texts = listAt(body, 'messages').map((message) => textAt(message, 'text'));
    expect(texts.join('\n')).toMatch(
      /CRITICAL pay-prod: KMS key disabled.*\nalice .*\n+.*EnableKey --region cn-hangzhou --KeyId key-hzz00000000000000001a/,
    );
  });

  test('shows its report at the address of the HTTP trigger', async () => {
    const { host } = new URL(await deployer.addressOf('sealwatch-report', 'http'));
    expect(host).toMatch(/^sealwatch-report-\w{10}\.cn-hangzhou\.fcapp\.run$/);
    const read = (authorization: string) =>
      fetch(`${sandbox.url}/report.json`, { headers: { authorization, 'x-forwarded-host': host } });
    expect((await read('Bearer of-nobody-at-all')).status).toBe(401);
    const answer = await read(`Bearer ${REPORT_TOKEN}`);
    expect(answer.headers.get('content-disposition')).toBe('attachment');
    expect(await answer.json()).toMatchObject({ schema: 'sealwatch.report/1', accounts: [{ id: ACCOUNT }] });
  });

  test('again is an update that leaves nothing behind, and what runs is new', async () => {
    for (const props of functions({ SEALWATCH_TIMEOUT: '700' })) await deployer.deploy(props);
    expect(Object.fromEntries(await deployer.deployed())).toEqual(ALL);
    const timeouts = sandbox.functions.specs().map(({ timeout }) => timeout);
    expect(timeouts).toEqual([700, 700, 700, 700, 700, 700, 60, 60]);
    expect(await pass('PT5M')).toContain('sealwatch-keys succeeded');
  });

  test('is taken away whole', async () => {
    for (const props of functions()) await deployer.remove(props);
    expect(await deployer.deployed()).toEqual(new Map());
    expect(sandbox.functions.specs()).toEqual([]);
    expect(await pass('PT2H')).toEqual([]);
  });

  test('uses every right of the documented policy but those of EventBridge itself', async () => {
    const { body } = await control(sandbox, 'GET', 'calls');
    const used = Object.keys(Object(body).ramActions);
    const named = shippedPolicy('deployer-policy').Statement.flatMap(({ Action }) => Action);
    const exact = named.filter((action) => !action.endsWith('*'));
    expect(exact.filter((action) => !used.includes(action))).toEqual([]);
    expect(used.some((action) => action.startsWith('fc:'))).toBe(true);
    expect(used.filter((action) => action.startsWith('eventbridge:'))).toEqual([]);
  });
});

describe('without EventBridge', () => {
  test('nothing of it is made, and nothing needs it', async () => {
    const { sandbox } = await start();
    const deployer = small(sandbox);
    for (const props of functions({ SEALWATCH_EVENTS: 'false' })) await deployer.deploy(props);
    expect(Object.fromEntries(await deployer.deployed())).toEqual({ ...ALL, 'sealwatch-events': [] });
    const { body } = await control(sandbox, 'GET', 'calls');
    expect(JSON.stringify(body)).not.toMatch(/ServiceLinkedRole|eventbridge/i);
    await sandbox.close();
  });

  test('what refuses it leaves the report deployed', async () => {
    const { sandbox } = await start();
    await control(sandbox, 'POST', 'faults', [{ action: 'CreateServiceLinkedRole', kind: 'deny', times: 9 }]);
    const deployer = small(sandbox);
    const deployAll = async (): Promise<void> => {
      for (const props of functions()) await deployer.deploy(props);
    };
    await expect(deployAll()).rejects.toThrow('NoPermission');
    const { 'sealwatch-events': _, ...others } = ALL;
    expect(Object.fromEntries(await deployer.deployed())).toEqual(others);
    await sandbox.close();
  });
});

test.each([
  'GetTempBucketToken',
  'PutObject',
  'CreateFunction',
  'CreateTrigger',
  'PutAsyncInvokeConfig',
  'PutConcurrencyConfig',
])('a deployment that broke off at %s is finished by the next', async (action) => {
  const { sandbox } = await start();
  const deployer = small(sandbox);
  const [inventory] = functions();
  if (!inventory) throw new Error('s.yaml has no functions');
  await control(sandbox, 'POST', 'faults', [{ action, kind: 'deny', times: 1 }]);
  await expect(deployer.deploy(inventory)).rejects.toThrow();
  await deployer.deploy(inventory);
  expect(await deployer.deployed()).toEqual(new Map([['sealwatch-inventory', ['hourly']]]));
  expect(sandbox.functions.specs()).toMatchObject([
    { timeout: 600, reservedConcurrency: 1, asyncRetries: 1, timers: [{ name: 'hourly', enabled: true }] },
  ]);
  await deployer.remove(inventory);
  expect(await deployer.deployed()).toEqual(new Map());
  await sandbox.close();
});
