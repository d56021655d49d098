import { expect, test } from 'vitest';
import { switchOffGuard } from '../../shared/checks/switch-off-guard.ts';
import { unseen } from '../../shared/model/observation.ts';
import { type People, type Person, SWITCH_OFF_ACTIONS } from '../../shared/model/people.ts';
import type { Effect } from '../../shared/model/role.ts';
import { ACCOUNT, cluster, NOW, outOfScope, people, person, policy } from '../builders.ts';

const all = (effect: Effect): Person['effects'] => ({
  'cs:UpdateKMSEncryption': effect,
  'kms:DisableKey': effect,
  'kms:ScheduleKeyDeletion': effect,
  'ram:DetachPolicyFromRole': effect,
});
const judge = (given: People, clusters = [cluster()]) =>
  switchOffGuard.evaluate({ clusters, people: given }, policy(), NOW);

test.each(SWITCH_OFF_ACTIONS)('who may %s may take encryption away', (action) => {
  const given = person({ effects: { ...all('missing'), [action]: 'allowed' } });
  expect(judge(people([given, person({ name: 'erin' })]))).toMatchObject([
    {
      resource: ACCOUNT,
      status: 'fail',
      severity: 'info',
      evidence: { count: 1, identities: ['user/alice'], guarded: 1 },
    },
  ]);
});

test.each([
  { when: 'guarded by Deny', persons: [person()], status: 'pass' },
  { when: 'without the rights', persons: [person({ effects: all('missing') })], status: 'pass' },
  { when: 'nobody', persons: [], status: 'pass' },
  { when: 'able under a condition', persons: [person({ effects: all('conditional') })], status: 'unknown' },
  {
    when: 'some able, some under a condition',
    persons: [person({ effects: all('conditional') }), person({ effects: all('allowed') })],
    status: 'fail',
  },
])('identities $when: $status', ({ persons, status }) => {
  expect(judge(people(persons))).toMatchObject([{ resource: ACCOUNT, status }]);
});

test('many weigh low, and only some are named', () => {
  const crowd = (size: number) =>
    people(
      Array.from({ length: size }, (_, index) => person({ name: `u${index}`, effects: all('allowed') })),
    );
  expect(judge(crowd(10))).toMatchObject([{ severity: 'info' }]);
  const [verdict] = judge(crowd(30));
  expect(verdict).toMatchObject({ severity: 'low', evidence: { count: 30 } });
  expect(verdict?.evidence['identities']).toHaveLength(20);
});

test('without the right to look it is one unknown that names it', () => {
  const persons = unseen('denied', 'NoPermission', { permission: 'ram:ListEntitiesForPolicy' });
  expect(judge(people([], { persons }))).toMatchObject([
    { status: 'unknown', severity: 'info', evidence: { permission: 'ram:ListEntitiesForPolicy' } },
  ]);
});

test('an account that is too large never passes', () => {
  const cuts = [{ what: 'policies', limit: 200, total: 400 }] as const;
  expect(judge(people([], { cuts }))).toMatchObject([{ status: 'unknown', facet: 'rest' }]);
});

test('without a cluster in scope it is skipped', () => {
  expect(judge(people(), [outOfScope()])).toMatchObject([{ status: 'skipped' }]);
});
