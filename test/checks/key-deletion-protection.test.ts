import { expect, test } from 'vitest';
import { keyDeletionProtection } from '../../shared/checks/key-deletion-protection.ts';
import { unseen } from '../../shared/model/observation.ts';
import { denied, key, MISSING_KEY, NOW, policy, seen } from '../builders.ts';

test.each([
  { when: 'Enabled', given: key(), status: 'pass' },
  { when: 'Disabled', given: key({ deletionProtection: seen('Disabled') }), status: 'fail' },
  {
    when: 'absent',
    given: key({ deletionProtection: unseen('absent', 'DeletionProtection') }),
    status: 'unknown',
  },
  { when: 'a new value', given: key({ deletionProtection: seen('Maybe') }), status: 'unknown' },
  {
    when: 'of a service key',
    given: key({ creator: seen('Ecs'), deletionProtection: seen('Disabled') }),
    status: 'skipped',
  },
  { when: 'of a missing key', given: key({}, { metadata: MISSING_KEY }), status: 'skipped' },
  { when: 'not readable', given: key({}, { metadata: denied() }), status: 'unknown' },
])('protection $when: $status', ({ given, status }) => {
  expect(keyDeletionProtection.evaluate({ keys: [given] }, policy(), NOW)).toMatchObject([
    { resource: 'key-1', status },
  ]);
});
