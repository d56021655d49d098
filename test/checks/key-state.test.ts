import { expect, test } from 'vitest';
import { keyState } from '../../shared/checks/key-state.ts';
import { unseen } from '../../shared/model/observation.ts';
import { days, denied, key, MISSING_KEY, NOW, policy, seen } from '../builders.ts';

test.each([
  { when: 'Enabled', given: key(), status: 'pass' },
  { when: 'Disabled', given: key({ state: seen('Disabled') }), status: 'fail', command: 'EnableKey' },
  {
    when: 'PendingImport',
    given: key({ state: seen('PendingImport') }),
    status: 'fail',
    command: 'GetParametersForImport',
  },
  {
    when: 'PendingDeletion',
    given: key({ state: seen('PendingDeletion'), deleteDate: days(8) }),
    status: 'fail',
    command: 'CancelKeyDeletion',
    evidence: { days: 8 },
  },
  {
    when: 'PendingDeletion without a date',
    given: key({ state: seen('PendingDeletion') }),
    status: 'fail',
    command: 'CancelKeyDeletion',
  },
  { when: 'not found', given: key({}, { metadata: MISSING_KEY }), status: 'fail', command: 'ListKeys' },
  { when: 'a new state', given: key({ state: seen('Frozen') }), status: 'unknown' },
  { when: 'without a state', given: key({ state: unseen('absent', 'KeyState') }), status: 'unknown' },
  { when: 'not readable', given: key({}, { metadata: denied() }), status: 'unknown' },
])('key $when: $status', ({ given, status, command, evidence }) => {
  const verdicts = keyState.evaluate({ keys: [given] }, policy(), NOW);
  expect(verdicts).toMatchObject([
    { resource: 'key-1', clusters: ['c-1'], status, ...(evidence ? { evidence } : {}) },
  ]);
  if (command) expect(verdicts[0]?.command ?? keyState.command).toContain(command);
});
