import { $OpenApiUtil, OpenApiUtil } from '@alicloud/openapi-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { fixture } from '../fixture.ts';
import { ask, at, fieldsAt, listAt, scenarioFile } from '../sandbox/signed.ts';
import { CsClient, OpenApiClient, openApiConfig, type Pair, popRpcClient, thrownBy } from './clients.ts';
import { differences } from './shape.ts';

const FIRST = 'c00000000000000000000000000000001';
const SECOND = 'c00000000000000000000000000000002';

const scenario = scenarioFile(`
caller: LTAIsandboxOwner1
accounts:
  - id: "1000000000000001"
    policies: [{ name: none, allow: ["oss:*"] }, { name: acs, allow: ["cs:*"] }]
    users:
      - { name: admin, id: "200000000000000001", policies: [AdministratorAccess], grants: [{ cluster: all, role: admin }] }
      - { name: lead, id: "200000000000000002", policies: [acs], grants: [{ cluster: first, role: admin }] }
      - { name: dev, id: "200000000000000003", policies: [none], grants: [{ cluster: first, role: ops }, { cluster: second, role: dev }] }
    groups: [{ name: team, policies: [AliyunCSFullAccess], users: [admin, lead, dev] }]
    roles: [{ name: ci, id: "300000000000000009", policies: [AliyunCSFullAccess], grants: [{ cluster: all, role: admin }] }]
    accessKeys:
      - { id: LTAIsandboxOwner1, secret: secretOfOwner, user: root }
      - { id: LTAIsandboxAdmin1, secret: secretOfAdmin, user: admin }
      - { id: LTAIsandboxLead01, secret: secretOfLead1, user: lead }
      - { id: LTAIsandboxDev001, secret: secretOfDev01, user: dev }
    securityGroups: [{ name: g, id: sg-1, region: cn-hangzhou, egress: [${'{ policy: accept }, '.repeat(14)}{ policy: drop, cidr: 100.64.0.0/10 }] }]
    networkAcls: [{ name: a, id: nacl-1, region: cn-hangzhou, inbound: [{ policy: drop, ports: 22/22, protocol: tcp }], outbound: [{ policy: accept }] }]
    clusters:
      - { name: first, id: ${FIRST}, region: cn-hangzhou, securityGroup: g, networkAcl: a }
      - { name: second, id: ${SECOND}, region: cn-hangzhou }
`);

const admin: Pair = { accessKeyId: 'LTAIsandboxAdmin1', accessKeySecret: 'secretOfAdmin' };
const lead: Pair = { accessKeyId: 'LTAIsandboxLead01', accessKeySecret: 'secretOfLead1' };
const dev: Pair = { accessKeyId: 'LTAIsandboxDev001', accessKeySecret: 'secretOfDev01' };
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario, rates: 'off' });
});
afterAll(() => sandbox.close());

const VERSIONS = { ram: '2015-05-01', ecs: '2014-05-26', vpc: '2016-04-28' } as const;
type Product = keyof typeof VERSIONS;

const hostOf = (product: Product) =>
  product === 'ram' ? 'ram.aliyuncs.com' : `${product}.cn-hangzhou.aliyuncs.com`;

async function core(
  product: Product,
  action: string,
  query: Record<string, unknown>,
  pair = admin,
): Promise<unknown> {
  const params = new $OpenApiUtil.Params({
    action,
    version: VERSIONS[product],
    protocol: 'HTTPS',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    pathname: '/',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const client = new OpenApiClient(openApiConfig(sandbox, pair, hostOf(product)));
  const request = new $OpenApiUtil.OpenApiRequest({ query: OpenApiUtil.query(query) });
  return at(await client.callApi(params, request, Object.create(null)), 'body');
}

const older = (product: Product, action: string, query: Record<string, unknown>): Promise<unknown> =>
  popRpcClient(sandbox, admin, VERSIONS[product]).request(action, query, { method: 'POST' });

const where = { RegionId: 'cn-hangzhou' };

describe.each([
  {
    client: 'openapi-core',
    call: (...[product, action, query]: Parameters<typeof older>) => core(product, action, query),
  },
  { client: 'pop-core', call: older },
])('$client', ({ call }) => {
  test('lists policies page by page, with how many have them', async () => {
    const names: unknown[] = [];
    let body: unknown;
    do {
      const Marker = body === undefined ? undefined : at(body, 'Marker');
      body = await call('ram', 'ListPolicies', { MaxItems: 3, ...(Marker ? { Marker } : {}) });
      names.push(...fieldsAt(body, 'Policies.Policy', 'PolicyName'));
    } while (at(body, 'IsTruncated') === true);
    expect(names).toHaveLength(8);
    expect(new Set(names).size).toBe(8);
    expect(at(body, 'Marker')).toBeUndefined();
    const own = await call('ram', 'ListPolicies', { PolicyType: 'Custom' });
    expect(fieldsAt(own, 'Policies.Policy', 'PolicyName')).toEqual(['none', 'acs']);
    expect(fieldsAt(own, 'Policies.Policy', 'AttachmentCount')).toEqual([1, 1]);
  });

  test('tells who has a policy', async () => {
    const query = { PolicyName: 'AliyunCSFullAccess', PolicyType: 'System' };
    const body = await call('ram', 'ListEntitiesForPolicy', query);
    expect(fieldsAt(body, 'Groups.Group', 'GroupName')).toEqual(['team']);
    expect(fieldsAt(body, 'Roles.Role', 'RoleId')).toEqual(['300000000000000009']);
    expect(listAt(body, 'Users.User')).toEqual([]);
    const admins = await call('ram', 'ListEntitiesForPolicy', {
      ...query,
      PolicyName: 'AdministratorAccess',
    });
    expect(fieldsAt(admins, 'Users.User', 'UserId')).toEqual(['200000000000000001']);
  });

  test('lists the members of a group, without ids, and all users, with them', async () => {
    const first = await call('ram', 'ListUsersForGroup', { GroupName: 'team', MaxItems: 2 });
    expect(fieldsAt(first, 'Users.User', 'UserName')).toEqual(['admin', 'lead']);
    expect(fieldsAt(first, 'Users.User', 'UserId')).toEqual([undefined, undefined]);
    const more = { GroupName: 'team', MaxItems: 2, Marker: at(first, 'Marker') };
    expect(fieldsAt(await call('ram', 'ListUsersForGroup', more), 'Users.User', 'UserName')).toEqual(['dev']);
    const users = await call('ram', 'ListUsers', {});
    expect(fieldsAt(users, 'Users.User', 'UserId')).toHaveLength(3);
  });

  test('reads the rules of a security group, with a token for the rest', async () => {
    const query = { ...where, SecurityGroupId: 'sg-1', Direction: 'egress', MaxResults: 10 };
    const first = await call('ecs', 'DescribeSecurityGroupAttribute', query);
    expect(listAt(first, 'Permissions.Permission')).toHaveLength(10);
    const rest = { ...query, NextToken: at(first, 'NextToken') };
    const second = await call('ecs', 'DescribeSecurityGroupAttribute', rest);
    expect(listAt(second, 'Permissions.Permission').at(-1)).toMatchObject({
      Direction: 'egress',
      Policy: 'Drop',
      IpProtocol: 'ALL',
      PortRange: '-1/-1',
      Priority: '1',
      DestCidrIp: '100.64.0.0/10',
    });
    expect(at(second, 'NextToken')).toBe('');
    const inbound = await call('ecs', 'DescribeSecurityGroupAttribute', { ...query, Direction: 'ingress' });
    expect(listAt(inbound, 'Permissions.Permission')).toEqual([]);
  });

  test('reads the network ACL of a vSwitch', async () => {
    const cluster = await new CsClient(openApiConfig(sandbox, admin)).describeClusterDetail(FIRST);
    const [VSwitchId] = cluster.body?.vswitchIds ?? [];
    const vSwitch = await call('vpc', 'DescribeVSwitchAttributes', { ...where, VSwitchId });
    expect(vSwitch).toMatchObject({ VSwitchId, NetworkAclId: 'nacl-1' });
    const acl = await call('vpc', 'DescribeNetworkAclAttributes', { ...where, NetworkAclId: 'nacl-1' });
    expect(listAt(acl, 'NetworkAclAttribute.IngressAclEntries.IngressAclEntry')).toMatchObject([
      { Policy: 'drop', Protocol: 'tcp', Port: '22/22', SourceCidrIp: '0.0.0.0/0' },
    ]);
    expect(listAt(acl, 'NetworkAclAttribute.EgressAclEntries.EgressAclEntry')).toMatchObject([
      { Policy: 'accept', Protocol: 'all', Port: '-1/-1', DestinationCidrIp: '0.0.0.0/0' },
    ]);
  });
});

const MISSING = [
  [
    'ram',
    'ListEntitiesForPolicy',
    { PolicyName: 'nope', PolicyType: 'Custom' },
    404,
    'EntityNotExist.Policy',
  ],
  ['ram', 'ListUsersForGroup', { GroupName: 'nope' }, 404, 'EntityNotExist.Group'],
  ['ram', 'ListPolicies', { MaxItems: 1001 }, 400, 'InvalidParameter'],
  ['ram', 'ListUsers', { Marker: 'made up' }, 400, 'InvalidParameter'],
  [
    'ecs',
    'DescribeSecurityGroupAttribute',
    { ...where, SecurityGroupId: 'sg-2' },
    404,
    'InvalidSecurityGroupId.NotFound',
  ],
  ['ecs', 'DescribeSecurityGroupAttribute', where, 400, 'MissingParameter'],
  [
    'ecs',
    'DescribeSecurityGroupAttribute',
    { ...where, SecurityGroupId: 'sg-1', MaxResults: 9 },
    400,
    'InvalidParameter',
  ],
  [
    'ecs',
    'DescribeSecurityGroupAttribute',
    { RegionId: 'cn-beijing', SecurityGroupId: 'sg-1' },
    404,
    'InvalidSecurityGroupId.NotFound',
  ],
  ['vpc', 'DescribeVSwitchAttributes', { ...where, VSwitchId: 'vsw-0' }, 404, 'InvalidVSwitchId.NotFound'],
  [
    'vpc',
    'DescribeNetworkAclAttributes',
    { ...where, NetworkAclId: 'nacl-0' },
    404,
    'InvalidNetworkAcl.NotFound',
  ],
] as const;

test.each(MISSING)('%s %s %j is refused with %s %s', async (product, action, query, statusCode, code) => {
  expect(await thrownBy(core(product, action, query))).toMatchObject({ statusCode, code });
});

test.each([
  ['ram', 'ListPolicies', {}, 'NoPermission', 'ram:ListPolicies'],
  [
    'ecs',
    'DescribeSecurityGroupAttribute',
    { ...where, SecurityGroupId: 'sg-1' },
    'Forbidden.RAM',
    'ecs:DescribeSecurityGroupAttribute',
  ],
  [
    'vpc',
    'DescribeNetworkAclAttributes',
    { ...where, NetworkAclId: 'nacl-1' },
    'Forbidden.RAM',
    'vpc:DescribeNetworkAclAttributes',
  ],
] as const)('%s %s without the right names it', async (product, action, query, code, AuthAction) => {
  expect(await thrownBy(core(product, action, query, lead))).toMatchObject({
    statusCode: 403,
    code,
    accessDeniedDetail: { AuthAction },
  });
});

describe('DescribeUserPermission', () => {
  const permissions = async (uid: string, pair: Pair) => {
    const { body } = await new CsClient(openApiConfig(sandbox, pair)).describeUserPermission(uid);
    return body?.map(({ resourceId, resourceType, roleType }) => [resourceId, resourceType, roleType]);
  };

  test('through the official client: everything for who administers everything', async () => {
    expect(await permissions('200000000000000003', admin)).toEqual([
      [FIRST, 'cluster', 'ops'],
      [SECOND, 'cluster', 'dev'],
    ]);
    expect(await permissions('300000000000000009', admin)).toEqual([['all-clusters', 'console', 'admin']]);
  });

  test('only of clusters that the caller administers', async () => {
    expect(await permissions('200000000000000003', lead)).toEqual([[FIRST, 'cluster', 'ops']]);
    expect(await permissions('300000000000000009', lead)).toEqual([]);
    expect(await permissions('200000000000000002', dev)).toEqual([]);
  });

  test('of nobody it is refused', async () => {
    expect(await thrownBy(permissions('200000000000000404', admin))).toMatchObject({
      statusCode: 404,
      code: 'ErrorUserNotFound',
    });
  });

  test.each([
    { file: 'DescribeUserPermission.ops-and-dev', uid: '200000000000000003' },
    { file: 'DescribeUserPermission.all-clusters-admin', uid: '300000000000000009' },
  ])('has the shape of $file', async ({ file, uid }) => {
    const answer = await ask(
      sandbox,
      'cs.cn-hangzhou',
      'DescribeUserPermission',
      {},
      {
        method: 'GET',
        path: `/permissions/users/${uid}`,
      },
    );
    expect(answer.status, answer.text).toBe(200);
    expect(differences(fixture(`cs/${file}`), answer.body)).toEqual([]);
  });
});

test('what a group may do, its members may do', async () => {
  // `dev` has no policy of its own that says anything about ACK.
  const { body } = await new CsClient(openApiConfig(sandbox, dev)).describeClusterDetail(SECOND);
  expect(body?.name).toBe('second');
});
