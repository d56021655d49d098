import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { World } from '../../sandbox/commands/index.ts';
import type { Sandbox } from '../../sandbox/start.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import type { Reacted } from '../../shared/jobs/handle-events.ts';
import {
  ACCOUNT,
  askedBy,
  changed,
  type EventWorld,
  KEY,
  type KnownNow,
  knownNow,
  sample,
  startEventWorld,
} from './event-world.ts';
import { advance, reactWith, type Watcher } from './harness.ts';

const ROLE = 'AliyunCSManagedSecurityRole';

let sandbox: Sandbox;
let watcher: Watcher;
let world: EventWorld;
let react: (payload: unknown) => Promise<Reacted>;

beforeEach(async () => {
  world = await startEventWorld();
  ({ sandbox, watcher } = world);
  react = reactWith(sandbox, { store: watcher.store });
});
afterEach(() => sandbox.close());

const disable = (w: World) => w.disableKey({ key: 'pay', by: 'alice' });
const DISABLED = { failing: [`key-state ${KEY}`], changes: [['key-disabled', 'alice', 'Disabled']] };
const NOTHING = { failing: [], changes: [], attempts: [] };
const LOOKED = ['DescribeKey 1'];

describe('every fixture', () => {
  const cases: {
    file: string;
    make?: (world: World) => void;
    reacted?: Partial<Reacted>;
    calls?: string[];
    known: Partial<KnownNow>;
  }[] = [
    { file: 'kms.DisableKey', make: disable, calls: LOOKED, known: DISABLED },
    { file: 'kms.DisableKey.redelivered', make: disable, calls: LOOKED, known: DISABLED },
    { file: 'kms.ConsoleOperation', make: disable, calls: LOOKED, known: DISABLED },
    { file: 'rawdata.DisableKey', make: disable, calls: LOOKED, known: DISABLED },
    { file: 'kms.DisableKey.by-alias', make: disable, calls: LOOKED, known: DISABLED },
    {
      file: 'kms.DisableKey.no-params',
      make: disable,
      calls: ['DescribeKey 2', 'GetKeyPolicy 1'],
      known: { failing: [`key-state ${KEY}`], changes: [['key-disabled', null, 'Disabled']] },
    },
    {
      file: 'kms.DisableKey.denied',
      make: (w) => w.disableKey({ key: 'pay', by: 'alice', refused: 'Forbidden.NoPermission' }),
      calls: [],
      known: {
        ...NOTHING,
        failing: [`denied-attempt ${KEY}`],
        attempts: [['key-disabled', 'alice', 'Forbidden.NoPermission']],
      },
    },
    {
      file: 'kms.unrelated-key.DisableKey',
      make: (w) => w.disableKey({ key: 'stray', by: 'alice' }),
      reacted: { noted: 1, accounts: [] },
      calls: [],
      known: NOTHING,
    },
    {
      file: 'kms.ScheduleKeyDeletion',
      make: (w) => {
        w.setDeletionProtection({ key: 'pay', on: false, by: 'root' });
        w.scheduleKeyDeletion({ key: 'pay', days: 7, by: 'platform-admin:dana.ops' });
      },
      calls: LOOKED,
      known: {
        failing: [`key-state ${KEY}`, `key-deletion-protection ${KEY}`],
        changes: expect.arrayContaining([['key-deletion-scheduled', 'dana.ops', 'PendingDeletion']]),
      },
    },
    {
      file: 'kms.SetKeyPolicy',
      calls: LOOKED,
      known: { failing: [], changes: [['key-policy-changed', 'alice', '']] },
    },
    {
      file: 'kms.UpdateAlias.alias-target',
      reacted: { noted: 1, accounts: [] },
      calls: [],
      known: NOTHING,
    },
    {
      file: 'cs.UpdateKMSEncryption.off',
      make: (w) => w.switchEncryption({ cluster: 'pay-prod', on: false, by: 'bob' }),
      calls: ['DescribeClusterDetail 1'],
      known: { changes: [['encryption-off', 'bob', 'off']] },
    },
    {
      file: 'ram.DetachPolicyFromRole',
      make: (w) => w.detachPolicy({ role: ROLE, policy: `${ROLE}Policy`, by: 'root' }),
      calls: ['GetRole 1', 'ListPoliciesForRole 1'],
      known: {
        failing: [`security-role ${ROLE}`],
        changes: [
          [
            'role-changed',
            'root',
            'trusts ACK; no policy; kms:Encrypt missing; kms:Decrypt missing; kms:DescribeKey missing',
          ],
        ],
      },
    },
    {
      file: 'actiontrail.StopLogging',
      make: (w) => w.stopTrail({ trail: 'audit', by: 'alice' }),
      calls: ['DescribeTrails 1', 'GetTrailStatus 1'],
      known: { failing: ['trail-coverage cn-hangzhou'], changes: [['trail-stopped', 'alice', 'stopped']] },
    },
    {
      file: 'batch.two-events',
      make: disable,
      reacted: { events: 2 },
      calls: LOOKED,
      known: { failing: [`key-state ${KEY}`] },
    },
    { file: 'oss.unrelated', reacted: { events: 0, ignored: 1, accounts: [] }, calls: [], known: NOTHING },
  ];
  test.each(cases)('$file', async ({ file, make, reacted = {}, calls, known }) => {
    make?.(sandbox.world);
    const { result, calls: made } = await askedBy(sandbox, () => react(sample(file)));
    expect(result).toMatchObject({ events: 1, ignored: 0, noted: 0, accounts: [ACCOUNT], ...reacted });
    expect(made).toEqual(calls);
    expect(await knownNow(world)).toMatchObject(known);
  });
});

test('recovery in the wrong order ends in what is true, and each change is told once', async () => {
  disable(sandbox.world);
  await react(sample('kms.DisableKey'));
  await advance(sandbox, 'PT20M');
  sandbox.world.enableKey({ key: 'pay', by: 'alice' });
  await react(sample('kms.EnableKey'));
  await react(sample('kms.CancelKeyDeletion'));
  await react(sample('kms.DisableKey.redelivered'));
  const { failing, changes } = await knownNow(world);
  expect(failing).toEqual([]);
  expect(changes).toEqual([
    ['key-disabled', 'alice', 'Disabled'],
    ['key-deletion-cancelled', 'alice', ''],
    ['key-enabled', 'alice', 'Enabled'],
  ]);
});

test('EnableKey that comes before DisableKey raises nothing', async () => {
  disable(sandbox.world);
  sandbox.world.enableKey({ key: 'pay', by: 'alice' });
  await react(sample('kms.EnableKey'));
  await react(sample('kms.DisableKey'));
  const { failing, changes } = await knownNow(world);
  expect(failing).toEqual([]);
  expect(changes.map(([kind]) => kind)).toEqual(['key-disabled', 'key-enabled']);
});

test('an event that comes again costs no call and changes nothing', async () => {
  disable(sandbox.world);
  await react(sample('kms.DisableKey'));
  const before = await knownNow(world);
  await advance(sandbox, 'PT16S');
  const { calls } = await askedBy(sandbox, () => react(sample('kms.DisableKey.redelivered')));
  expect(calls).toEqual([]);
  expect(await knownNow(world)).toEqual(before);
});

describe('a key by another name', () => {
  const byAlias = (alias: string, id: string, change = {}) =>
    changed(
      'kms.DisableKey',
      { requestParameters: { KeyId: alias }, referencedResources: {}, ...change },
      id,
    );

  test('an alias that no cluster uses is asked for, and its key looked at', async () => {
    disable(sandbox.world);
    const { calls } = await askedBy(sandbox, () => react(byAlias('alias/ack-pay-prod', 'e-1')));
    expect(calls).toEqual(['DescribeKey 2']);
    expect(await knownNow(world)).toMatchObject(DISABLED);
  });

  test('an alias of nothing is a note', async () => {
    expect(await react(byAlias('alias/nothing', 'e-1'))).toMatchObject({ noted: 1, accounts: [] });
  });

  test('in a region without keys in use nobody asks', async () => {
    const there = byAlias('alias/ack-inside', 'e-1', { acsRegion: 'cn-shanghai' });
    const { calls } = await askedBy(sandbox, () => react(there));
    expect(calls).toEqual([]);
  });

  test('a cluster may name the alias itself: what it stands for is looked at, whoever is named', async () => {
    await sandbox.close();
    world = await startEventWorld({ payKey: 'alias/ack-pay-prod' });
    ({ sandbox, watcher } = world);
    react = reactWith(sandbox, { store: watcher.store });
    disable(sandbox.world);
    expect(await react(sample('kms.DisableKey'))).toMatchObject({ accounts: [ACCOUNT] });
    expect((await knownNow(world)).failing).toEqual(['key-state alias/ack-pay-prod']);
    sandbox.world.enableKey({ key: 'pay', by: 'alice' });
    expect(await react(sample('kms.UpdateAlias.alias-target'))).toMatchObject({ accounts: [ACCOUNT] });
    expect((await knownNow(world)).failing).toEqual([]);
  });
});

test('an instance that is released is looked at with its keys', async () => {
  const event = changed(
    'kms.DisableKey',
    {
      eventName: 'ReleaseKmsInstance',
      requestParameters: { KmsInstanceId: 'kst-hzz0000000000000001' },
      referencedResources: {},
    },
    'e-1',
  );
  const { result, calls } = await askedBy(sandbox, () => react(event));
  expect(result).toMatchObject({ accounts: [ACCOUNT] });
  expect(calls).toEqual(['DescribeKey 1', 'GetKeyPolicy 1', 'GetKmsInstance 1']);
});

test('an instance that is not named makes the keys of the region be looked at', async () => {
  const nameless = { eventName: 'ReleaseKmsInstance', requestParameters: {}, referencedResources: {} };
  const { calls } = await askedBy(sandbox, () => react(changed('kms.DisableKey', nameless, 'e-1')));
  expect(calls).toEqual(['DescribeKey 2', 'GetKeyPolicy 1']);
});

test.each([
  { where: 'the references', change: {}, subject: '' },
  {
    where: 'the envelope',
    change: { referencedResources: {} },
    subject: `acs.cs:cn-hangzhou:${ACCOUNT}:c00000000000000000000000000000001`,
  },
])('a cluster that only $where name is looked at', async ({ change, subject }) => {
  const event = changed('cs.UpdateKMSEncryption.off', { requestParameters: {}, ...change }, 'e-1');
  const { calls } = await askedBy(sandbox, () => react({ ...event, subject }));
  expect(calls).toEqual(['DescribeClusterDetail 1']);
});

test('a cluster that was deleted stays known until the list says so', async () => {
  sandbox.world.removeCluster({ cluster: 'pay-prod', by: 'alice' });
  await react(changed('cs.UpdateKMSEncryption.off', { eventName: 'DeleteCluster' }, 'e-1'));
  const { failing, changes, states } = await knownNow(world);
  expect(failing).toEqual([]);
  expect(changes).toEqual([['cluster-removed', 'bob', '']]);
  const clusters = states.inventory?.result?.parts.clusters;
  expect(clusters?.seen && clusters.value).toHaveLength(2);
});

test('events of an account that is not audited, and of roles and clusters that are not watched, are notes', async () => {
  const stranger = { ...sample('kms.DisableKey'), aliyunaccountid: '1000000000000009' };
  const role = changed('ram.DetachPolicyFromRole', { requestParameters: { RoleName: 'admin' } }, 'e-1');
  const cluster = changed('cs.UpdateKMSEncryption.off', { requestParameters: { ClusterId: 'c-9' } }, 'e-2');
  const { result, calls } = await askedBy(sandbox, () => react([stranger, role, cluster]));
  expect(result).toMatchObject({ events: 2, ignored: 1, noted: 2, accounts: [] });
  expect(calls).toEqual([]);
});

describe('a policy that gets another version', () => {
  const versioned = (policy: string) =>
    changed(
      'ram.DetachPolicyFromRole',
      {
        eventName: 'SetDefaultPolicyVersion',
        requestParameters: { PolicyName: policy, VersionId: 'v2' },
        referencedResources: {},
      },
      'e-1',
    );

  test('is looked at when the service role has it', async () => {
    const { result, calls } = await askedBy(sandbox, () => react(versioned(`${ROLE}Policy`)));
    expect(result).toMatchObject({ accounts: [ACCOUNT] });
    expect(calls).toEqual(['GetPolicy 1', 'GetRole 1', 'ListPoliciesForRole 1']);
    expect((await knownNow(world)).changes).toEqual([['role-changed', 'root', '']]);
  });

  test('is a note when it has not', async () => {
    const { result, calls } = await askedBy(sandbox, () => react(versioned('guard')));
    expect(result).toMatchObject({ noted: 1, accounts: [] });
    expect(calls).toEqual([]);
  });
});

test.each([
  ['nothing', ''],
  ['no JSON', '{"specversion":'],
  ['a number', '7'],
  ['a list of nonsense', '[null,[],{"specversion":"1.0"},{"eventName":"DisableKey"}]'],
])('%s is ignored, not thrown', async (_what, payload) => {
  const { result, calls } = await askedBy(sandbox, () => react(payload));
  expect(result).toMatchObject({ events: 0, accounts: [] });
  expect(calls).toEqual([]);
});

test('before the first inventory an event is a note', async () => {
  const empty = reactWith(sandbox, { store: memoryStore() });
  expect(await empty(sample('kms.DisableKey'))).toMatchObject({ events: 1, noted: 1, accounts: [] });
});
