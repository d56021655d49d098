import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { realClock } from '../../functions/machine.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { accountOpener } from '../../shared/accounts/account-cloud.ts';
import { type Clock, type Connection, memoryStore } from '../../shared/accounts/connect.ts';
import { eachAccount } from '../../shared/accounts/each-account.ts';
import type { AuditedAccount } from '../../shared/accounts/plan-accounts.ts';
import { kms } from '../../shared/cloud/kms.ts';
import { collectIdentity } from '../../shared/collect/identity.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { auditAccount } from '../../shared/jobs/audit.ts';
import { openAccounts } from '../../shared/jobs/open-accounts.ts';
import { JOBS } from '../../shared/model/job.ts';
import { silentLog } from '../../shared/model/log.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { callsOf, fastClock, setFaults } from '../e2e/run-cli.ts';
import { connectionTo } from '../sandbox-cloud.ts';

const reader = (id: string, externalId: string | null = null): AuditedAccount => ({
  id,
  name: `name of ${id}`,
  access: { kind: 'role', roleArn: `acs:ram::${id}:role/sealwatch-readonly`, externalId },
});
const realNow = () => new Date();

describe('a company', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ scenario: 'members', rates: 'off' });
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
  });

  const config = parseConfig(
    `
directory: { enabled: true }
accounts: [{ id: "1000000000000002", externalId: team-a-2026 }]
`,
    'test',
    {},
    { checks: [] },
  );
  const open = (change: Partial<Connection> = {}) =>
    accountOpener(connectionTo(sandbox, { config, clock: fastClock, ...change }), {
      purpose: 'inventory',
      realNow,
    });

  test('is audited account by account under the narrowing policy; who cannot be entered is told, and why', async () => {
    const tools = toolsFor(memoryStore(), config, { now: sandbox.now, log: silentLog, isGone: () => false });
    const options = {
      connection: connectionTo(sandbox, { config, clock: fastClock }),
      tools,
      jobs: JOBS,
      attempt: 'test',
      wait: async () => false,
    };
    const from = { connection: options.connection, tools, realNow, account: '' };
    const { plan, accessTo } = await openAccounts(from, { purpose: 'inventory', directory: 'new' });
    const outcomes = await eachAccount(
      plan,
      async (account) => {
        const access = await accessTo(account);
        return access.cloud.seen ? auditAccount(account, options, access) : access.cloud;
      },
      { signal: new AbortController().signal },
    );
    const told = outcomes.map((outcome) => {
      if (!outcome.done) throw outcome.error;
      const { value } = outcome;
      if ('seen' in value) return [value.because, value.permission ?? value.code, value.thing];
      const { clusters } = value.results[0]?.parts ?? {};
      const names = clusters?.seen ? clusters.value.map(({ name }) => name) : clusters;
      return [value.id, names, value.results.every(({ complete }) => complete)];
    });
    const thing = (id: string, name: string) => {
      return { type: 'account', id, region: '', name, facet: 'sts:AssumeRole' };
    };
    expect(told).toEqual([
      ['1000000000000001', ['shared-prod'], true],
      ['1000000000000002', ['team-a-prod', 'team-a-dev'], true],
      ['denied', 'sts:AssumeRole', thing('1000000000000003', 'team-b')],
      ['absent', 'EntityNotExist.Role', thing('1000000000000004', 'sandbox')],
      ['1000000000000009', [], true],
    ]);
  });

  test('is entered under a name that ActionTrail of the account shows', async () => {
    const cloud = await open()(reader('1000000000000009'));
    if (!cloud.seen) throw new Error(cloud.detail);
    expect(await collectIdentity(cloud.value)).toMatchObject({
      value: { Arn: 'acs:ram::1000000000000009:assumed-role/sealwatch-readonly/sealwatch-inventory' },
    });
  });

  test('the narrowing policy takes away what the role might do besides', async () => {
    const cloud = await open()(reader('1000000000000002', 'team-a-2026'));
    if (!cloud.seen) throw new Error(cloud.detail);
    const listTags = { ...kms.describeKey, action: 'ListResourceTags', permission: 'kms:ListResourceTags' };
    expect(
      await cloud.value.call(listTags, { region: 'cn-shanghai', query: { KeyId: 'any' } }),
    ).toMatchObject({
      because: 'denied',
      permission: 'kms:ListResourceTags',
    });
  });

  test('a role that is taken away in the middle of a run makes the reads say so', async () => {
    let passed = 0;
    const opener = accountOpener(connectionTo(sandbox, { config, clock: fastClock }), {
      purpose: 'keys',
      realNow: () => new Date(Date.now() + passed),
    });
    const cloud = await opener(reader('1000000000000002', 'team-a-2026'));
    if (!cloud.seen) throw new Error(cloud.detail);
    await setFaults(sandbox, [{ kind: 'deny', action: 'AssumeRole' }]);
    passed = 2 * 3_600_000;
    expect(await collectIdentity(cloud.value)).toMatchObject({
      because: 'denied',
      permission: 'sts:AssumeRole',
    });
  });
});

describe('four accounts at once', () => {
  let sandbox: Sandbox;
  const ids = [1, 2, 3, 4].map((number) => `100000000000000${number}`);
  const accounts = ids.map((id, index): AuditedAccount => {
    return index === 0 ? { id, name: '', access: { kind: 'own' } } : reader(id);
  });
  afterEach(() => sandbox.close());

  async function clouds(change: Partial<Connection>, now = realNow) {
    const openAccount = accountOpener(connectionTo(sandbox, change), { purpose: 'keys', realNow: now });
    const opened = await Promise.all(accounts.map(openAccount));
    return opened.map((cloud) => {
      if (!cloud.seen) throw new Error(cloud.detail);
      return cloud.value;
    });
  }
  const generate = { accounts: 4, clusters: 5, regions: 1, keys: 2, seed: 7 };
  const region = 'cn-hangzhou';

  test('do not wait for the budgets of each other, which the sandbox enforces', async () => {
    sandbox = await startSandbox({ generate });
    const config = parseConfig('', 'test', {}, { checks: [] });
    const waits: number[] = [];
    const after: Clock['after'] = (ms, action) => {
      waits.push(ms);
      return realClock.after(ms, action);
    };
    const opened = await clouds({ config, budgets: true, clock: { ...realClock, after } });
    waits.length = 0;
    const answers = await Promise.all(
      opened.map((cloud) => cloud.call(kms.describeAccountKmsStatus, { region })), // one a second and account
    );
    expect(answers.every(({ seen }) => seen)).toBe(true);
    const limit = config.limits.callTimeoutSeconds * 1000;
    expect(waits.filter((ms) => ms !== limit)).toEqual([]);
  });

  test('keep to one limit of calls in flight', async () => {
    sandbox = await startSandbox({ generate, rates: 'off', latencyMs: 10 });
    const config = parseConfig('limits: { concurrency: 3 }', 'test', {}, { checks: [] });
    const opened = await clouds({ config });
    await fetch(`${sandbox.url}/_sandbox/calls`, { method: 'DELETE' });
    await Promise.all(opened.flatMap((cloud) => Array.from({ length: 10 }, () => collectIdentity(cloud))));
    const calls = await (await fetch(`${sandbox.url}/_sandbox/calls`)).json();
    expect(calls).toMatchObject({ total: 40, maxInFlight: 3 });
  });

  test('renew their tokens even when the only call in flight is the one that needs it', async () => {
    sandbox = await startSandbox({ generate, rates: 'off' });
    const config = parseConfig('limits: { concurrency: 1 }', 'test', {}, { checks: [] });
    let passed = 0;
    const opened = await clouds({ config }, () => new Date(Date.now() + passed));
    passed = 3_600_000;
    const identities = await Promise.all(opened.map(collectIdentity));
    expect(identities.map((identity) => identity.seen && identity.value.AccountId)).toEqual(ids);
    expect((await callsOf(sandbox))['AssumeRole']).toBe(6);
  });
});
