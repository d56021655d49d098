import { expect, test } from 'vitest';
import { kmsAccountStatus } from '../../shared/checks/kms-account-status.ts';
import { denied, kmsStatus, NOW, policy, seen } from '../builders.ts';

test.each([
  { when: 'Enabled', given: kmsStatus(seen('Enabled')), status: 'pass', severity: undefined },
  { when: 'InDebt', given: kmsStatus(seen('InDebt')), status: 'fail', severity: 'high' },
  {
    when: 'Index, as an old page prints it',
    given: kmsStatus(seen('Index')),
    status: 'fail',
    severity: 'high',
  },
  { when: 'Suspended', given: kmsStatus(seen('Suspended')), status: 'fail', severity: undefined },
  {
    when: 'NotEnabled while encrypted',
    given: kmsStatus(seen('NotEnabled')),
    status: 'fail',
    severity: 'high',
  },
  {
    when: 'NotEnabled without encryption',
    given: kmsStatus(seen('NotEnabled'), { encrypted: [] }),
    status: 'skipped',
    severity: undefined,
  },
  { when: 'a new state', given: kmsStatus(seen('Paused')), status: 'unknown', severity: undefined },
  { when: 'not readable', given: kmsStatus(denied()), status: 'unknown', severity: undefined },
])('account $when: $status', ({ given, status, severity }) => {
  const [verdict] = kmsAccountStatus.evaluate({ kmsStatus: [given] }, policy(), NOW);
  expect(verdict).toMatchObject({ resource: 'cn-hangzhou', status, clusters: ['c-1'] });
  expect(verdict?.severity).toBe(severity);
});
