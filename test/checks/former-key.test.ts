import { expect, test } from 'vitest';
import { formerKey } from '../../shared/checks/former-key.ts';
import type { Key } from '../../shared/model/key.ts';
import { days, denied, key, MISSING_KEY, NOW, policy, seen } from '../builders.ts';

const judge = (given: Key) => formerKey.evaluate({ formerKeys: [given] }, policy(), NOW);

test.each([
  { when: 'enabled', given: key(), status: 'pass', severity: undefined },
  { when: 'disabled', given: key({ state: seen('Disabled') }), status: 'fail', severity: undefined },
  {
    when: 'without material',
    given: key({ state: seen('PendingImport') }),
    status: 'fail',
    severity: undefined,
  },
  {
    when: 'dying',
    given: key({ state: seen('PendingDeletion'), deleteDate: days(5) }),
    status: 'fail',
    severity: 'critical',
  },
  {
    when: 'dying at a time that is not told',
    given: key({ state: seen('PendingDeletion') }),
    status: 'fail',
    severity: 'critical',
  },
  { when: 'gone', given: key({}, { metadata: MISSING_KEY }), status: 'fail', severity: 'critical' },
  { when: 'not readable', given: key({}, { metadata: denied() }), status: 'unknown', severity: undefined },
  {
    when: 'in a state of tomorrow',
    given: key({ state: seen('Sleeping') }),
    status: 'unknown',
    severity: undefined,
  },
])('a former key that is $when: $status', ({ given, status, severity }) => {
  const [verdict] = judge(given);
  expect(verdict).toMatchObject({ resource: 'key-1', clusters: ['c-1'], status });
  expect(verdict?.severity).toBe(severity);
});

test('a failing former key weighs high at least', () => {
  expect(formerKey.severity).toBe('high');
});

test('the days that are left are told', () => {
  const [verdict] = judge(key({ state: seen('PendingDeletion'), deleteDate: days(5) }));
  expect(verdict?.evidence).toMatchObject({ deleteDate: days(5), days: 5 });
});
