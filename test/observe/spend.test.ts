import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { bss } from '../../shared/cloud/bss.ts';
import { permissionsOf } from '../../shared/cloud/operation.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import type { JobState } from '../../shared/model/job-state.ts';
import type { Money } from '../../shared/model/money.ts';
import { unseen } from '../../shared/model/observation.ts';
import { daysFrom } from '../../shared/money/calendar.ts';
import { type MoneyContext, observeSpend } from '../../shared/observe/spend.ts';
import { emptyState } from '../../shared/run/next-state.ts';
import { ACCOUNT, cluster, kmsStatus, seen } from '../builders.ts';
import { callsOf, setFaults } from '../e2e/run-cli.ts';
import { advance, control, scenarioFile } from '../sandbox/signed.ts';
import { cloudOf } from '../sandbox-cloud.ts';

const thing = { type: 'account', id: ACCOUNT, region: '', facet: 'sts:AssumeRole' } as const;
const MEMBER = '1000000000000002';
const scenario = scenarioFile(`
clock: "2026-11-23T05:00:00Z"
caller: LTAIsandboxSpend
accounts:
  - id: "${ACCOUNT}"
    users: [{ name: sealwatch, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIsandboxSpend, secret: sandboxSecret, user: sealwatch }]
    billing: { other: [{ product: ecs, perDay: "60.00" }] }
    keys: [{ name: ack-secrets, region: cn-hangzhou }]
    clusters: [{ name: pay-prod, region: cn-hangzhou, key: ack-secrets }]
  - id: "${MEMBER}"
    billing: { consolidatedBy: "${ACCOUNT}" }
    keys: [{ name: team, region: cn-shanghai }]
    clusters: [{ name: team, region: cn-shanghai, key: team }]
`);

let sandbox: Sandbox;
let state: JobState;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario, rates: 'off' });
  state = emptyState(ACCOUNT, 'payments', 'spend', sandbox.now().toISOString());
});
afterEach(() => sandbox.close());

interface Run {
  off?: readonly string[];
  kms?: string;
  account?: string;
  pays?: boolean | 'locked' | 'not told';
}

/** One run after the other; each starts from what the one before saw. */
async function run({ off = [], kms = 'Enabled', account = ACCOUNT, pays = false }: Run = {}): Promise<Money> {
  await fetch(`${sandbox.url}/_sandbox/calls`, { method: 'DELETE' });
  const cloud = cloudOf(sandbox);
  const severity = off.map((check) => `${check}: off`).join(', ');
  const config = parseConfig(`policy: { severity: { ${severity} } }`, 'test', {}, { checks: [...off] });
  const others: MoneyContext = {
    clusters: seen([cluster()]),
    kmsStatus: seen([kmsStatus(seen(kms))]),
    instances: seen([]),
  };
  const entered = pays === 'locked' ? unseen('unreachable', 'sts does not answer', { thing }) : seen(cloud);
  const notTold = unseen('throttled', 'the directory does not answer', { thing });
  const payer = async () =>
    pays === 'not told' ? notTold : pays ? { id: ACCOUNT, cloud: entered, told: false } : null;
  const context = { account, cloud, config, now: () => sandbox.now() };
  const { memory: _, gaps: __, ...told } = await observeSpend(context, others, payer, state);
  state = { ...state, result: { ...told, complete: true, findings: [], passed: {}, blind: [] } };
  const { money } = told.parts;
  if (!money?.seen) throw new Error('no money was seen');
  return money.value;
}

const calls = () => callsOf(sandbox);
const happen = async (command: string, args: object): Promise<void> => {
  const { status, text } = await control(sandbox, 'POST', 'world', { do: command, ...args });
  if (status !== 200) throw new Error(text);
};
const BILLING = ['QueryAccountBalance', 'QueryBill', 'QueryAccountBill', 'DescribeInstanceBill'];
const deny = (...actions: string[]) =>
  setFaults(
    sandbox,
    actions.map((action) => ({ kind: 'deny', action })),
  );

test('the first run reads a week, the next the rest of the month, then the balance alone, and after the turn three days and the month before', async () => {
  const first = await run();
  expect(first).toMatchObject({
    ...{ account: ACCOUNT, overdueSince: null, kept: { dailySpend: null, kmsUsage: null } },
    balance: { value: { payer: ACCOUNT, currency: 'CNY' } },
    bills: { value: { currency: 'CNY', unpaid: [] } },
    dailySpend: { value: { days: { length: 7, 0: { date: '2026-11-16' }, 6: { date: '2026-11-22' } } } },
    kmsUsage: { value: { days: { length: 7 } } },
    hostedKeys: { value: { length: 1 } },
  });
  expect(await calls()).toMatchObject({ QueryAccountBalance: 1, QueryAccountBill: 7, ListKeys: 1 });
  await advance(sandbox, 'PT1H');
  const second = await run();
  expect(await calls()).toEqual({ QueryAccountBalance: 1, QueryAccountBill: 15, DescribeInstanceBill: 15 });
  expect(second).toMatchObject({
    dailySpend: { value: { days: { length: 22, 0: { date: '2026-11-01' }, 21: { date: '2026-11-22' } } } },
    kmsUsage: { value: { days: { length: 22, 0: { date: '2026-11-01' } } } },
  });
  await advance(sandbox, 'PT1H');
  const third = await run();
  expect(await calls()).toEqual({ QueryAccountBalance: 1 });
  expect({ ...third, balance: null }).toEqual({ ...second, balance: null });
  await advance(sandbox, 'P1D');
  expect(await run()).toMatchObject({
    dailySpend: { value: { reconciled: '2026-10', days: { length: 54 } } },
  });
  expect(await calls()).toMatchObject({ QueryAccountBill: 3 + 31 });
});

test('a first run that found only some of its days leaves the rest to the next one, too', async () => {
  await setFaults(sandbox, [{ kind: 'successFalse', action: 'QueryAccountBill', times: 1 }]);
  expect(await run()).toMatchObject({
    dailySpend: { value: { days: { length: 6 } }, missing: { length: 1 } },
  });
  await setFaults(sandbox, []);
  const { dailySpend } = await run();
  if (!dailySpend.seen) throw new Error(dailySpend.detail);
  expect(dailySpend.missing).toBeUndefined();
  const november = dailySpend.value.days.filter(({ date }) => date >= '2026-11-01');
  expect(november.map(({ date }) => date)).toEqual(daysFrom('2026-11-01', '2026-11-22'));
  await run();
  expect(await calls()).toEqual({ QueryAccountBalance: 1 });
});

test('arrears begin when they are first seen, and end when the balance says so', async () => {
  await run();
  await happen('runUpDebt', { since: 'P2D' });
  const since = sandbox.now().toISOString();
  expect(await run()).toMatchObject({
    ...{ overdueSince: since, balance: { value: { available: expect.stringMatching(/^-/) } } },
    bills: { value: { unpaid: { 0: { due: '2026-11-21T05:00:00.000Z', outstanding: '100' } } } },
  });
  await advance(sandbox, 'PT1H');
  expect(await run()).toMatchObject({ overdueSince: since });
  expect(await calls()).toMatchObject({ QueryBill: 3 });
  await deny('QueryAccountBalance');
  expect(await run()).toMatchObject({ overdueSince: since, balance: { seen: false } });
  await deny();
  await happen('topUp', { amount: '5000.00' });
  expect(await run()).toMatchObject({ overdueSince: null, bills: { value: { unpaid: [] } } });
});

test('what KMS says is a sign, too', async () => {
  const at = sandbox.now().toISOString();
  expect(await run({ kms: 'Suspended' })).toMatchObject({ overdueSince: at });
  expect(await run()).toMatchObject({ overdueSince: null });
});

test('bills that cannot be read are kept as they were known, and read again at the next run', async () => {
  await run();
  const { dailySpend } = await run();
  if (!dailySpend.seen) throw new Error(dailySpend.detail);
  await advance(sandbox, 'P1D');
  await deny('QueryAccountBill');
  expect(await run()).toMatchObject({
    dailySpend: { seen: false, permission: 'bssapi:QueryAccountBill, bss:QueryAccountBill' },
    kmsUsage: { seen: true },
    kept: { dailySpend: dailySpend.value, kmsUsage: null },
  });
  await deny();
  expect(await run()).toMatchObject({
    dailySpend: { value: { reconciled: '2026-10', days: { length: 54 } } },
    kept: { dailySpend: null },
  });
  expect(await calls()).toMatchObject({ QueryAccountBill: 3 + 31 });
});

test('usage that cannot be read is read again at the next run, though the days are known', async () => {
  await deny('DescribeInstanceBill');
  expect(await run()).toMatchObject({ dailySpend: { seen: true }, kmsUsage: { seen: false } });
  await deny();
  expect(await run()).toMatchObject({ kmsUsage: { value: { days: { length: 7 } } } });
  expect(await run()).toMatchObject({ kmsUsage: { value: { days: { length: 22 } } } });
  await run();
  expect(await calls()).toEqual({ QueryAccountBalance: 1 });
});

test('billing that is denied is one thing', async () => {
  await deny(...BILLING);
  const { balance, bills, dailySpend, kmsUsage } = await run();
  // A refusal of billing names no action, so all official names of it are told.
  const permission = [
    bss.describeInstanceBill,
    bss.queryAccountBalance,
    bss.queryAccountBill,
    bss.queryBill,
  ].flatMap(permissionsOf);
  for (const told of [balance, bills, dailySpend, kmsUsage])
    expect(told).toMatchObject({
      ...{ because: 'denied', permission: permission.join(', ') },
      thing: { id: ACCOUNT, facet: 'bssapi:QueryAccountBalance' },
    });
  const { QueryAccountBill, DescribeInstanceBill } = await calls();
  expect(QueryAccountBill).toBeLessThanOrEqual(10); // and not one for each day, every hour
  expect(DescribeInstanceBill).toBeLessThanOrEqual(10);
});

test('what no check asks for is not read', async () => {
  const off = ['balance-runway', 'spend-budget', 'spend-anomaly', 'key-idle'];
  expect(await run({ off })).toMatchObject({
    dailySpend: { because: 'absent' },
    hostedKeys: { because: 'absent' },
  });
  expect(Object.keys(await calls()).sort()).toEqual(['QueryAccountBalance', 'QueryBill']);
  await expect(run({ off: [...off, 'arrears-clock'] })).rejects.toThrow('no money');
  expect(await calls()).toEqual({});
});

test('an account that another one pays for is asked about there', async () => {
  const money = await run({ account: MEMBER, pays: true });
  expect(money).toMatchObject({ account: MEMBER, balance: { value: { payer: ACCOUNT } } });
  expect(await calls()).toMatchObject({ QueryAccountBill: 1 + 7 });
  await run({ account: MEMBER, pays: true });
  expect(await calls()).toEqual({ QueryAccountBalance: 1, QueryAccountBill: 15, DescribeInstanceBill: 15 });
  await run({ account: MEMBER, pays: true });
  expect(await calls()).toEqual({ QueryAccountBalance: 1 });
});

test.each([
  { when: 'cannot be entered', pays: 'locked', denied: [], facet: 'sts:AssumeRole' },
  { when: 'nobody can tell now', pays: 'not told', denied: [], facet: 'sts:AssumeRole' },
  { when: 'may not be asked', pays: true, denied: BILLING, facet: 'bssapi:QueryAccountBalance' },
] as const)('a payer that $when is not replaced by the account itself', async ({ pays, denied, facet }) => {
  await run({ account: MEMBER, pays: true });
  await happen('runUpDebt', { since: 'P2D' });
  const { overdueSince } = await run({ account: MEMBER, pays: true });
  expect(overdueSince).not.toBeNull();
  await advance(sandbox, 'P1D');
  await deny(...denied);
  for (const _ of ['once', 'and again'])
    expect(await run({ account: MEMBER, pays })).toMatchObject({
      ...{ overdueSince, balance: { seen: false, thing: { facet } } },
      ...{ bills: { thing: { facet } }, dailySpend: { thing: { facet } } },
      kept: { payer: ACCOUNT, dailySpend: { days: { length: 22 } } },
    });
  await deny();
  expect(await run({ account: MEMBER, pays: true })).toMatchObject({
    ...{ overdueSince, balance: { value: { payer: ACCOUNT } } },
    kept: { payer: null },
  });
});
