import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { ask, askCs, at, fieldsAt, scenarioFile } from './signed.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({
    rates: 'off',
    scenario: scenarioFile(`
caller: LTAIpeopleRoot01
accounts:
  - id: "1000000000000001"
    users:
      - { name: li, id: "200000000000000001", policies: [AliyunCSFullAccess], console: true }
      - { name: wu, console: true, mfa: false }
      - { name: ci }
    groups: [{ name: team, users: [li, wu] }, { name: none }]
    roles: [{ name: deploy }]
    accessKeys:
      - { id: LTAIpeopleRoot01, secret: secretOfRoot00, user: root }
      - { id: LTAIpeopleLi0001, secret: secretOfLi0001, user: li }
    securityGroups: [{ name: strict, id: sg-1, region: cn-hangzhou, egress: [] }]
    keys:
      - { name: a, id: key-a, region: cn-hangzhou, aliases: [alias/a, alias/b] }
      - { name: b, id: key-b, region: cn-shanghai, aliases: [alias/c] }
    clusters: [{ name: one, region: cn-hangzhou, size: 3 }, { name: two, region: cn-hangzhou, securityGroup: strict, size: 0 }]
  - { id: "1000000000000002", users: [{ name: li }], accessKeys: [{ id: LTAIpeopleOther1, secret: secretOfOther1, user: li }] }
`),
  });
});
afterAll(() => sandbox.close());

const ram = (action: string, params: Record<string, string> = {}) => ask(sandbox, 'ram', action, params);
const li = { UserName: 'li' };

test('who there is, and what each was given', async () => {
  const roles = await ram('ListRoles');
  expect(fieldsAt(roles.body, 'Roles.Role', 'RoleName')).toEqual(['deploy', 'AliyunCSManagedSecurityRole']);
  expect(at(roles.body, 'Roles.Role.0.AssumeRolePolicyDocument')).toBeUndefined(); // only GetRole tells it
  expect(fieldsAt((await ram('ListGroups')).body, 'Groups.Group', 'GroupName')).toEqual(['team', 'none']);
  const groups = await ram('ListGroupsForUser', li);
  expect(fieldsAt(groups.body, 'Groups.Group', 'GroupName')).toEqual(['team']);
  const policies = await ram('ListPoliciesForUser', li);
  expect(fieldsAt(policies.body, 'Policies.Policy', 'PolicyName')).toEqual(['AliyunCSFullAccess']);
  expect((await ram('ListPoliciesForUser', { UserName: 'nobody' })).code).toBe('EntityNotExist.User');
});

test('access keys of a user, or of who asks', async () => {
  const ofLi = await ram('ListAccessKeys', li);
  expect(fieldsAt(ofLi.body, 'AccessKeys.AccessKey', 'AccessKeyId')).toEqual(['LTAIpeopleLi0001']);
  const own = await ram('ListAccessKeys');
  expect(fieldsAt(own.body, 'AccessKeys.AccessKey', 'AccessKeyId')).toEqual(['LTAIpeopleRoot01']);
});

test('who may log on to the console, and with a second factor', async () => {
  expect(at((await ram('GetLoginProfile', li)).body, 'LoginProfile.MFABindRequired')).toBe(true);
  const wu = await ram('GetLoginProfile', { UserName: 'wu' });
  expect(at(wu.body, 'LoginProfile.MFABindRequired')).toBe(false);
  const ci = await ram('GetLoginProfile', { UserName: 'ci' });
  expect([ci.status, ci.code]).toEqual([404, 'EntityNotExist.User.LoginProfile']);
  const devices = await ram('ListVirtualMFADevices');
  expect(at(devices.body, 'VirtualMFADevices.VirtualMFADevice')).toMatchObject([{ User: li }]);
});

test('node pools, checks, security groups and aliases', async () => {
  const listed = await askCs(sandbox, 'GET', '/api/v1/clusters');
  const [one, two] = fieldsAt(listed.body, 'clusters', 'cluster_id').map(String);
  const nodes = (id = '') => askCs(sandbox, 'GET', `/clusters/${id}/nodepools`);
  expect(at((await nodes(one)).body, 'nodepools')).toMatchObject([{ status: { total_nodes: 3 } }]);
  expect(at((await nodes(two)).body, 'nodepools')).toEqual([]);
  expect((await nodes('nothing')).code).toBe('ErrorClusterNotFound');
  const region = { RegionId: 'cn-hangzhou' };
  const groups = await ask(sandbox, 'ecs.cn-hangzhou', 'DescribeSecurityGroups', region);
  expect(fieldsAt(groups.body, 'SecurityGroups.SecurityGroup', 'SecurityGroupName')).toEqual([
    'strict',
    'alicloud-cs-auto-created',
  ]);
  const aliases = await ask(sandbox, 'kms.cn-hangzhou', 'ListAliases');
  expect(fieldsAt(aliases.body, 'Aliases.Alias', 'AliasName')).toEqual(['alias/a', 'alias/b']);
});
