import { expect, test } from 'vitest';
import { securityRole } from '../../shared/checks/security-role.ts';
import { unseen } from '../../shared/model/observation.ts';
import type { PolicyText } from '../../shared/model/ram-policy.ts';
import type { GoodCalls, ServiceRole } from '../../shared/model/role.ts';
import {
  ACCOUNT,
  allowing,
  cluster,
  days,
  denied,
  minutes,
  NOW,
  OFF,
  outOfScope,
  policy,
  policyText,
  role,
  seen,
} from '../builders.ts';

const NEEDED = ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'];
const KEY = `acs:kms:cn-hangzhou:${ACCOUNT}:key/key-1`;
const CONDITION = { Condition: { IpAddress: { 'acs:SourceIp': ['10.0.0.0/8'] } } };
const sealed = [cluster()];
const open = [cluster({ encryption: seen(OFF) })];
const two = [...sealed, cluster({ id: 'c-2', encryption: seen({ on: true, keyId: 'key-2' }) })];

const having = (...statements: unknown[]) => role({}, [policyText('p', ...statements)]);
const but = (more: object) => ({ Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*', ...more });
const onAllBut = (...NotResource: string[]) => ({ Effect: 'Allow', Action: NEEDED, NotResource });
const unread = (name: string): PolicyText => ({ name, document: denied() });
const judge = (given: ServiceRole, clusters = sealed) =>
  securityRole.evaluate({ role: given, clusters }, policy(), NOW);

test.each([
  { when: 'complete', given: role(), status: 'pass' },
  {
    when: 'for exactly the key in use',
    given: having(allowing(NEEDED, { Resource: [KEY] })),
    status: 'pass',
  },
  {
    when: 'for every key of the region',
    given: having(allowing(NEEDED, { Resource: 'acs:kms:cn-hangzhou:*:*' })),
    status: 'pass',
  },
  { when: 'for all but another key', given: having(onAllBut(`${KEY}2`)), status: 'pass' },
  {
    when: 'with a Deny elsewhere',
    given: having(allowing(NEEDED), but({ Resource: `${KEY}2` })),
    status: 'pass',
  },
  {
    when: 'with an odd statement about others',
    given: having(allowing(NEEDED), { effect: 'maybe', action: 'log:Get*' }),
    status: 'pass',
  },
  {
    when: 'with a condition about others',
    given: having(allowing(NEEDED), but({ Action: 'oss:*', ...CONDITION })),
    status: 'pass',
  },
  { when: 'without Decrypt', given: having(allowing(['kms:Encrypt', 'kms:DescribeKey'])), status: 'fail' },
  { when: 'without a policy', given: role({}, []), status: 'fail' },
  { when: 'denied Decrypt', given: having(allowing(NEEDED), but({})), status: 'fail' },
  {
    when: 'denied on all but another key',
    given: having(allowing(NEEDED), { Effect: 'Deny', Action: '*', NotResource: `${KEY}2` }),
    status: 'fail',
  },
  { when: 'for all but keys', given: having(onAllBut('acs:kms:*:*:key/*')), status: 'fail' },
  { when: 'for another key', given: having(allowing(NEEDED, { Resource: `${KEY}2` })), status: 'fail' },
  {
    when: 'for the key of another account',
    given: having(allowing(NEEDED, { Resource: 'acs:kms:*:1000000000000002:key/key-1' })),
    status: 'fail',
  },
  {
    when: 'denied, though a policy is unread',
    given: role({}, [policyText('p', allowing(NEEDED), but({})), unread('q')]),
    status: 'fail',
  },
  { when: 'denied, though the trust is unread', given: role({ trust: denied() }, []), status: 'fail' },
  { when: 'on a condition', given: having(allowing(NEEDED, CONDITION)), status: 'unknown' },
  { when: 'with a conditional Deny', given: having(allowing(NEEDED), but(CONDITION)), status: 'unknown' },
  { when: 'without Resource', given: having({ Effect: 'Allow', Action: NEEDED }), status: 'unknown' },
  {
    when: 'with an unknown element',
    given: having(allowing(NEEDED, { Until: 'tomorrow' })),
    status: 'unknown',
  },
  {
    when: 'with one policy unread',
    given: role({}, [policyText('p', allowing(NEEDED)), unread('q')]),
    status: 'unknown',
  },
  { when: 'with unread policies', given: role({ policies: denied() }), status: 'unknown' },
  { when: 'with unread trust', given: role({ trust: denied() }), status: 'unknown' },
])('role $when: $status', ({ given, status }) => {
  const [verdict, ...rest] = judge(given);
  expect(rest).toEqual([]);
  expect(verdict).toMatchObject({ resource: 'AliyunCSManagedSecurityRole', status });
  expect(verdict?.severity).toBe(status === 'fail' ? 'critical' : undefined);
});

const trust = (...statements: object[]) => role({ trust: policyText('trust', ...statements).document });
const assume = (Principal: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal,
  ...more,
});

test.each([
  { what: 'ACK', given: trust(assume({ Service: 'cs.aliyuncs.com' })), status: 'pass' },
  { what: 'another service', given: trust(assume({ Service: ['ecs.aliyuncs.com'] })), status: 'fail' },
  { what: 'nobody', given: trust(), status: 'fail' },
  {
    what: 'ACK, whom it denies',
    given: trust(assume('*'), { ...assume({ Service: 'cs.aliyuncs.com' }), Effect: 'Deny' }),
    status: 'fail',
  },
  {
    what: 'ACK on a condition',
    given: trust(
      assume({ Service: ['cs.aliyuncs.com'] }, { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }),
    ),
    status: 'unknown',
  },
  {
    what: 'a kind of principal that is not known',
    given: trust(assume({ Machine: '*' })),
    status: 'unknown',
  },
])('role that trusts $what: $status', ({ given, status }) => {
  expect(judge(given)).toMatchObject([{ status }]);
});

test('every key in use is asked about, in its region', () => {
  expect(judge(having(allowing(NEEDED, { Resource: KEY })), two)).toMatchObject([
    {
      status: 'fail',
      summary: 'No policy of the role allows {missing} on {keys}.',
      evidence: { keys: ['key-2'], missing: NEEDED },
      clusters: ['c-1', 'c-2'],
    },
  ]);
  const elsewhere = cluster({ id: 'c-2', region: 'cn-beijing' });
  expect(judge(having(allowing(NEEDED, { Resource: KEY })), [...sealed, elsewhere])).toMatchObject([
    { status: 'fail', evidence: { keys: ['key-1'] } },
  ]);
});

test('which key an alias stands for is not known here', () => {
  const named = (keyId: string) => [cluster({ encryption: seen({ on: true, keyId }) })];
  expect(judge(having(allowing(NEEDED)), named('alias/secrets'))).toMatchObject([{ status: 'pass' }]);
  expect(judge(having(allowing(NEEDED, { Resource: KEY })), named('alias/secrets'))).toMatchObject([
    { status: 'unknown' },
  ]);
  expect(judge(having(allowing(NEEDED, { Resource: KEY })), named(KEY))).toMatchObject([{ status: 'pass' }]);
});

test.each([
  { given: having(allowing(NEEDED), but({ Sid: 'no' })), by: ['p #2 (no)'], elements: [] },
  { given: having(allowing(NEEDED, CONDITION)), by: ['p #1'], elements: ['Condition'] },
])('the statement that decides is named: $by', ({ given, by, elements }) => {
  expect(judge(given)).toMatchObject([{ evidence: { by, elements } }]);
});

test('a missing role weighs less while nothing is encrypted, and names the clusters it would stop', () => {
  expect(judge({ exists: false }, open)).toMatchObject([
    { status: 'fail', severity: 'medium', clusters: [] },
  ]);
  expect(judge({ exists: false }, [...sealed, cluster({ id: 'c-2', encryption: seen(OFF) })])).toMatchObject([
    { status: 'fail', severity: 'critical', clusters: ['c-1'] },
  ]);
  expect(judge(role(), [outOfScope()])).toMatchObject([{ status: 'skipped' }]);
});

test('while nothing is encrypted the role must be allowed on any key', () => {
  expect(judge(role(), open)).toMatchObject([{ status: 'pass' }]);
  expect(judge(having(allowing(NEEDED, { Resource: KEY })), open)).toMatchObject([{ status: 'unknown' }]);
});

const calls = (change: Partial<GoodCalls> = {}): readonly GoodCalls[] => [
  { region: 'cn-hangzhou', key: 'key-1', encrypt: minutes(-20), decrypt: minutes(-12), ...change },
];
const conditional = policyText('p', allowing(NEEDED, CONDITION));
const worked = (change: Partial<Extract<ServiceRole, { exists: true }>>, ...texts: PolicyText[]) =>
  role({ changed: days(-3), worked: calls(), ...change }, texts.length > 0 ? texts : [conditional]);

test.each([
  { when: 'after the last change', given: worked({}), clusters: sealed, status: 'pass' },
  {
    when: 'before the last change',
    given: worked({ changed: minutes(-5) }),
    clusters: sealed,
    status: 'unknown',
  },
  { when: 'on one of two keys', given: worked({}), clusters: two, status: 'unknown' },
  {
    when: 'with Encrypt, which the same statement allows',
    given: worked({ worked: calls({ decrypt: null }) }),
    clusters: sealed,
    status: 'pass',
  },
  {
    when: 'with Encrypt, which another statement allows',
    given: worked(
      { worked: calls({ decrypt: null }) },
      policyText('p', allowing('kms:Encrypt', CONDITION), allowing(['kms:De*'], CONDITION)),
    ),
    clusters: sealed,
    status: 'unknown',
  },
  {
    when: 'while the last change is not known',
    given: worked({ changed: null }),
    clusters: sealed,
    status: 'unknown',
  },
  {
    when: 'in another region',
    given: worked({ worked: calls({ region: 'cn-beijing' }) }),
    clusters: sealed,
    status: 'unknown',
  },
  {
    when: 'though nothing allows it',
    given: worked({}, policyText('p', allowing('oss:*'))),
    clusters: sealed,
    status: 'fail',
  },
  {
    when: 'though it is denied',
    given: worked({}, conditional, policyText('q', but({}))),
    clusters: sealed,
    status: 'fail',
  },
  {
    when: 'though a policy is unread',
    given: worked({ changed: null }, conditional, { name: 'q', document: unseen('denied', 'no') }),
    clusters: sealed,
    status: 'unknown',
  },
])('an open policy, and the role succeeded $when: $status', ({ given, clusters, status }) => {
  expect(judge(given, clusters)).toMatchObject([{ status }]);
});

test('what decided is told: the open statement and the call', () => {
  expect(judge(worked({}))).toMatchObject([
    {
      summary:
        '{by} makes {actions} on {keys} depend on {elements}, but a call of the role succeeded on {worked}, after the last change on {changed}.',
      evidence: { by: ['p #1'], elements: ['Condition'], worked: minutes(-12), changed: days(-3) },
    },
  ]);
});

test('a call proves nothing of a trust that is open: a session outlives it', () => {
  const given = role({
    ...{ changed: days(-3), worked: calls() },
    trust: policyText('t', assume({ Service: 'cs.aliyuncs.com' }, { Condition: { Bool: {} } })).document,
  });
  expect(judge(given)).toMatchObject([
    { status: 'unknown', evidence: { by: ['AssumeRolePolicyDocument #1'], elements: ['Condition'] } },
  ]);
});
