import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runChecks } from '../../shared/checks/run-checks.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { isLook } from '../../shared/model/finding.ts';
import { ALL_JOBS } from '../../shared/model/job.ts';
import { about, unseen } from '../../shared/model/observation.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import {
  ACCOUNT,
  activity,
  cluster,
  failedCall,
  instance,
  key,
  keyData,
  kmsStatus,
  minutes,
  NOW,
  OFF,
  policy,
  regionUse,
  role,
  seen,
  trail,
} from '../builders.ts';
import { cliCall, stepsOf } from '../wire/command-line.ts';

function findings(parts: Snapshot['parts'], check: string): Finding[] {
  const judged = runChecks(
    { account: ACCOUNT, parts, gaps: [] },
    { policy: policy(), site: 'china' },
    NOW,
    ALL_JOBS,
  );
  return judged.findings.filter((finding) => finding.check === check && finding.resource.type !== 'account');
}

const commandsOf = (parts: Snapshot['parts'], check: string) =>
  findings(parts, check).map(({ remedy }) => remedy.command);
const operationsOf = (command: string) => stepsOf(command).map((step) => cliCall(step).operation);
const keyIn = (state: string, more = {}) => ({ keys: seen([key({ state: seen(state), ...more })]) });

test('while a change is under way nothing is proposed but to wait', () => {
  const changing = seen([cluster({ state: 'updating', changingSince: minutes(-5) })]);
  const pending = findings({ clusters: changing }, 'cluster-encryption');
  expect(pending).toMatchObject([{ status: 'pending', remedy: { command: '' } }]);
  expect(pending[0]?.remedy.text).toMatch(/^Wait/);
  expect(findings({ clusters: changing }, 'cluster-change-stuck')).toMatchObject([
    { status: 'pending', remedy: { command: '' } },
  ]);
  const connecting = seen([instance({ status: seen('Connecting') })]);
  expect(findings({ instances: connecting }, 'kms-instance')).toMatchObject([
    { status: 'pending', remedy: { command: '' } },
  ]);
});

test('a key is made before the cluster is switched to it, and the reader names it', () => {
  const [command = ''] = commandsOf(
    { clusters: seen([cluster({ encryption: seen(OFF) })]) },
    'cluster-encryption',
  );
  expect(operationsOf(command)).toEqual(['CreateKey', 'UpdateKMSEncryption']);
  const [, update] = stepsOf(command).map(cliCall);
  expect(update?.flags['ClusterId']).toBe('c-1');
  expect(JSON.parse(update?.flags['body'] ?? '')).toEqual({
    disable_encryption: false,
    kms_key_id: 'KEY_ID',
  });
});

test('a key of several clusters leaves the cluster to the reader', () => {
  const bad = { spec: seen('Aliyun_SM4') };
  const of = (clusters: readonly string[]) =>
    commandsOf({ keys: seen([key(bad, { clusters })]) }, 'key-spec').map((command) =>
      stepsOf(command).map((step) => cliCall(step).flags['ClusterId']),
    );
  expect(of(['c-7'])).toEqual([[undefined, 'c-7']]);
  expect(of(['c-7', 'c-8'])).toEqual([[undefined, 'CLUSTER_ID']]);
});

test('a missing role is created with its trust, then its policy is attached', () => {
  const [command = ''] = commandsOf(
    { clusters: seen([cluster()]), role: seen({ exists: false }) },
    'security-role',
  );
  expect(operationsOf(command)).toEqual(['CreateRole', 'AttachPolicyToRole']);
  const [created] = stepsOf(command).map(cliCall);
  expect(JSON.parse(created?.flags['AssumeRolePolicyDocument'] ?? '')).toMatchObject({
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['cs.aliyuncs.com'] } }],
  });
  const [attach = ''] = commandsOf(
    { clusters: seen([cluster()]), role: seen(role({}, [])) },
    'security-role',
  );
  expect(operationsOf(attach)).toEqual(['AttachPolicyToRole']);
});

test('rotation resumes with the key: one that is to be deleted cannot be enabled', () => {
  const rotation = seen('Suspended');
  const of = (state: string) => commandsOf(keyIn(state, { rotation }), 'key-rotation').map(operationsOf);
  expect(of('Disabled')).toEqual([['EnableKey']]);
  expect(of('PendingDeletion')).toEqual([['CancelKeyDeletion']]);
});

test('lost material is imported, not only asked for', () => {
  expect(commandsOf(keyIn('PendingImport'), 'key-state').map(operationsOf)).toEqual([
    ['GetParametersForImport', 'ImportKeyMaterial'],
  ]);
});

test.each([
  { code: 'Forbidden.NoPermission', operations: ['AttachPolicyToRole'] },
  { code: 'Rejected.Disabled', operations: ['EnableKey'] },
  { code: 'Rejected.PendingDeletion', operations: ['CancelKeyDeletion'] },
  { code: 'Forbidden.InDebtOverdue', operations: ['QueryAccountBalance'] },
  { code: 'Rejected.Throttling', operations: ['LookupEvents'] },
])('a call refused with $code: $operations', ({ code, operations }) => {
  const failures = [failedCall({ code, keyId: 'key-1', at: minutes(-5) })];
  const parts = {
    clusters: seen([cluster()]),
    activity: seen([activity(regionUse({ failures }))]),
  };
  expect(commandsOf(parts, 'kms-call-failures').map(operationsOf)).toEqual([operations]);
});

test.each(['Pay', 'Renew', 'Remove'])('"%s" never stands before a command as if that did it', (word) => {
  const parts = {
    clusters: seen([cluster()]),
    kmsStatus: seen([kmsStatus(seen('Suspended'))]),
    instances: seen([instance({ endDate: seen(minutes(60)) })]),
  };
  const { findings: all } = runChecks(
    { account: ACCOUNT, parts, gaps: [] },
    { policy: policy(), site: 'china' },
    NOW,
    ALL_JOBS,
  );
  const told = all.filter(({ remedy }) => remedy.text.startsWith(word));
  for (const { remedy } of told) expect(isLook(remedy.command)).toBe(true);
  expect(told.length).toBe({ Pay: 1, Renew: 1, Remove: 0 }[word]);
});

const regions = ['cn-hangzhou', 'cn-beijing', 'cn-shanghai'];
const everywhere = (...trails: ReturnType<typeof trail>[]) => ({
  clusters: seen(regions.map((region, index) => cluster({ id: `c-${index}`, region }))),
  trails: seen(regions.map((region) => ({ region, trails: seen(trails) }))),
});

test.each([
  { when: 'there is none', given: [], operations: ['CreateTrail', 'StartLogging'] },
  { when: 'it is stopped', given: [trail({ enabled: false })], operations: ['StartLogging'] },
  {
    when: 'it records writes',
    given: [trail({ eventRW: 'Write' })],
    operations: ['UpdateTrail', 'StartLogging'],
  },
  {
    when: 'it cannot deliver',
    given: [trail({ delivery: seen({ logging: true, error: 'NoSuchBucket' }) })],
    operations: ['GetTrailStatus'],
  },
])('one trail for all regions, when $when: $operations, once', ({ given, operations }) => {
  const told = findings(everywhere(...given), 'trail-coverage');
  expect(told.map(({ remedy }) => (remedy.command === '' ? [] : operationsOf(remedy.command)))).toEqual([
    operations,
    [],
    [],
  ]);
  expect(told[1]?.remedy.text).toContain('{first}');
  expect(told[1]?.evidence['first']).toBe('cn-hangzhou');
});

test('a trail is repaired at its home', () => {
  const [command = ''] = commandsOf(
    everywhere(trail({ homeRegion: 'cn-beijing', enabled: false })),
    'trail-coverage',
  );
  expect(cliCall(command).flags).toEqual({ region: 'cn-beijing', Name: 'audit' });
});

const thing = { type: 'key', id: 'key-1', region: 'cn-beijing', facet: 'kms:DescribeKey' } as const;
const refused = (permission: string) => ({
  keys: seen([key({}, { metadata: about(unseen('denied', 'no', { permission }), thing) })]),
});

test('a denied read: a policy for that action is created and attached', () => {
  const [command = ''] = commandsOf(refused('kms:DescribeKey'), 'resource-unreadable');
  expect(operationsOf(command)).toEqual(['CreatePolicy', 'AttachPolicyToRole']);
  const [create, attach] = stepsOf(command).map(cliCall);
  expect(JSON.parse(create?.flags['PolicyDocument'] ?? '').Statement[0].Action).toBe('kms:DescribeKey');
  expect(attach?.flags).toEqual({
    PolicyType: 'Custom',
    PolicyName: create?.flags['PolicyName'],
    RoleName: 'ROLE_NAME',
  });
});

test('whatever the cloud calls things, a command stays the one that it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (evil) => {
      const { findings: all } = runChecks(
        {
          account: ACCOUNT,
          parts: {
            clusters: seen([
              cluster({ id: evil, name: evil, encryption: seen({ ...OFF, keptKeyId: evil }) }),
            ]),
            role: seen({ exists: false }),
            trails: seen([{ region: 'cn-hangzhou', trails: seen([trail({ name: evil, enabled: false })]) }]),
            keys: seen([
              key({ ...keyData(), arn: evil, deletionProtection: seen('Disabled') }, { id: evil }),
              ...refused(evil).keys.value,
            ]),
          },
          gaps: [],
        },
        { policy: policy(), site: 'china' },
        NOW,
        ALL_JOBS,
      );
      const told = all.filter(({ remedy }) => remedy.command.startsWith('aliyun '));
      expect(told.length).toBeGreaterThan(3);
      for (const { remedy } of told) stepsOf(remedy.command).map(cliCall);
    }),
    { numRuns: 200 },
  );
});
