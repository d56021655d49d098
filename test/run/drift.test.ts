import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { World } from '../../sandbox/commands/index.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { Job } from '../../shared/model/job.ts';
import { callsOf } from '../e2e/run-cli.ts';
import { advance, type Watcher, watch } from '../jobs/harness.ts';

/** The jobs whose facts are compared. */
const DRIFTING: readonly Job[] = ['inventory', 'keys', 'activity'];

let sandbox: Sandbox;
let watcher: Watcher;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
  watcher = watch(sandbox);
  await watcher.audit(DRIFTING);
  await advance(sandbox, 'PT20M');
});
afterEach(() => sandbox.close());

const KEY = 'key-hzz00000000000000001a';
const ROLE = 'AliyunCSManagedSecurityRole';

describe('every kind of change is told once, with who did it', () => {
  const changes: {
    kind: string;
    of: string;
    make: (world: World) => void;
    from?: string;
    to?: string;
    first?: (world: World) => void;
  }[] = [
    {
      kind: 'encryption-off',
      of: 'pay-prod',
      make: (w) => w.switchEncryption({ cluster: 'pay-prod', on: false, by: 'alice' }),
      from: `on: ${KEY}`,
      to: 'off',
    },
    {
      kind: 'key-disabled',
      of: KEY,
      make: (w) => w.disableKey({ key: 'ack-secrets', by: 'alice' }),
      from: 'Enabled',
      to: 'Disabled',
    },
    {
      kind: 'key-enabled',
      of: KEY,
      first: (w) => w.disableKey({ key: 'ack-secrets', by: 'bob' }),
      make: (w) => w.enableKey({ key: 'ack-secrets', by: 'alice' }),
      from: 'Disabled',
      to: 'Enabled',
    },
    {
      kind: 'key-deletion-scheduled',
      of: KEY,
      first: (w) => w.setDeletionProtection({ key: 'ack-secrets', on: false, by: 'bob' }),
      make: (w) => w.scheduleKeyDeletion({ key: 'ack-secrets', days: 7, by: 'alice' }),
      from: 'Enabled',
      to: 'PendingDeletion',
    },
    {
      kind: 'protection-changed',
      of: KEY,
      make: (w) => w.setDeletionProtection({ key: 'ack-secrets', on: false, by: 'alice' }),
      from: 'Enabled',
      to: 'Disabled',
    },
    {
      kind: 'rotation-changed',
      of: KEY,
      make: (w) => w.setRotation({ key: 'ack-secrets', on: true, days: 365, by: 'alice' }),
      from: 'Disabled',
      to: 'Enabled',
    },
    {
      kind: 'role-changed',
      of: ROLE,
      make: (w) => w.detachPolicy({ role: ROLE, policy: `${ROLE}Policy`, by: 'alice' }),
    },
    {
      kind: 'trail-stopped',
      of: 'audit-all',
      make: (w) => w.stopTrail({ trail: 'audit-all', by: 'alice' }),
      from: 'delivering',
      to: 'stopped',
    },
    {
      kind: 'cluster-removed',
      of: 'web-prod',
      make: (w) => w.removeCluster({ cluster: 'web-prod', by: 'alice' }),
    },
    {
      kind: 'cluster-added',
      of: 'new-prod',
      make: (w) => w.addCluster({ name: 'new-prod', region: 'cn-shanghai', by: 'alice' }),
    },
  ];
  test.each(changes)('$kind', async ({ kind, of, make, from, to, first }) => {
    if (first) {
      first(sandbox.world);
      await advance(sandbox, 'PT20M');
      await watcher.audit(DRIFTING);
      await advance(sandbox, 'PT20M');
    }
    make(sandbox.world);
    const at = sandbox.now();
    await advance(sandbox, 'PT20M');
    const told = (await watcher.audit(DRIFTING)).changes.filter((change) => change.actor?.name !== 'bob');
    expect(told).toMatchObject([
      {
        kind,
        actor: { type: 'user', name: 'alice', role: '', eventId: expect.stringMatching(/.+/) },
        actorState: 'named',
        at: at.toISOString(),
        ...(from === undefined ? {} : { from, to }),
      },
    ]);
    expect([told[0]?.resource.id, told[0]?.resource.name]).toContain(of);
    await advance(sandbox, 'PT20M');
    const later = (await watcher.audit(DRIFTING)).changes.filter((change) => change.actor?.name !== 'bob');
    expect(later).toEqual(told);
  });
});

const people = [
  { by: 'root', actor: { type: 'root', name: 'root', role: '' } },
  { by: 'system', actor: { type: 'system', name: 'system', role: '' } },
  {
    by: 'AliyunReservedSSO-PlatformAdmin:dana.wu',
    actor: { type: 'role', name: 'dana.wu', role: 'AliyunReservedSSO-PlatformAdmin' },
  },
];

test.each(people)('the author can be $by', async ({ by, actor }) => {
  sandbox.world.disableKey({ key: 'ack-secrets', by, ip: '203.0.113.9' });
  await advance(sandbox, 'PT20M');
  const report = await watcher.audit(DRIFTING);
  expect(report.changes).toMatchObject([
    { kind: 'key-disabled', actor: { ...actor, source: '203.0.113.9' } },
  ]);
  expect(report.findings.find(({ check }) => check === 'key-state')?.actor).toMatchObject(actor);
});

test('the first run is the baseline: nothing changed, but authors are named already', async () => {
  const before = await startSandbox({ scenario: 'healthy', rates: 'off' });
  before.world.disableKey({ key: 'ack-secrets', by: 'alice' });
  await advance(before, 'P3D');
  const report = await watch(before).audit(DRIFTING);
  await before.close();
  expect(report.changes).toEqual([]);
  expect(report.findings.find(({ check }) => check === 'key-state')).toMatchObject({
    actor: { type: 'user', name: 'alice' },
  });
});

test.each([
  { when: 'is', silent: false },
  { when: 'is not', silent: true },
])(
  'the author of a lesser finding is looked for by the second run, once, where there $when one',
  async ({ silent }) => {
    const before = await startSandbox({ scenario: 'healthy', rates: 'off' });
    before.world.setDeletionProtection({ key: 'ack-secrets', on: false, by: 'alice', silent });
    await advance(before, 'P3D');
    const runs = watch(before);
    const told: unknown[] = [];
    const asked: unknown[] = [];
    for (const _ of ['first', 'second', 'third']) {
      await fetch(`${before.url}/_sandbox/calls`, { method: 'DELETE' });
      const { findings } = await runs.audit(DRIFTING);
      const found = findings.find(({ check }) => check === 'key-deletion-protection');
      told.push([found?.status, found?.actor?.name]);
      asked.push((await callsOf(before))['LookupEvents']);
      await advance(before, 'PT15M');
    }
    await before.close();
    const later = ['fail', silent ? undefined : 'alice'];
    expect(told).toEqual([['fail', undefined], later, later]);
    expect(asked).toEqual([4, 6, 5]); // of the two regions and where RAM events are
  },
);

test('a change in progress is no drift; off and on again between two runs is found from the events', async () => {
  sandbox.world.switchEncryption({ cluster: 'pay-prod', on: false, by: 'alice' });
  expect((await watcher.audit(DRIFTING)).changes).toEqual([]);
  await advance(sandbox, 'PT10M');
  sandbox.world.switchEncryption({ cluster: 'pay-prod', on: true, key: 'ack-secrets', by: 'bob' });
  await advance(sandbox, 'PT20M');
  const { changes, clusters } = await watcher.audit(DRIFTING);
  expect(changes.map(({ kind, actor }) => [kind, actor?.name])).toEqual([
    ['encryption-on', 'bob'],
    ['encryption-off', 'alice'],
  ]);
  expect(clusters.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
});

test('another key is told as replaced, with both keys', async () => {
  sandbox.world.addKey({ name: 'second', id: 'key-hzz00000000000000009z', region: 'cn-hangzhou' });
  sandbox.world.switchEncryption({ cluster: 'pay-prod', on: true, key: 'second', by: 'alice' });
  await advance(sandbox, 'PT20M');
  expect((await watcher.audit(DRIFTING)).changes).toMatchObject([
    {
      kind: 'key-replaced',
      from: `on: ${KEY}`,
      to: 'on: key-hzz00000000000000009z',
      actor: { name: 'alice' },
    },
  ]);
});

test('a refused attempt is an attempt, not a change', async () => {
  sandbox.world.switchEncryption({
    cluster: 'pay-prod',
    on: false,
    by: 'carol',
    refused: 'ForbiddenUpdateKMSState',
  });
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'carol', refused: 'Forbidden.NoPermission' });
  await advance(sandbox, 'PT20M');
  const report = await watcher.audit(DRIFTING);
  expect(report.changes).toEqual([]);
  expect(report.attempts.map(({ kind, actor, errorCode }) => [kind, actor.name, errorCode]).sort()).toEqual([
    ['encryption-off', 'carol', 'ForbiddenUpdateKMSState'],
    ['key-disabled', 'carol', 'Forbidden.NoPermission'],
  ]);
});

test('a change whose event is not there yet is told at once, and its author when the event comes', async () => {
  sandbox.world.setSettings({ eventDelay: 600_000 });
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
  await advance(sandbox, 'PT2M');
  const early = await watcher.audit(DRIFTING);
  expect(early.changes).toMatchObject([{ kind: 'key-disabled', actor: null, actorState: 'awaited' }]);
  await advance(sandbox, 'PT15M');
  const late = await watcher.audit(DRIFTING);
  expect(late.changes).toMatchObject([
    { kind: 'key-disabled', actor: { name: 'alice' }, actorState: 'named' },
  ]);
});

test('a change without an event ends as not in ActionTrail', async () => {
  sandbox.world.disableKey({ key: 'ack-secrets', silent: true });
  await advance(sandbox, 'PT20M');
  expect((await watcher.audit(DRIFTING)).changes).toMatchObject([{ actorState: 'awaited' }]);
  await advance(sandbox, 'P1DT1H');
  expect((await watcher.audit(DRIFTING)).changes).toMatchObject([{ actor: null, actorState: 'absent' }]);
});

test('events of keys that no cluster uses are nobody’s business', async () => {
  sandbox.world.addKey({ name: 'other', id: 'key-hzz00000000000000009z', region: 'cn-hangzhou' });
  sandbox.world.disableKey({ key: 'other', by: 'alice' });
  await advance(sandbox, 'PT20M');
  expect((await watcher.audit(DRIFTING)).changes).toEqual([]);
});

test('what cannot be read changes nothing, closes nothing and takes no eyes off a key', async () => {
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
  await advance(sandbox, 'PT20M');
  const failing = await watcher.audit(DRIFTING);
  const of = (report: typeof failing) => report.findings.find(({ check }) => check === 'key-state');
  sandbox.world.deny({ action: 'cs:*' });
  sandbox.world.deny({ action: 'kms:DescribeKey' });
  await advance(sandbox, 'PT1H');
  const blind = await watcher.audit(DRIFTING);
  expect(of(blind)).toMatchObject({ status: 'unknown', firstSeen: of(failing)?.firstSeen });
  expect(blind.changes).toEqual(failing.changes);
  sandbox.world.allow({ action: 'cs:*' });
  sandbox.world.allow({ action: 'kms:DescribeKey' });
  await advance(sandbox, 'PT1H');
  const again = await watcher.audit(DRIFTING);
  expect(again.changes).toEqual(failing.changes);
  expect(of(again)).toMatchObject({
    status: 'fail',
    firstSeen: of(failing)?.firstSeen,
    actor: { name: 'alice' },
  });
});

test('a thing that cannot be read for a day weighs high', async () => {
  sandbox.world.deny({ action: 'kms:DescribeKey', region: 'cn-shanghai' });
  const severity = async () =>
    (await watcher.audit(DRIFTING)).findings.find(({ check }) => check === 'resource-unreadable')?.severity;
  expect(await severity()).toBe('medium');
  await advance(sandbox, 'PT23H');
  expect(await severity()).toBe('medium');
  await advance(sandbox, 'PT1H');
  expect(await severity()).toBe('high');
});

test('a cluster that comes into view because the configuration changed was not added', async () => {
  const narrow = watch(sandbox, 'regions: [cn-hangzhou]', watcher.store);
  expect((await narrow.audit(DRIFTING)).changes).toEqual([]);
  await advance(sandbox, 'PT20M');
  expect((await watcher.audit(DRIFTING)).changes).toEqual([]);
});
