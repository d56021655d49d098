import { expect, test } from 'vitest';
import { keyServiceManaged } from '../../shared/checks/key-service-managed.ts';
import { unseen } from '../../shared/model/observation.ts';
import { denied, key, MISSING_KEY, NOW, policy, seen } from '../builders.ts';

test.each([
  { when: 'made by the account', given: key(), status: 'pass' },
  { when: 'made by Ecs', given: key({ creator: seen('Ecs') }), status: 'fail' },
  { when: 'made by nobody known', given: key({ creator: seen('  ') }), status: 'unknown' },
  { when: 'made by a number', given: key({ creator: seen('0') }), status: 'unknown' },
  { when: 'without a creator', given: key({ creator: unseen('absent', 'Creator') }), status: 'unknown' },
  { when: 'not found', given: key({}, { metadata: MISSING_KEY }), status: 'skipped' },
  { when: 'not readable', given: key({}, { metadata: denied() }), status: 'unknown' },
])('key $when: $status', ({ given, status }) => {
  expect(keyServiceManaged.evaluate({ keys: [given] }, policy(), NOW)).toMatchObject([
    { resource: 'key-1', status },
  ]);
});
