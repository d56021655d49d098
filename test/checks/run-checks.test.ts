import { expect, test } from 'vitest';
import { type Check, defineCheck, fail, pass } from '../../shared/checks/define-check.ts';
import { fillCommand } from '../../shared/checks/fill-command.ts';
import { checks } from '../../shared/checks/index.ts';
import { runChecks, settledFindings } from '../../shared/checks/run-checks.ts';
import { JOBS } from '../../shared/model/job.ts';
import { unseen } from '../../shared/model/observation.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import {
  ACCOUNT,
  activity,
  cluster,
  ENCRYPTED_SINCE_CREATION,
  key,
  kmsStatus,
  money,
  NOW,
  network,
  people,
  policy,
  role,
  seen,
  trail,
} from '../builders.ts';

function snapshot(change: Snapshot['parts'] = {}): Snapshot {
  const parts: Snapshot['parts'] = {
    clusters: seen([cluster({ past: ENCRYPTED_SINCE_CREATION })]),
    role: seen(role()),
    trails: seen([{ region: 'cn-hangzhou', trails: seen([trail()]) }]),
    people: seen(people()),
    network: seen(network()),
    keys: seen([key()]),
    formerKeys: seen([]),
    instances: seen([]),
    kmsStatus: seen([kmsStatus(seen('Enabled'))]),
    activity: seen([activity()]),
    refusals: seen([]),
    money: seen(money()),
    ...change,
  };
  return { account: ACCOUNT, parts, gaps: [] };
}

const run = (of: Snapshot, change = {}) =>
  runChecks(of, { policy: policy(change), site: 'china' }, NOW, JOBS);
const disabled = snapshot({ keys: seen([key({ state: seen('Disabled') })]) });

test('a healthy snapshot has nothing open and passes every link of the chain', () => {
  const { findings, passed } = run(snapshot());
  expect(findings).toEqual([]);
  expect(passed).toEqual({
    'cluster-encryption': ['c-1'],
    'cluster-state': ['c-1'],
    'key-state': ['c-1'],
    'security-role': ['c-1'],
    'kms-account-status': ['c-1'],
  });
});

test('a severity of the policy replaces every severity of the check', () => {
  const expiring = snapshot({ keys: seen([key({ rotation: seen('Suspended') })]) });
  expect(run(disabled, { severity: { 'key-state': 'low' } }).findings).toMatchObject([
    { check: 'key-state', severity: 'low' },
  ]);
  expect(run(expiring, { severity: { 'key-rotation': 'critical' } }).findings).toMatchObject([
    { severity: 'critical' },
  ]);
});

test('a check that is off does not run', () => {
  expect(run(disabled, { severity: { 'key-state': 'off' } }).findings).toEqual([]);
});

test('a finding keeps its fingerprint from run to run, and no two share one', () => {
  const two = snapshot({
    keys: seen([key({ state: seen('Disabled'), deletionProtection: seen('Disabled') })]),
  });
  const [first, second] = [run(two).findings, run(two).findings];
  expect(first.map(({ fingerprint }) => fingerprint)).toEqual(second.map(({ fingerprint }) => fingerprint));
  expect(new Set(first.map(({ fingerprint }) => fingerprint)).size).toBe(first.length);
  expect(first[0]?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
});

test('a check that throws is unknown, and the others go on', () => {
  const broken = snapshot({ instances: seen([null as never]) });
  expect(run(broken).findings).toMatchObject([
    { check: 'kms-instance', status: 'unknown', evidence: { error: expect.any(String) } },
  ]);
});

test('a finding that another one explains is muted by it, unless that one is off', () => {
  const upgraded = snapshot({ clusters: seen([cluster({ initVersion: '1.28.3' })]) });
  const byCheck = (change = {}) =>
    new Map(run(upgraded, change).findings.map((finding) => [finding.check, finding]));
  const both = byCheck();
  expect(both.get('secrets-reencryption')?.mutedBy).toBe(both.get('kms-v1-remains')?.fingerprint);
  expect(byCheck({ severity: { 'kms-v1-remains': 'off' } }).get('secrets-reencryption')?.mutedBy).toBeNull();
});

test.each(['$(reboot)', 'a b', '`x`', "'; rm -rf /", '-rf', 'a\nb', '', '$HOME', 'ключ'])(
  '%o never gets into a command',
  (value) => {
    expect(fillCommand('aliyun kms EnableKey --KeyId {id}', { id: value })).toBe(
      'aliyun kms EnableKey --KeyId ID',
    );
  },
);

test.each(['key-hzz00000000000000001a', 'acs:kms:cn-hangzhou:1:key/k', 'alias/app', 'c0000'])(
  '%s does',
  (value) => {
    expect(fillCommand('x {id}', { id: value })).toBe(`x ${value}`);
  },
);

test('a part with a gap: what was read is judged, the gap is one finding, and a pass that needs the whole is none', () => {
  const gap = unseen('unreachable', 'page 2 of 3', {
    thing: { type: 'account', id: ACCOUNT, region: '', facet: 'cs:GetClusters' },
  });
  const whole = defineCheck({
    ...checkOf('key-idle'),
    reads: ['clusters'],
    needsWhole: ['clusters'],
    failsFromAbsence: [],
    evaluate: ({ clusters }) =>
      clusters.map(({ id, inScope }) =>
        inScope ? pass(id, 'Secret encryption is on with key {key}.') : fail(id, 'The key is disabled.'),
      ),
  });
  const clusters = { ...seen([cluster(), cluster({ id: 'c-2', inScope: false })]), missing: [gap] };
  const settings = { policy: policy(), site: 'china' } as const;
  const { findings } = runChecks(snapshot({ clusters }), settings, NOW, JOBS, [
    whole,
    checkOf('resource-unreadable'),
  ]);
  expect(findings).toMatchObject([
    { check: 'key-idle', resource: { id: 'c-1' }, status: 'unknown', mutedBy: findings[2]?.fingerprint },
    { check: 'key-idle', resource: { id: 'c-2' }, status: 'fail' },
    { check: 'resource-unreadable', evidence: { detail: 'page 2 of 3', facet: 'cs:GetClusters' } },
  ]);
});

test('a failure that concludes from what is not there is none while a part has a gap', () => {
  const gap = unseen('malformed', 'the list holds 1 of 2 clusters');
  const parts = {
    clusters: { ...seen([cluster()]), missing: [gap] },
    money: seen(money({ hostedKeys: seen([{ region: 'cn-hangzhou', id: 'key-of-nobody' }]) })),
  };
  const settings = { policy: policy(), site: 'china' } as const;
  const judge = (clusters: Snapshot['parts']['clusters']) =>
    runChecks(snapshot({ ...parts, ...(clusters ? { clusters } : {}) }), settings, NOW, JOBS, [
      checkOf('key-idle'),
    ]).findings;
  expect(judge(parts.clusters)).toMatchObject([{ status: 'unknown', evidence: { detail: gap.detail } }]);
  expect(judge(seen([cluster()]))).toMatchObject([{ status: 'fail' }]);
});

function checkOf(id: string): Check {
  const found = checks.find((check) => check.id === id);
  if (!found) throw new Error(`no check ${id}`);
  return found;
}

test('what is settled can be written out', () => {
  const settled = [...settledFindings(snapshot(), { policy: policy(), site: 'china' }, NOW, JOBS)];
  expect(settled.length).toBeGreaterThan(10);
  expect(settled.every(({ status }) => status === 'pass' || status === 'skipped')).toBe(true);
});
