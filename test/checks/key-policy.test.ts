import { expect, test } from 'vitest';
import { keyPolicy } from '../../shared/checks/key-policy.ts';
import { denied, key, NOW, policy, seen } from '../builders.ts';

const withPolicy = (allowsAccount: boolean, allowsRole: boolean, denies: boolean) =>
  key({}, { policy: seen({ allowsAccount, allowsRole, denies, digest: 'a1' }) });

test.each([
  { when: 'is absent', given: key(), status: 'skipped', severity: undefined },
  { when: 'allows the account', given: withPolicy(true, false, false), status: 'pass', severity: undefined },
  { when: 'allows the role', given: withPolicy(false, true, false), status: 'pass', severity: undefined },
  { when: 'is narrower', given: withPolicy(false, false, false), status: 'fail', severity: undefined },
  { when: 'denies', given: withPolicy(true, true, true), status: 'fail', severity: 'medium' },
  { when: 'is not readable', given: key({}, { policy: denied() }), status: 'unknown', severity: undefined },
])('policy $when: $status', ({ given, status, severity }) => {
  const [verdict] = keyPolicy.evaluate({ keys: [given] }, policy(), NOW);
  expect(verdict).toMatchObject({ resource: 'key-1', status });
  expect(verdict?.severity).toBe(severity);
});
