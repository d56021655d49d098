import { expect, test } from 'vitest';
import { operatorPermissions } from '../../shared/checks/operator-permissions.ts';
import { type Observation, unseen } from '../../shared/model/observation.ts';
import type { ClusterGrant, People, Person } from '../../shared/model/people.ts';
import type { Decision } from '../../shared/model/ram-policy.ts';
import {
  ACCOUNT,
  allowed,
  cluster,
  deniedBy,
  NOT_ALLOWED,
  NOW,
  open,
  outOfScope,
  people,
  person,
  policy,
  seen,
} from '../builders.ts';

const able = (
  grants: Observation<readonly ClusterGrant[]> | null,
  kms: Decision,
  change: Partial<Person> = {},
) =>
  person({
    name: 'bob',
    rights: { ...person().rights, 'cs:UpdateKMSEncryption': allowed() },
    kms,
    grants,
    ...change,
  });
const on = (name: string, role: string) => seen([{ cluster: name, role }]);
const clusters = [cluster(), outOfScope({ id: 'c-2' })];
const judge = (given: People, of = clusters) =>
  operatorPermissions.evaluate({ clusters: of, people: given }, policy(), NOW);

test.each([
  { when: 'has the policy', given: able(on('c-1', 'ops'), allowed()), verdict: 'pass' },
  { when: 'lacks it', given: able(on('c-1', 'ops'), NOT_ALLOWED), verdict: 'fail' },
  { when: 'administers and lacks it', given: able(on('c-1', 'admin'), NOT_ALLOWED), verdict: 'fail' },
  { when: 'operates all clusters', given: able(on('all-clusters', 'ops'), NOT_ALLOWED), verdict: 'fail' },
  { when: 'is denied it', given: able(on('c-1', 'ops'), deniedBy()), verdict: 'fail' },
  { when: 'has it under a condition', given: able(on('c-1', 'ops'), open()), verdict: 'unknown' },
])('an operator who $when: $verdict', ({ given, verdict }) => {
  expect(judge(people([given]))).toMatchObject([
    { resource: 'user/bob', status: verdict, evidence: { maySwitchOff: 1 } },
  ]);
});

test.each([
  { when: 'a developer', given: able(on('c-1', 'dev'), NOT_ALLOWED) },
  { when: 'an operator of what is not in scope', given: able(on('c-2', 'ops'), NOT_ALLOWED) },
  { when: 'of a custom role', given: able(on('c-1', 'custom'), NOT_ALLOWED) },
])('who is $when is no operator', ({ given }) => {
  expect(judge(people([given]))).toEqual([]);
});

test('who is denied to switch is not asked to be able to', () => {
  expect(judge(people([person({ grants: on('c-1', 'ops'), kms: NOT_ALLOWED })]))).toMatchObject([
    { resource: ACCOUNT, status: 'skipped' },
  ]);
});

test('roles are repaired as roles', () => {
  const [verdict] = judge(people([able(on('c-1', 'ops'), NOT_ALLOWED, { type: 'role', name: 'ci' })]));
  expect(verdict).toMatchObject({
    resource: 'role/ci',
    command: expect.stringContaining('AttachPolicyToRole'),
  });
});

test.each(['ram:ListPolicies', 'cs:DescribeUserPermission'])('without %s it is one unknown', (permission) => {
  const denied = unseen('denied', 'NoPermission', { permission });
  const given =
    permission === 'ram:ListPolicies'
      ? people([], { persons: denied })
      : people([able(denied, NOT_ALLOWED), able(denied, NOT_ALLOWED, { name: 'carol' })]);
  expect(judge(given)).toMatchObject([
    { resource: ACCOUNT, status: 'unknown', severity: 'info', evidence: { permission } },
  ]);
});

test('when ACK tells of no role at all, that proves nothing', () => {
  expect(judge(people([able(seen([]), NOT_ALLOWED), able(seen([]), NOT_ALLOWED)]))).toMatchObject([
    { resource: ACCOUNT, status: 'unknown', evidence: { asked: 2 } },
  ]);
});

test('what was left out of a large account is unknown', () => {
  const cuts = [{ what: 'identities', limit: 300, total: 900 }] as const;
  expect(judge(people([able(on('c-1', 'ops'), allowed())], { cuts }))).toMatchObject([
    { status: 'pass' },
    { resource: ACCOUNT, status: 'unknown', evidence: { cut: ['identities: 300 of 900'] } },
  ]);
});

test('without a cluster in scope it is skipped', () => {
  expect(judge(people(), [outOfScope()])).toMatchObject([{ resource: ACCOUNT, status: 'skipped' }]);
});

test('what is missing of somebody’s roles is told, a fault first, and hides nobody', () => {
  const cut = seen([{ cluster: 'c-1', role: 'ops' }]);
  const missing = [unseen('malformed', '1 of 2 entries: resource_id is missing')];
  const blind = unseen('denied', 'NoPermission');
  const given = [able(blind, allowed(), { name: 'amy' }), able({ ...cut, missing }, NOT_ALLOWED)];
  expect(judge(people(given))).toMatchObject([
    { resource: ACCOUNT, status: 'unknown', evidence: { because: 'malformed', identities: 2 } },
    { resource: 'user/bob', status: 'fail' },
  ]);
});
