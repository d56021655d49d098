import { expect, test } from 'vitest';
import { secretsReencryption } from '../../shared/checks/secrets-reencryption.ts';
import { unseen } from '../../shared/model/observation.ts';
import { cluster, days, denied, key, MISSING_KEY, NOW, OFF, outOfScope, policy, seen } from '../builders.ts';

const upgraded = { initVersion: '1.28.3-aliyun.1', version: '1.32.1-aliyun.1' };
const rotated = (at: string) => key({ lastRotation: seen(at) });

test.each([
  { when: 'nothing happened', given: cluster(), keys: [key()], status: 'pass', explainedBy: undefined },
  {
    when: 'the key was rotated after the cluster was created',
    given: cluster(),
    keys: [rotated(days(-10))],
    status: 'fail',
    explainedBy: undefined,
  },
  {
    when: 'the key was rotated before the cluster was created',
    given: cluster(),
    keys: [rotated(days(-350))],
    status: 'pass',
    explainedBy: undefined,
  },
  {
    when: 'the cluster crossed 1.31',
    given: cluster(upgraded),
    keys: [key()],
    status: 'fail',
    explainedBy: 'kms-v1-remains',
  },
  {
    when: 'both',
    given: cluster(upgraded),
    keys: [rotated(days(-10))],
    status: 'fail',
    explainedBy: undefined,
  },
  {
    when: 'the creation is not told',
    given: cluster({ created: null }),
    keys: [rotated(days(-10))],
    status: 'unknown',
    explainedBy: undefined,
  },
  {
    when: 'the rotation is not told',
    given: cluster(),
    keys: [key({ lastRotation: unseen('malformed', 'x') })],
    status: 'unknown',
    explainedBy: undefined,
  },
  {
    when: 'the creation of the key is not told',
    given: cluster(),
    keys: [key({ created: unseen('absent', 'x') })],
    status: 'unknown',
    explainedBy: undefined,
  },
  {
    when: 'the key is not readable',
    given: cluster(),
    keys: [key({}, { metadata: denied() })],
    status: 'unknown',
    explainedBy: undefined,
  },
  {
    when: 'the key was not looked at',
    given: cluster(),
    keys: [],
    status: 'unknown',
    explainedBy: undefined,
  },
  {
    when: 'the key is missing',
    given: cluster(),
    keys: [key({}, { metadata: MISSING_KEY })],
    status: 'skipped',
    explainedBy: undefined,
  },
  {
    when: 'encryption is off',
    given: cluster({ encryption: seen(OFF) }),
    keys: [],
    status: 'skipped',
    explainedBy: undefined,
  },
  { when: 'out of scope', given: outOfScope(), keys: [], status: 'skipped', explainedBy: undefined },
])('Secrets when $when: $status', ({ given, keys, status, explainedBy }) => {
  const [verdict] = secretsReencryption.evaluate({ clusters: [given], keys }, policy(), NOW);
  expect(verdict).toMatchObject({ resource: 'c-1', status });
  expect(verdict?.explainedBy).toBe(explainedBy);
});

test('a cluster that names its key by ARN finds it', () => {
  const arn = 'acs:kms:cn-hangzhou:1000000000000001:key/key-1';
  const given = cluster({ encryption: seen({ on: true, keyId: arn }) });
  expect(secretsReencryption.evaluate({ clusters: [given], keys: [key()] }, policy(), NOW)).toMatchObject([
    { status: 'pass' },
  ]);
});
