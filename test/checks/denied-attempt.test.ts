import { expect, test } from 'vitest';
import { deniedAttempt } from '../../shared/checks/denied-attempt.ts';
import type { ChangeEvent } from '../../shared/model/change.ts';
import { cluster, minutes, NOW, policy, refusal } from '../builders.ts';

const evaluate = (refusals: readonly ChangeEvent[]) =>
  deniedAttempt.evaluate({ clusters: [cluster()], refusals }, policy(), NOW);

test.each<{
  of: string;
  target: ChangeEvent['target'];
  expected: { type: string; clusters: string[]; name?: string };
}>([
  {
    of: 'a key in use',
    target: { type: 'key', id: 'key-1', region: 'cn-hangzhou' },
    expected: { type: 'key', clusters: ['c-1'] },
  },
  {
    of: 'a key that was in use',
    target: { type: 'key', id: 'key-9', region: 'cn-hangzhou' },
    expected: { type: 'key', clusters: [] },
  },
  {
    of: 'the switch of a cluster',
    target: { type: 'cluster', id: 'c-1', region: 'cn-hangzhou' },
    expected: { type: 'cluster', clusters: ['c-1'], name: 'pay-prod' },
  },
  {
    of: 'the role',
    target: { type: 'role', id: 'AliyunCSManagedSecurityRole', region: '' },
    expected: { type: 'role', clusters: [] },
  },
])('a refused change of $of fails, about it', ({ target, expected }) => {
  const failed = evaluate([refusal({ target })]).filter(({ status }) => status === 'fail');
  expect(failed).toMatchObject([
    {
      resource: target.id,
      ...expected,
      evidence: { actor: 'mallory', call: 'DisableKey', code: 'Forbidden.NoPermission', count: 1 },
    },
  ]);
});

test('calls on one thing are one finding, which tells the newest', () => {
  const again = refusal({ eventId: 'e-10', name: 'ScheduleKeyDeletion', at: minutes(-10) });
  expect(evaluate([again, refusal()])).toMatchObject([
    { status: 'fail', evidence: { call: 'ScheduleKeyDeletion', at: minutes(-10), count: 2 } },
  ]);
});

test('a caller without a name is told by its kind', () => {
  const nameless = refusal({ actor: { type: 'unknown', name: '', role: '', source: '', eventId: 'e-9' } });
  expect(evaluate([nameless])).toMatchObject([{ evidence: { actor: 'unknown' } }]);
});

test('keys that nobody tried to change pass', () => {
  expect(evaluate([])).toMatchObject([{ resource: 'key-1', status: 'pass', clusters: ['c-1'] }]);
  expect(evaluate([refusal()]).map(({ status }) => status)).toEqual(['fail']);
});
