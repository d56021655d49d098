import { expect, test } from 'vitest';
import { secretsReencryption } from '../../shared/checks/secrets-reencryption.ts';
import type { Cluster, ClusterPast } from '../../shared/model/cluster.ts';
import type { Key } from '../../shared/model/key.ts';
import { unseen } from '../../shared/model/observation.ts';
import { cluster, days, denied, key, MISSING_KEY, NOW, OFF, outOfScope, policy, seen } from '../builders.ts';

const upgraded = { initVersion: '1.28.3-aliyun.1', version: '1.32.1-aliyun.1' };
const rotated = (at: string) => key({ lastRotation: seen(at) });
const NOTHING: ClusterPast = { since: null, upgraded: null, former: [], rewritten: null };
const past = (change: Partial<ClusterPast>, more: Partial<Cluster> = {}) =>
  cluster({ ...more, past: { ...NOTHING, ...change } });
const bornEncrypted = (more: Partial<Cluster> = {}) => past({ since: days(-300) }, more);
const judge = (given: Cluster, keys: readonly Key[] = [key()]) =>
  secretsReencryption.evaluate({ clusters: [given], keys }, policy(), NOW)[0];

test.each([
  { when: 'created encrypted', given: bornEncrypted(), status: 'pass', severity: undefined },
  {
    when: 'nothing tells when it was switched on',
    given: cluster(),
    status: 'unknown',
    severity: 'info',
  },
  {
    when: 'it was switched on after the creation',
    given: past({ since: days(-1) }),
    status: 'fail',
    severity: 'medium',
  },
  {
    when: 'it was switched on later and rewriting is confirmed',
    given: past({ since: days(-2), rewritten: days(-1) }),
    status: 'pass',
    severity: undefined,
  },
  {
    when: 'it was switched on after what is confirmed',
    given: past({ since: days(-1), rewritten: days(-2) }),
    status: 'fail',
    severity: 'medium',
  },
  {
    when: 'the key was replaced',
    given: past({ since: days(-300), former: [{ reference: 'key-0', until: days(-3) }] }),
    status: 'fail',
    severity: undefined,
  },
  {
    when: 'the key was replaced and rewriting is confirmed',
    given: past({
      since: days(-300),
      former: [{ reference: 'key-0', until: days(-3) }],
      rewritten: days(-1),
    }),
    status: 'pass',
    severity: undefined,
  },
  {
    when: 'the creation is not told',
    given: past({ since: days(-1) }, { created: null }),
    status: 'unknown',
    severity: undefined,
  },
])('Secrets when $when: $status', ({ given, status, severity }) => {
  const verdict = judge(given);
  expect(verdict).toMatchObject({ resource: 'c-1', status });
  expect(verdict?.severity).toBe(severity);
});

test.each([
  { when: 'after the creation', given: bornEncrypted(), at: days(-10), status: 'fail' },
  { when: 'before the creation', given: bornEncrypted(), at: days(-350), status: 'pass' },
  {
    when: 'before rewriting was confirmed',
    given: past({ since: days(-300), rewritten: days(-9) }),
    at: days(-10),
    status: 'pass',
  },
  {
    when: 'of a cluster of unknown age',
    given: cluster({ created: null }),
    at: days(-10),
    status: 'unknown',
  },
])('a key rotated $when: $status', ({ given, at, status }) => {
  expect(judge(given, [rotated(at)])).toMatchObject({ status });
});

test.each([
  { version: '1.32.1-aliyun.1', remedy: expect.stringContaining('First let the API server') },
  { version: '1.30.1-aliyun.1', remedy: undefined },
])('after a rotation a cluster of $version is told the steps in their order', ({ version, remedy }) => {
  const given = bornEncrypted({ version, initVersion: version });
  expect(judge(given, [rotated(days(-10))])?.remedy).toEqual(remedy);
});

test('an upgrade across 1.31 is explained by its own check, until rewriting is confirmed', () => {
  expect(judge(bornEncrypted(upgraded))).toMatchObject({ status: 'fail', explainedBy: 'kms-v1-remains' });
  const confirmed = past({ since: days(-300), upgraded: days(-5), rewritten: days(-1) }, upgraded);
  expect(judge(confirmed)).toMatchObject({ status: 'pass' });
  const before = past({ since: days(-300), upgraded: days(-5), rewritten: days(-9) }, upgraded);
  expect(judge(before)).toMatchObject({ status: 'fail' });
});

test.each([
  {
    when: 'the rotation is not told',
    keys: [key({ lastRotation: unseen('malformed', 'x') })],
    status: 'unknown',
  },
  {
    when: 'the creation of the key is not told',
    keys: [key({ created: unseen('absent', 'x') })],
    status: 'unknown',
  },
  { when: 'the key is not readable', keys: [key({}, { metadata: denied() })], status: 'unknown' },
  { when: 'the key was not looked at', keys: [], status: 'unknown' },
  { when: 'the key is missing', keys: [key({}, { metadata: MISSING_KEY })], status: 'skipped' },
])('Secrets when $when: $status', ({ keys, status }) => {
  expect(judge(bornEncrypted(), keys)).toMatchObject({ status });
});

test('a switch that is known fails although the key cannot be read', () => {
  const given = past({ since: days(-1) });
  expect(judge(given, [key({}, { metadata: denied() })])).toMatchObject({ status: 'fail' });
});

test.each([cluster({ encryption: seen(OFF) }), outOfScope()])(
  'a cluster without encryption is skipped',
  (given) => {
    expect(judge(given, [])).toMatchObject({ status: 'skipped' });
  },
);

test('a cluster that names its key by ARN finds it', () => {
  const arn = 'acs:kms:cn-hangzhou:1000000000000001:key/key-1';
  expect(judge(bornEncrypted({ encryption: seen({ on: true, keyId: arn }) }))).toMatchObject({
    status: 'pass',
  });
});
