import { expect, test } from 'vitest';
import { terraformFor } from '../../shared/checks/catalogue.ts';
import { clusterEncryption } from '../../shared/checks/cluster-encryption.ts';
import { runChecks } from '../../shared/checks/run-checks.ts';
import { unseen } from '../../shared/model/observation.ts';
import { ACCOUNT, cluster, denied, NOW, OFF, outOfScope, policy, seen } from '../builders.ts';

test.each([
  { when: 'on', given: cluster(), status: 'pass', says: 'is on with key' },
  { when: 'off', given: cluster({ encryption: seen(OFF) }), status: 'fail', says: 'is off.' },
  {
    when: 'off with the old key id kept',
    given: cluster({ encryption: seen({ on: false, reported: true, keptKeyId: 'key-9' }) }),
    status: 'fail',
    says: 'last key: {key}',
  },
  {
    when: 'not reported by a settled cluster',
    given: cluster({ encryption: seen({ on: false, reported: false, keptKeyId: null }) }),
    status: 'fail',
    says: 'reports no',
  },
  {
    when: 'contradictory',
    given: cluster({ encryption: unseen('malformed', 'flags') }),
    status: 'unknown',
    says: 'Unexpected API response',
  },
  {
    when: 'detail denied',
    given: cluster({ encryption: denied() }),
    status: 'unknown',
    says: 'access denied',
  },
  {
    when: 'updating',
    given: cluster({ state: 'updating', encryption: seen(OFF) }),
    status: 'pending',
    says: 'is changing',
  },
  {
    when: 'initial',
    given: cluster({ state: 'initial', encryption: unseen('absent', '') }),
    status: 'pending',
    says: 'is changing',
  },
  {
    when: 'scaling with a clear flag',
    given: cluster({ state: 'scaling', encryption: seen(OFF) }),
    status: 'fail',
    says: 'is off',
  },
  { when: 'standard', given: outOfScope(), status: 'skipped', says: 'Only Pro' },
  { when: 'dedicated', given: outOfScope({ scope: 'dedicated' }), status: 'skipped', says: 'dedicated' },
  { when: 'registered', given: outOfScope({ scope: 'registered' }), status: 'skipped', says: 'registered' },
  { when: 'another profile', given: outOfScope({ scope: 'profile' }), status: 'skipped', says: 'profile' },
  { when: 'being deleted', given: outOfScope({ scope: 'gone' }), status: 'skipped', says: 'deleted' },
  {
    when: 'of an unknown kind',
    given: outOfScope({ scope: 'unknown' }),
    status: 'unknown',
    says: 'Unknown cluster type',
  },
])('encryption $when: $status', ({ given, status, says }) => {
  const verdicts = clusterEncryption.evaluate({ clusters: [given] }, policy(), NOW);
  expect(verdicts).toMatchObject([{ resource: 'c-1', status, summary: expect.stringContaining(says) }]);
});

test('an ACS cluster that reports no flag is unknown: where it would report one is not documented', () => {
  const clusters = [
    cluster({ profile: 'Acs', encryption: seen({ on: false, reported: false, keptKeyId: null }) }),
  ];
  expect(clusterEncryption.evaluate({ clusters }, policy(), NOW)).toMatchObject([{ status: 'unknown' }]);
});

test('the key kept from before is never proposed: it may be about to die', () => {
  const given = cluster({ encryption: seen({ on: false, reported: true, keptKeyId: 'key-9' }) });
  const { findings } = runChecks(
    { account: ACCOUNT, parts: { clusters: seen([given]) }, gaps: [] },
    { policy: policy(), site: 'china' },
    NOW,
    ['inventory'],
    [clusterEncryption],
  );
  const [finding] = findings;
  expect(finding?.evidence['key']).toBe('key-9');
  expect(finding?.remedy.text).toContain('keep the former key');
  expect(finding?.remedy.command).not.toContain('key-9');
  expect(finding && terraformFor(finding)).toContain('alicloud_kms_key.secrets.id');
});
