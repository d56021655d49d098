import { expect, test } from 'vitest';
import { switchOffGuard } from '../../shared/checks/switch-off-guard.ts';
import { unseen } from '../../shared/model/observation.ts';
import { type People, SWITCH_OFF_ACTIONS } from '../../shared/model/people.ts';
import {
  ACCOUNT,
  allowed,
  cluster,
  NOT_ALLOWED,
  NOW,
  open,
  outOfScope,
  people,
  person,
  policy,
  rights,
} from '../builders.ts';

const judge = (given: People, clusters = [cluster()]) =>
  switchOffGuard.evaluate({ clusters, people: given }, policy(), NOW);

test.each(SWITCH_OFF_ACTIONS)('who may %s may take encryption away', (action) => {
  const given = person({ rights: { ...rights(NOT_ALLOWED), [action]: allowed('own #2') } });
  expect(judge(people([given, person({ name: 'erin' })]))).toMatchObject([
    {
      resource: ACCOUNT,
      status: 'fail',
      severity: 'info',
      evidence: { count: 1, identities: ['user/alice'], guarded: 1, by: ['own #2'] },
    },
  ]);
});

test.each([
  { when: 'guarded by Deny', persons: [person()], status: 'pass' },
  { when: 'without the rights', persons: [person({ rights: rights(NOT_ALLOWED) })], status: 'pass' },
  { when: 'nobody', persons: [], status: 'pass' },
  { when: 'able under a condition', persons: [person({ rights: rights(open()) })], status: 'unknown' },
  {
    when: 'some able, some under a condition',
    persons: [person({ rights: rights(open()) }), person({ rights: rights(allowed()) })],
    status: 'fail',
  },
])('identities $when: $status', ({ persons, status }) => {
  expect(judge(people(persons))).toMatchObject([{ resource: ACCOUNT, status }]);
});

test('many weigh low, and only some are named', () => {
  const crowd = (size: number) =>
    people(
      Array.from({ length: size }, (_, index) => person({ name: `u${index}`, rights: rights(allowed()) })),
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

test('what could not be read is named, and never lets it pass', () => {
  const gaps = [{ what: 'statement', name: 'odd #1', detail: 'Action' }] as const;
  const odd = { status: 'unknown', facet: 'odd', evidence: { odd: ['statement odd #1: Action'] } };
  expect(judge(people([], { gaps }))).toMatchObject([odd]);
  expect(judge(people([person({ rights: rights(allowed()) })], { gaps }))).toMatchObject([
    { status: 'fail', evidence: { odd: ['statement odd #1: Action'] } },
    odd,
  ]);
});

test('which statement leaves it open is said', () => {
  expect(judge(people([person({ rights: rights(open('extra #3')) })]))).toMatchObject([
    { status: 'unknown', evidence: { by: ['extra #3'], conditional: 1, identities: ['user/alice'] } },
  ]);
});

test('a fault weighs what the check weighs and is told before what is odd; a right that nobody granted is information', () => {
  const gap = (because: 'unreachable' | 'denied') =>
    ({ what: 'holders', name: 'p', detail: 'why', because }) as const;
  const odd = { what: 'statement', name: 'odd #1', detail: 'Action' } as const;
  const [fault] = judge(people([], { gaps: [odd, gap('unreachable')] }));
  expect(fault?.severity).toBeUndefined();
  expect([fault]).toMatchObject([
    {
      status: 'unknown',
      evidence: { because: 'unreachable', odd: ['holders p: why', 'statement odd #1: Action'] },
    },
  ]);
  const [denied] = judge(people([], { gaps: [gap('denied')] }));
  expect(denied).toMatchObject({ status: 'unknown', severity: 'info' });
  expect(denied?.evidence).not.toHaveProperty('because');
});

test('a fault that came before a denial is told beside it', () => {
  const persons = unseen('denied', 'NoPermission');
  const gaps = [{ what: 'list', name: 'policies', detail: 'page 2', because: 'throttled' }] as const;
  expect(judge(people([], { persons, gaps })).map(({ evidence }) => evidence['because'])).toEqual([
    'denied',
    'throttled',
  ]);
});
