import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { decide } from '../../sandbox/world/policy.ts';
import { ask, askCs, at, control, type Keys, listAt, scenarioFile, textAt } from './signed.ts';

const scenario = scenarioFile(`
caller: LTAIrightsadmin
accounts:
  - id: "1000000000000001"
    users:
      - { name: admin, policies: [AdministratorAccess] }
      - { name: reader, id: "200000000000000042", policies: [reads, no-tags] }
      - { name: one-key, policies: [one-key] }
      - { name: nobody }
    policies:
      - { name: reads, allow: ["kms:describe*", "kms:List*", "cs:GetClusters", "cs:GetClusterById", "ram:GetRole", "actiontrail:DescribeTrails"] }
      - { name: no-tags, deny: ["kms:ListResourceTags"] }
      - name: one-key
        document: { Version: "1", Statement: [{ Effect: Allow, Action: "kms:DescribeKey", Resource: "acs:kms:cn-hangzhou:*:key/key-one" }] }
    accessKeys:
      - { id: LTAIrightsadmin, secret: secretAdmin, user: admin }
      - { id: LTAIrightsreader, secret: secretReader, user: reader }
      - { id: LTAIrightsone, secret: secretOneKey, user: one-key }
      - { id: LTAIrightsnobody, secret: secretNobody, user: nobody }
      - { id: LTAIrightsroot, secret: secretRoot, user: root }
    keys:
      - { name: one, id: key-one, region: cn-hangzhou, tags: { env: prod } }
      - { name: two, id: key-two, region: cn-hangzhou }
    clusters: [{ name: pay, id: c00000000000000000000000000000001, region: cn-hangzhou }]
`);

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario, rates: 'off' });
});

beforeEach(async () => {
  await control(sandbox, 'POST', 'reset');
});

afterAll(async () => {
  await sandbox.close();
});

const reader: Keys = { accessKeyId: 'LTAIrightsreader', accessKeySecret: 'secretReader' };
const oneKey: Keys = { accessKeyId: 'LTAIrightsone', accessKeySecret: 'secretOneKey' };
const nobody: Keys = { accessKeyId: 'LTAIrightsnobody', accessKeySecret: 'secretNobody' };
const root: Keys = { accessKeyId: 'LTAIrightsroot', accessKeySecret: 'secretRoot' };

const kms = (action: string, KeyId: string, keys: Keys) =>
  ask(sandbox, 'kms.cn-hangzhou', action, { KeyId }, { keys });

describe('what callers may do', () => {
  test.each([
    { who: 'reader', action: 'DescribeKey', key: 'key-one', keys: reader, status: 200 },
    { who: 'reader', action: 'ListKeyVersions', key: 'key-one', keys: reader, status: 200 },
    { who: 'reader', action: 'ListResourceTags', key: 'key-one', keys: reader, status: 403 },
    { who: 'reader', action: 'DisableKey', key: 'key-one', keys: reader, status: 403 },
    { who: 'one-key', action: 'DescribeKey', key: 'key-one', keys: oneKey, status: 200 },
    { who: 'one-key', action: 'DescribeKey', key: 'key-two', keys: oneKey, status: 403 },
    { who: 'nobody', action: 'DescribeKey', key: 'key-one', keys: nobody, status: 403 },
    { who: 'root', action: 'DescribeKey', key: 'key-one', keys: root, status: 200 },
  ])('$who, $action of $key: $status', async ({ action, key, keys, status }) => {
    const answer = await kms(action, key, keys);
    expect(answer.status).toBe(status);
    if (status === 403) {
      expect(answer.body).toMatchObject({
        Code: 'Forbidden.NoPermission',
        HttpStatus: 403,
        Message: 'This operation is forbidden by permission system.',
      });
      expect(answer.body).not.toHaveProperty('AccessDeniedDetail');
    }
  });

  test('nobody needs a right to ask who they are', async () => {
    expect((await ask(sandbox, 'sts', 'GetCallerIdentity', {}, { keys: nobody })).status).toBe(200);
    const asRoot = await ask(sandbox, 'sts', 'GetCallerIdentity', {}, { keys: root });
    expect(asRoot.body).toMatchObject({
      IdentityType: 'Account',
      Arn: 'acs:ram::1000000000000001:root',
      PrincipalId: '1000000000000001',
    });
  });

  test('the older action of the cluster detail is as good', async () => {
    const detail = await askCs(sandbox, 'GET', '/clusters/c00000000000000000000000000000001', {
      keys: reader,
    });
    expect(detail.status).toBe(200);
  });

  test.each([
    {
      service: 'RAM',
      where: 'ram',
      action: 'GetRole',
      params: { RoleName: 'x' },
      status: 403,
      code: 'NoPermission',
      auth: 'ram:GetRole',
    },
    {
      service: 'ActionTrail',
      where: 'actiontrail.cn-hangzhou',
      action: 'LookupEvents',
      params: {},
      status: 403,
      code: 'NoPermission',
      auth: 'actiontrail:LookupEvents',
    },
    {
      service: 'STS',
      where: 'sts',
      action: 'AssumeRole',
      params: { RoleArn: 'acs:ram::1000000000000001:role/x', RoleSessionName: 'xx' },
      status: 403,
      code: 'NoPermission',
      auth: 'sts:AssumeRole',
    },
  ])('$service says which action was missing', async ({ where, action, params, status, code, auth }) => {
    const answer = await ask(sandbox, where, action, params as Record<string, string>, { keys: nobody });
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(at(answer.body, 'AccessDeniedDetail')).toMatchObject({
      AuthAction: auth,
      AuthPrincipalType: 'SubUser',
      AuthPrincipalOwnerId: '1000000000000001',
      NoPermissionType: 'ImplicitDeny',
      PolicyType: 'AccountLevelIdentityBasedPolicy',
    });
  });

  test('ACK does so too, in lower case; and the detail can be left out', async () => {
    const refused = () => askCs(sandbox, 'GET', '/api/v1/clusters', { keys: nobody });
    const answer = await refused();
    expect(answer).toMatchObject({ status: 403, code: 'StatusForbidden' });
    expect(answer.body).toMatchObject({
      message: 'RAM policy Forbidden for action cs:GetClusters',
      accessDeniedDetail: {
        AuthAction: 'cs:GetClusters',
        AuthPrincipalType: 'SubUser',
        AuthPrincipalOwnerId: '1000000000000001',
        NoPermissionType: 'ImplicitDeny',
        PolicyType: 'AccountLevelIdentityBasedPolicy',
      },
    });
    sandbox.world.setSettings({ accessDeniedDetail: false });
    expect((await refused()).body).not.toHaveProperty('accessDeniedDetail');
  });

  test('an explicit denial says so, and names the user by id', async () => {
    sandbox.world.deny({ action: 'actiontrail:*' });
    const answer = await ask(sandbox, 'actiontrail.cn-hangzhou', 'DescribeTrails', {}, { keys: reader });
    expect(at(answer.body, 'AccessDeniedDetail')).toMatchObject({
      NoPermissionType: 'ExplicitDeny',
      AuthPrincipalDisplayName: '200000000000000042',
    });
  });

  test('a denial of the world does not reach root', async () => {
    sandbox.world.deny({ action: '*' });
    expect((await kms('DescribeKey', 'key-one', root)).status).toBe(200);
    expect((await kms('DescribeKey', 'key-one', reader)).status).toBe(403);
  });
});

describe('policies', () => {
  const allow = (Action: unknown, Resource: unknown = '*', more = {}) =>
    JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource, ...more }] });
  const deny = (Action: unknown) =>
    JSON.stringify({ Statement: [{ Effect: 'Deny', Action, Resource: '*' }] });

  test.each([
    { documents: [allow('*')], decision: 'allowed' },
    { documents: [allow('kms:*')], decision: 'allowed' },
    { documents: [allow('KMS:decrypt')], decision: 'allowed' },
    { documents: [allow('kms:Dec?ypt')], decision: 'allowed' },
    { documents: [allow(['kms:Encrypt', 'kms:De*'])], decision: 'allowed' },
    { documents: [allow('kms:Encrypt')], decision: 'not-allowed' },
    { documents: [allow('kms.Decrypt')], decision: 'not-allowed' },
    { documents: [allow('kms:*'), deny('kms:Decrypt')], decision: 'denied' },
    { documents: [deny('*'), allow('*')], decision: 'denied' },
    { documents: [allow('kms:*', 'acs:kms:cn-hangzhou:*')], decision: 'allowed' },
    { documents: [allow('kms:*', 'acs:kms:cn-beijing:*')], decision: 'not-allowed' },
    {
      documents: [allow('kms:*', '*', { Condition: { StringEquals: { who: ['me'] } } })],
      decision: 'allowed',
    },
    {
      documents: [allow('kms:*', '*', { Condition: { StringEquals: { who: 'you' } } })],
      decision: 'not-allowed',
    },
    { documents: [allow('kms:*', '*', { Condition: { StringLike: { who: 'm*' } } })], decision: 'allowed' },
    {
      documents: [allow('kms:*', '*', { Condition: { StringNotEquals: { who: 'me' } } })],
      decision: 'not-allowed',
    },
    {
      documents: [allow('kms:*', '*', { Condition: { DateLessThan: { when: 'x' } } })],
      decision: 'not-allowed',
    },
    { documents: [], decision: 'not-allowed' },
    { documents: ['not a policy', '[]', '{}', '{"Statement":[1]}'], decision: 'not-allowed' },
  ])('$documents: $decision', ({ documents, decision }) => {
    const question = {
      action: 'kms:Decrypt',
      resource: 'acs:kms:cn-hangzhou:1:key/x',
      context: { who: 'me' },
    };
    expect(decide(documents, question)).toBe(decision);
  });
});

describe('the service role', () => {
  const role = { RoleName: 'AliyunCSManagedSecurityRole' };
  const policy = { PolicyName: 'AliyunCSManagedSecurityRolePolicy', PolicyType: 'System' };

  test('as ACK makes it', async () => {
    const { body } = await ask(sandbox, 'ram', 'GetRole', role);
    expect(at(body, 'Role.Arn')).toBe('acs:ram::1000000000000001:role/aliyuncsmanagedsecurityrole');
    expect(JSON.parse(textAt(body, 'Role.AssumeRolePolicyDocument'))).toEqual({
      Version: '1',
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: ['cs.aliyuncs.com'] } }],
    });
    expect((await ask(sandbox, 'ram', 'GetRole', { RoleName: 'aliyuncsmanagedsecurityrole' })).status).toBe(
      200,
    );
    const attached = await ask(sandbox, 'ram', 'ListPoliciesForRole', role);
    expect(listAt(attached.body, 'Policies.Policy')).toMatchObject([{ ...policy, DefaultVersion: 'v1' }]);
    const read = await ask(sandbox, 'ram', 'GetPolicy', policy);
    expect(at(read.body, 'Policy.AttachmentCount')).toBe(1);
    const version = await ask(sandbox, 'ram', 'GetPolicyVersion', { ...policy, VersionId: 'v1' });
    const document = JSON.parse(textAt(version.body, 'PolicyVersion.PolicyDocument'));
    expect(document.Statement[0].Action).toEqual(
      expect.arrayContaining(['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey']),
    );
    expect(at(read.body, 'DefaultPolicyVersion.PolicyDocument')).toBe(
      at(version.body, 'PolicyVersion.PolicyDocument'),
    );
    const check = await askCs(sandbox, 'POST', '/ram/check-service-role', {
      json: { roles: [{ name: role.RoleName }, { name: 'other' }] },
    });
    expect(check.body).toEqual({
      roles: [
        { name: role.RoleName, granted: true, message: '' },
        { name: 'other', granted: false, message: 'The role does not exist: other' },
      ],
    });
  });

  test('detached, attached, deleted, created, each by API', async () => {
    const ram = async (action: string, params: Record<string, string>) => {
      const answer = await ask(sandbox, 'ram', action, params);
      return answer.code ?? answer.status;
    };
    expect(await ram('DeleteRole', role)).toBe('DeleteConflict.Role.Policy');
    expect(await ram('DetachPolicyFromRole', { ...role, ...policy })).toBe(200);
    expect(await ram('DetachPolicyFromRole', { ...role, ...policy })).toBe('EntityNotExist.Role.Policy');
    expect(listAt((await ask(sandbox, 'ram', 'ListPoliciesForRole', role)).body, 'Policies.Policy')).toEqual(
      [],
    );
    expect(await ram('AttachPolicyToRole', { ...role, ...policy })).toBe(200);
    expect(await ram('AttachPolicyToRole', { ...role, ...policy })).toBe('EntityAlreadyExists.Role.Policy');
    expect(await ram('AttachPolicyToRole', { ...role, PolicyName: 'none', PolicyType: 'Custom' })).toBe(
      'EntityNotExist.Policy',
    );
    expect(await ram('DetachPolicyFromRole', { ...role, ...policy })).toBe(200);
    expect(await ram('DeleteRole', role)).toBe(200);
    expect(await ram('GetRole', role)).toBe('EntityNotExist.Role');
    expect(await ram('ListPoliciesForRole', role)).toBe('EntityNotExist.Role');
    const AssumeRolePolicyDocument = '{"Statement":[]}';
    expect(await ram('CreateRole', { ...role, AssumeRolePolicyDocument: '{}' })).toBe(
      'MalformedPolicyDocument',
    );
    expect(await ram('CreateRole', { ...role, AssumeRolePolicyDocument })).toBe(200);
    expect(await ram('CreateRole', { ...role, AssumeRolePolicyDocument })).toBe('EntityAlreadyExists.Role');
    expect(await ram('UpdateRole', { ...role, NewAssumeRolePolicyDocument: 'x' })).toBe(
      'MalformedPolicyDocument',
    );
    expect(await ram('UpdateRole', { ...role, NewDescription: 'mine', NewMaxSessionDuration: '7200' })).toBe(
      200,
    );
    expect((await ask(sandbox, 'ram', 'GetRole', role)).body).toMatchObject({
      Role: { Description: 'mine', MaxSessionDuration: 7200, AssumeRolePolicyDocument },
    });
  });

  test.each([
    { action: 'GetPolicy', params: { PolicyName: 'reads', PolicyType: 'Custom' }, code: undefined },
    {
      action: 'GetPolicy',
      params: { PolicyName: 'reads', PolicyType: 'System' },
      code: 'EntityNotExist.Policy',
    },
    { action: 'GetPolicy', params: { PolicyName: 'reads', PolicyType: 'custom' }, code: 'InvalidParameter' },
    {
      action: 'GetPolicyVersion',
      params: { PolicyName: 'reads', PolicyType: 'Custom', VersionId: 'v9' },
      code: 'EntityNotExist.Policy.Version',
    },
  ])('$action $params: $code', async ({ action, params, code }) => {
    expect((await ask(sandbox, 'ram', action, params as Record<string, string>)).code).toBe(code);
  });
});
