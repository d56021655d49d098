import { expect, test } from 'vitest';
import { securityRole } from '../../shared/checks/security-role.ts';
import type { Effect } from '../../shared/model/role.ts';
import { cluster, denied, NOW, OFF, outOfScope, policy, role, seen } from '../builders.ts';

const decrypting = (effect: Effect) =>
  role({
    policies: seen({
      names: ['p'],
      effects: { 'kms:Encrypt': 'allowed', 'kms:Decrypt': effect, 'kms:DescribeKey': 'allowed' },
    }),
  });
const sealed = [cluster()];
const open = [cluster({ encryption: seen(OFF) })];

test.each([
  { when: 'complete', given: role(), clusters: sealed, status: 'pass', severity: undefined },
  {
    when: 'missing',
    given: { exists: false } as const,
    clusters: sealed,
    status: 'fail',
    severity: 'critical',
  },
  {
    when: 'missing but not needed yet',
    given: { exists: false } as const,
    clusters: open,
    status: 'fail',
    severity: 'medium',
  },
  {
    when: 'without trust',
    given: role({ trusted: seen(false) }),
    clusters: sealed,
    status: 'fail',
    severity: 'critical',
  },
  {
    when: 'with unread trust',
    given: role({ trusted: denied() }),
    clusters: sealed,
    status: 'unknown',
    severity: undefined,
  },
  {
    when: 'without Decrypt',
    given: decrypting('missing'),
    clusters: sealed,
    status: 'fail',
    severity: 'critical',
  },
  {
    when: 'denied Decrypt',
    given: decrypting('denied'),
    clusters: sealed,
    status: 'fail',
    severity: 'critical',
  },
  {
    when: 'with a conditional Decrypt',
    given: decrypting('conditional'),
    clusters: sealed,
    status: 'unknown',
    severity: undefined,
  },
  {
    when: 'with unread policies',
    given: role({ policies: denied() }),
    clusters: sealed,
    status: 'unknown',
    severity: undefined,
  },
  {
    when: 'of an account without Pro clusters',
    given: role(),
    clusters: [outOfScope()],
    status: 'skipped',
    severity: undefined,
  },
])('role $when: $status', ({ given, clusters, status, severity }) => {
  const [verdict] = securityRole.evaluate({ role: given, clusters }, policy(), NOW);
  expect(verdict).toMatchObject({ resource: 'AliyunCSManagedSecurityRole', status });
  expect(verdict?.severity).toBe(severity);
});

test('a broken role names the clusters it would stop', () => {
  const verdicts = securityRole.evaluate(
    { role: { exists: false }, clusters: [...sealed, cluster({ id: 'c-2', encryption: seen(OFF) })] },
    policy(),
    NOW,
  );
  expect(verdicts).toMatchObject([{ clusters: ['c-1'] }]);
});
