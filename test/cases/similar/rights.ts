import type { Case } from '../case.ts';
import { DENIAL, FAIL, FAULT, one, type Story, UNKNOWN } from './story.ts';

const POLICY = 'AliyunCSManagedSecurityRolePolicy';
const NEEDED = ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'];
const ALLOW = { Effect: 'Allow', Action: NEEDED, Resource: '*' };
const of = (...Statement: unknown[]) => ({ Version: '1', Statement });

/** A role whose only policy is this; nothing was encrypted lately, so that only the document can decide. */
const withPolicy = (document: unknown): Partial<Case> =>
  one({ quiet: true, policies: { [POLICY]: { document } } });
const withSecond = (document: unknown): Partial<Case> =>
  one({
    quiet: true,
    roles: [{ _policies: [POLICY, 'extra'] }],
    policies: { extra: { type: 'Custom', document } },
  });
const withTrust = (AssumeRolePolicyDocument: unknown): Partial<Case> =>
  one({ quiet: true, roles: [{ AssumeRolePolicyDocument }] });
const trust = (statement: object) =>
  JSON.stringify(of({ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement }));
const CS = { Service: ['cs.aliyuncs.com'] };
const NEVER_PASS = { code: [1, 2], rows: { alpha: ['unknown', 'fail'] } } as const;

const alice = {
  Users: { User: [{ UserName: 'alice', UserId: '2' }] },
  Groups: { Group: [] },
  Roles: { Role: [] },
};
const admins = {
  IsTruncated: false,
  Policies: { Policy: [{ PolicyName: 'AdministratorAccess', PolicyType: 'System', AttachmentCount: 1 }] },
};

export const RIGHTS: readonly Story[] = [
  { when: 'the role as it is', given: withPolicy(of(ALLOW)), right: { rows: { alpha: 'pass' } } },
  ...[
    'no JSON',
    '',
    '[]',
    {},
    { Statement: null },
    of(null),
    of({ Effect: 'allow?', Action: '*', Resource: '*' }),
    of({ Action: '*', Resource: '*' }),
    of({ Effect: 'Allow', Resource: '*' }),
    of({ Effect: 'Allow', Action: NEEDED }),
    of({ ...ALLOW, Resource: null }),
    of({ ...ALLOW, Action: 5 }),
    of({ ...ALLOW, Condition: { IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } } }),
    of({ ...ALLOW, Strange: true }),
    of({ ...ALLOW, Resource: 'acs:kms:*:*:key/key-other' }),
    of({ ...ALLOW, Action: ['kms:Encrypt', 'kms:DescribeKey'] }),
    of({ ...ALLOW, NotResource: 'acs:kms:*:*:key/*', Resource: undefined }),
    of(ALLOW, { Effect: 'Deny', Action: 'kms:Dec*', Resource: '*' }),
  ].map(
    (document): Story => ({
      when: `the only policy of the role: ${JSON.stringify(document)}`,
      given: withPolicy(document),
      right: NEVER_PASS,
    }),
  ),
  ...[
    'no JSON',
    of({ Effect: 'Deny', Action: 'kms:Decrypt' }),
    of({ Effect: 'Deny', Action: 'kms:*', Resource: '*', Condition: { Bool: { x: 'true' } } }),
    of({ Effect: 'Deny', NotAction: 'oss:*', Resource: '*' }),
  ].map(
    (document): Story => ({
      when: `a second policy that may deny: ${JSON.stringify(document)}`,
      given: withSecond(document),
      right: NEVER_PASS,
    }),
  ),
  ...[
    of({ Effect: 'Deny', Action: 'log:*', Resource: 5 }),
    of({ Effect: 'Deny', Action: 'kms:*', Resource: 'acs:kms:*:*:key/key-other' }),
    of({ Effect: 'Allow', Action: 'oss:*' }),
  ].map(
    (document): Story => ({
      when: `a second policy about other things: ${JSON.stringify(document)}`,
      given: withSecond(document),
      right: { rows: { alpha: 'pass' }, told: [{ check: 'security-role', status: 'pass' }] },
    }),
  ),
  {
    when: 'a second policy that may not be read',
    given: {
      ...withSecond(of(ALLOW)),
      answers: { GetPolicy: { ...DENIAL, '@where': '"PolicyName":"extra"' } },
    },
    right: NEVER_PASS,
  },
  ...[
    { Policies: { Policy: [] }, IsTruncated: true },
    { Policies: { Policy: null } },
    { Policies: {} },
    {},
  ].map(
    (answer): Story => ({
      when: `policies of the role ${JSON.stringify(answer)}`,
      given: one({ quiet: true, answers: { ListPoliciesForRole: answer } }),
      right: UNKNOWN,
    }),
  ),
  {
    when: 'a role without policies',
    given: one({ quiet: true, answers: { ListPoliciesForRole: { Policies: { Policy: [] } } } }),
    right: FAIL,
  },
  ...[
    'no JSON',
    '',
    null,
    5,
    '~missing',
    '{"Statement":5}',
    trust({}),
    trust({ Principal: CS, Condition: { x: 1 } }),
  ].map(
    (document): Story => ({
      when: `trust ${JSON.stringify(document)}`,
      given: withTrust(document),
      right: NEVER_PASS,
    }),
  ),
  {
    when: 'a trust in somebody else',
    given: withTrust(trust({ Principal: { Service: ['ecs.aliyuncs.com'] } })),
    right: FAIL,
  },
  {
    when: 'a trust with an odd statement beside the good one',
    given: withTrust(
      JSON.stringify(of({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: CS }, { Effect: 'Allow' })),
    ),
    right: { rows: { alpha: 'pass' } },
  },
  {
    when: 'another role in the answer',
    given: one({ quiet: true, roles: [{ RoleName: 'Other', Arn: 'acs:ram::1000000000000001:role/other' }] }),
    right: UNKNOWN,
  },
  {
    when: 'another policy in the answer',
    given: one({
      quiet: true,
      answers: {
        GetPolicy: {
          Policy: { PolicyName: 'Other', PolicyType: 'System' },
          DefaultPolicyVersion: { VersionId: 'v1', PolicyDocument: JSON.stringify(of(ALLOW)) },
        },
      },
    }),
    right: UNKNOWN,
  },
  {
    when: 'a role that cannot be read',
    given: one({ answers: { GetRole: FAULT } }),
    right: { ...UNKNOWN, complete: false },
  },
  {
    // It may deny what the other one allows, so that nothing is known of her.
    when: 'one policy of people that may not be read',
    given: one({
      answers: {
        ListPolicies: {
          IsTruncated: false,
          Policies: {
            Policy: [
              ...admins.Policies.Policy,
              { PolicyName: 'odd', PolicyType: 'Custom', AttachmentCount: 1 },
            ],
          },
        },
        ListEntitiesForPolicy: alice,
        GetPolicy: { ...DENIAL, '@where': '"PolicyName":"odd"' },
      },
    }),
    right: {
      rows: { alpha: 'pass' },
      told: [{ check: 'switch-off-guard', status: 'unknown' }],
    },
  },
  {
    when: 'one group of people that may not be read',
    given: one({
      answers: {
        ListPolicies: admins,
        ListEntitiesForPolicy: {
          ...alice,
          Groups: { Group: [{ GroupName: 'ops' }, { GroupName: 'hidden' }] },
        },
        ListUsersForGroup: { ...DENIAL, '@where': '"GroupName":"hidden"' },
      },
    }),
    right: {
      rows: { alpha: 'pass' },
      told: [
        { check: 'switch-off-guard', status: 'fail', says: /user\/alice/ },
        { check: 'switch-off-guard', status: 'unknown' },
      ],
    },
  },
  {
    when: 'an empty truncated page of policies',
    given: one({ answers: { ListPolicies: { IsTruncated: true, Policies: { Policy: [] } } } }),
    right: {
      rows: { alpha: 'pass' },
      told: [{ check: 'switch-off-guard', status: 'unknown' }],
      untold: [{ check: 'switch-off-guard', status: 'pass' }],
    },
  },
];
