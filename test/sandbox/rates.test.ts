import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { type Answered, ask, askCs, at, control, stillAmbient } from './signed.ts';

const ambient = stillAmbient();
let sandbox: Sandbox;

beforeEach(async () => {
  ambient.time = Date.now();
  sandbox = await startSandbox({ scenario: 'members' }, ambient);
});

afterEach(async () => {
  await sandbox.close();
});

const date = () => ({ date: new Date(ambient.time) });
const kms = (region: string, action: string, params: Record<string, string> = {}) =>
  ask(sandbox, `kms.${region}`, action, params, date());

interface Case {
  what: string;
  perSecond: number;
  call: () => Promise<Answered>;
  refusal: [number, string];
}

const kmsRefusal: [number, string] = [429, 'Rejected.Throttling'];

const cases: Case[] = [
  { what: 'KMS metadata', perSecond: 50, call: () => kms('cn-hangzhou', 'ListKeys'), refusal: kmsRefusal },
  {
    what: 'KMS account status',
    perSecond: 1,
    call: () => kms('cn-hangzhou', 'DescribeAccountKmsStatus'),
    refusal: kmsRefusal,
  },
  {
    what: 'KMS changes',
    perSecond: 30,
    call: () => kms('cn-hangzhou', 'DisableKey', { KeyId: 'key-none' }),
    refusal: kmsRefusal,
  },
  {
    what: 'KMS tags',
    perSecond: 300,
    call: () => kms('cn-hangzhou', 'ListResourceTags', { KeyId: 'key-none' }),
    refusal: kmsRefusal,
  },
  {
    what: 'KMS encryption',
    perSecond: 1000,
    call: () => kms('cn-hangzhou', 'Encrypt', { KeyId: 'key-none', Plaintext: 'aGk=' }),
    refusal: kmsRefusal,
  },
  {
    what: 'event lookups',
    perSecond: 2,
    call: () => ask(sandbox, 'actiontrail.cn-hangzhou', 'LookupEvents', {}, date()),
    refusal: [400, 'Throttling.User'],
  },
  {
    what: 'clusters',
    perSecond: 20,
    call: () => askCs(sandbox, 'GET', '/api/v1/clusters', date()),
    refusal: [429, 'Throttling.User'],
  },
  {
    what: 'RAM',
    perSecond: 50,
    call: () => ask(sandbox, 'ram', 'GetRole', { RoleName: 'AliyunCSManagedSecurityRole' }, date()),
    refusal: [400, 'Throttling.User'],
  },
  {
    what: 'the balance',
    perSecond: 10,
    call: () => ask(sandbox, 'business', 'QueryAccountBalance', {}, date()),
    refusal: [400, 'Throttling.User'],
  },
];

async function codes(count: number, call: () => Promise<Answered>): Promise<Answered[]> {
  const found: Answered[] = [];
  while (found.length < count) {
    found.push(...(await Promise.all(Array.from({ length: Math.min(50, count - found.length) }, call))));
  }
  return found;
}

test.each(cases)(
  '$what: $perSecond a second, then refused until the second is over',
  async ({ perSecond, call, refusal }) => {
    const isRefused = ({ code = '' }: Answered) => /Throttling/.test(code);
    const first = await codes(perSecond, call);
    expect(first.filter(isRefused)).toHaveLength(0);
    const next = await call();
    expect([next.status, next.code]).toEqual(refusal);
    ambient.time += 999;
    expect(isRefused(await call())).toBe(true);
    ambient.time += 1;
    const again = await codes(perSecond, call);
    expect(again.filter(isRefused)).toHaveLength(0);
    expect(isRefused(await call())).toBe(true);
  },
);

test('a limit for a minute is for a minute', async () => {
  const call = () => ask(sandbox, 'business', 'DescribeInstanceBill', { BillingCycle: '2026-11' }, date());
  const first = await codes(600, call);
  expect(new Set(first.map(({ status }) => status))).toEqual(new Set([200]));
  ambient.time += 59_999;
  expect(await call()).toMatchObject({ status: 400, code: 'Throttling.User' });
  ambient.time += 1;
  expect(await call()).toMatchObject({ status: 200 });
});

test('the window slides: what was asked half a second ago still counts', async () => {
  const call = () => ask(sandbox, 'actiontrail.cn-hangzhou', 'LookupEvents', {}, date());
  await call();
  ambient.time += 600;
  await call();
  ambient.time += 500;
  expect((await call()).status).toBe(200);
  expect((await call()).code).toBe('Throttling.User');
});

test('metadata reads share one limit, regions have their own', async () => {
  await codes(49, () => kms('cn-hangzhou', 'ListKeys'));
  expect((await kms('cn-hangzhou', 'DescribeKey', { KeyId: 'key-none' })).code).toBe('Forbidden.KeyNotFound');
  expect((await kms('cn-hangzhou', 'ListKmsInstances')).code).toBe('Rejected.Throttling');
  expect((await kms('cn-shanghai', 'ListKmsInstances')).status).toBe(200);
  expect((await kms('cn-hangzhou', 'DescribeAccountKmsStatus')).status).toBe(200);
});

test('accounts have their own', async () => {
  const session = {
    RoleArn: 'acs:ram::1000000000000002:role/sealwatch-readonly',
    RoleSessionName: 'audit',
    ExternalId: 'team-a-2026',
  };
  const { body } = await ask(sandbox, 'sts', 'AssumeRole', session, date());
  const keys = {
    accessKeyId: String(at(body, 'Credentials.AccessKeyId')),
    accessKeySecret: String(at(body, 'Credentials.AccessKeySecret')),
    securityToken: String(at(body, 'Credentials.SecurityToken')),
  };
  const status = (more = {}) =>
    ask(sandbox, 'kms.cn-shanghai', 'DescribeAccountKmsStatus', {}, { ...date(), ...more });
  expect((await status()).status).toBe(200);
  expect((await status({ keys })).status).toBe(200);
  expect((await status()).code).toBe('Rejected.Throttling');
});

test('refused calls are counted as throttled', async () => {
  await codes(3, () => kms('cn-hangzhou', 'DescribeAccountKmsStatus'));
  const { body } = await control(sandbox, 'GET', 'calls');
  expect(body).toMatchObject({ total: 3, throttled: 2, failed: 2, retried: 1 });
});

test('can be switched off', async () => {
  const own = await startSandbox({ scenario: 'members', rates: 'off' }, ambient);
  try {
    const answers = await codes(10, () =>
      ask(own, 'kms.cn-hangzhou', 'DescribeAccountKmsStatus', {}, date()),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  } finally {
    await own.close();
  }
});
