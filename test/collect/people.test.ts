import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { collectPeople } from '../../shared/collect/people.ts';
import type { Person } from '../../shared/model/people.ts';
import { ACCOUNT, cluster, outOfScope, seen } from '../builders.ts';
import { callsOf, setFaults } from '../e2e/run-cli.ts';
import { scenarioFile } from '../sandbox/signed.ts';
import { cloudOf } from '../sandbox-cloud.ts';

const KEY = 'key-hzz00000000000000001a';
const POD = `c${'0'.repeat(32)}`;

/** The auditor sees all roles, since it administers all clusters. */
const world = (more: { users?: string; policies?: string; rest?: string } = {}) =>
  scenarioFile(`
caller: LTAIsandboxPeople
accounts:
  - id: "${ACCOUNT}"
    policies:
      - { name: reads, allow: ["ram:Get*", "ram:List*", "cs:Describe*"] }
      ${more.policies ?? ''}
    users:
      - { name: audit, policies: [reads], grants: [{ cluster: all, role: admin }] }
      ${more.users ?? ''}
    accessKeys: [{ id: LTAIsandboxPeople, secret: sandboxSecret, user: audit }]
    keys: [{ name: k, id: ${KEY}, region: cn-hangzhou }]
    clusters: [{ name: pay-prod, id: ${POD}, region: cn-hangzhou, key: k }]
    ${more.rest ?? ''}
`);

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const sealed = [cluster({ id: POD, encryption: seen({ on: true, keyId: KEY }) })];

async function collect(of: Parameters<typeof world>[0] = {}, grantsToo = true, clusters = sealed) {
  sandbox = await startSandbox({ scenario: world(of), rates: 'off' });
  return collectPeople(cloudOf(sandbox), ACCOUNT, clusters, grantsToo);
}

async function named(of: Parameters<typeof world>[0], name: string): Promise<Person | undefined> {
  const { persons } = await collect(of);
  if (!persons.seen) throw new Error(persons.detail);
  return persons.value.find((person) => person.name === name);
}

const guard = '- { name: guard, deny: ["cs:UpdateKMSEncryption", "kms:*Key*"] }';
const on = (action: string, resource: string, more = '') =>
  `- { name: own, document: { Version: "1", Statement: [{ Effect: Allow, Action: ["${action}"], Resource: ["${resource}"]${more} }] } }`;
const user = (policies: string) => `- { name: bob, policies: [${policies}] }`;
const DENIED_KEYS = { 'kms:DisableKey': 'denied', 'kms:ScheduleKeyDeletion': 'denied' };
const ALL_KEYS = { 'kms:DisableKey': 'allowed', 'kms:ScheduleKeyDeletion': 'allowed' };

test.each([
  {
    when: 'an administrator',
    of: { users: user('AdministratorAccess') },
    rights: { 'cs:UpdateKMSEncryption': 'allowed', ...ALL_KEYS, 'ram:DetachPolicyFromRole': 'allowed' },
    kms: 'allowed',
  },
  {
    when: 'an operator without KMS',
    of: { users: user('AliyunCSFullAccess') },
    rights: { 'cs:UpdateKMSEncryption': 'allowed', 'kms:DisableKey': 'denied' },
    kms: 'denied',
  },
  {
    when: 'an operator with KMS',
    of: { users: user('AliyunCSFullAccess, AliyunKMSCryptoAdminAccess') },
    rights: { 'cs:UpdateKMSEncryption': 'allowed', ...ALL_KEYS },
    kms: 'allowed',
  },
  {
    when: 'somebody guarded',
    of: { policies: guard, users: user('AdministratorAccess, guard') },
    rights: { 'cs:UpdateKMSEncryption': 'denied', ...DENIED_KEYS, 'ram:DetachPolicyFromRole': 'allowed' },
    kms: 'allowed',
  },
  {
    when: 'somebody with a right to the key in use',
    of: { policies: on('kms:DisableKey', `acs:kms:*:*:key/${KEY}`), users: user('own') },
    rights: { 'kms:DisableKey': 'allowed', 'kms:ScheduleKeyDeletion': 'denied' },
    kms: 'denied',
  },
  {
    when: 'somebody with a right to another key',
    of: { policies: on('kms:*', 'acs:kms:*:*:key/key-other'), users: user('own') },
    rights: { 'kms:DisableKey': 'denied' },
    kms: 'open',
  },
  {
    when: 'somebody with a right to the cluster',
    of: { policies: on('cs:Update*', `acs:cs:cn-hangzhou:*:cluster/${POD}`), users: user('own') },
    rights: { 'cs:UpdateKMSEncryption': 'allowed' },
    kms: 'denied',
  },
  {
    when: 'somebody from one address only',
    of: {
      policies: on('cs:*', '*', ', Condition: { IpAddress: { "acs:SourceIp": ["10.0.0.0/8"] } }'),
      users: user('own'),
    },
    rights: { 'cs:UpdateKMSEncryption': 'open' },
    kms: 'denied',
  },
  {
    when: 'somebody with everything but RAM',
    of: {
      policies:
        '- { name: own, document: { Version: "1", Statement: [{ Effect: Allow, NotAction: ["ram:*"], Resource: ["*"] }] } }',
      users: user('own'),
    },
    rights: { 'cs:UpdateKMSEncryption': 'allowed', ...ALL_KEYS, 'ram:DetachPolicyFromRole': 'denied' },
    kms: 'allowed',
  },
])('$when may: $rights', async ({ of, rights, kms }) => {
  const bob = await named(of, 'bob');
  const told = Object.entries(bob?.rights ?? {}).map(([action, { effect }]) => [action, effect]);
  expect(Object.fromEntries(told)).toMatchObject(rights);
  expect(bob).toMatchObject({ type: 'user', kms: { effect: kms } });
});

test('who has no right that counts is not among them, and no role is asked for', async () => {
  const { persons } = await collect({ users: '- { name: oss, policies: [] }' });
  expect(persons).toMatchObject({ seen: true, value: [] });
  expect(await callsOf(sandbox)).not.toHaveProperty('DescribeUserPermission');
});

test('members of a group have what the group has, and their id is looked up for ACK', async () => {
  const bob = await named(
    {
      users: '- { name: bob, grants: [{ cluster: pay-prod, role: ops }] }',
      rest: 'groups: [{ name: oncall, policies: [AliyunCSFullAccess], users: [bob] }]',
    },
    'bob',
  );
  expect(bob).toMatchObject({
    rights: { 'cs:UpdateKMSEncryption': { effect: 'allowed' } },
    grants: { seen: true, value: [{ cluster: POD, role: 'ops' }] },
  });
  expect(await callsOf(sandbox)).toMatchObject({ ListUsersForGroup: 1, ListUsers: 1 });
});

test('roles are people, too', async () => {
  const role = await named(
    {
      rest: 'roles: [{ name: ci, policies: [AdministratorAccess], grants: [{ cluster: all, role: admin }] }]',
    },
    'ci',
  );
  expect(role).toMatchObject({
    type: 'role',
    grants: { value: [{ cluster: 'all-clusters', role: 'admin' }] },
  });
});

test('a thousand people with few policies cost few calls, page by page, up to a limit', async () => {
  const many = Array.from({ length: 1200 }, (_, index) => `u${index}`);
  const { persons, cuts } = await collect(
    {
      users: many.map((name) => `- { name: ${name} }`).join('\n      '),
      rest: `groups: [{ name: all, policies: [AliyunKMSFullAccess], users: [${many.join(', ')}] }]`,
    },
    false,
  );
  expect(persons.seen && persons.value).toHaveLength(300);
  expect(cuts).toEqual([{ what: 'identities', limit: 300, total: 1200 }]);
  const { GetPolicy, ListEntitiesForPolicy, ...others } = await callsOf(sandbox);
  expect(GetPolicy).toBeLessThan(10);
  expect(ListEntitiesForPolicy).toBeLessThan(10);
  expect(others).toEqual({ ListPolicies: 1, ListUsersForGroup: 2 });
});

test('each policy is read once', async () => {
  const users = Array.from(
    { length: 20 },
    (_, index) => `- { name: u${index}, policies: [AdministratorAccess, own] }`,
  );
  await collect({ policies: on('cs:*', '*'), users: users.join('\n      ') }, false);
  const { GetPolicy } = await callsOf(sandbox);
  expect(GetPolicy).toBe(8); // five system policies that count, that of the service role, reads and own
});

test.each([
  { action: 'ram:ListPolicies', calls: 1 },
  { action: 'ram:GetPolicy', calls: 10 },
  { action: 'ram:ListEntitiesForPolicy', calls: 10 },
])('without $action nobody is seen, and it is not asked for again and again', async ({ action, calls }) => {
  sandbox = await startSandbox({ scenario: world({ users: user('AdministratorAccess') }), rates: 'off' });
  sandbox.world.deny({ action });
  const { persons } = await collectPeople(cloudOf(sandbox), ACCOUNT, sealed, true);
  expect(persons).toMatchObject({ seen: false, because: 'denied', permission: action });
  expect(persons).not.toHaveProperty('thing');
  expect((await callsOf(sandbox))[action.slice(4)]).toBeLessThanOrEqual(calls);
});

test('without cs:DescribeUserPermission the rights are known, the roles are not', async () => {
  sandbox = await startSandbox({ scenario: world({ users: user('AdministratorAccess') }), rates: 'off' });
  sandbox.world.deny({ action: 'cs:DescribeUserPermission' });
  const { persons } = await collectPeople(cloudOf(sandbox), ACCOUNT, sealed, true);
  expect(persons).toMatchObject({
    value: [{ name: 'bob', grants: { because: 'denied', permission: 'cs:DescribeUserPermission' } }],
  });
});

test('a list that does not end, or is not a list, is not seen', async () => {
  sandbox = await startSandbox({ scenario: world({ users: user('AdministratorAccess') }), rates: 'off' });
  const look = () => collectPeople(cloudOf(sandbox), ACCOUNT, sealed, true);
  await setFaults(sandbox, [{ kind: 'emptyPageWithToken', action: 'ListPolicies' }]);
  expect((await look()).persons).toMatchObject({ seen: false, because: 'malformed' });
  await setFaults(sandbox, [{ kind: 'wrongType', action: 'ListEntitiesForPolicy', field: 'Users' }]);
  expect((await look()).persons).toMatchObject({ seen: false, because: 'malformed' });
});

test('whoever is missing in a list of users that is cut short has no roles that are known, for that reason', async () => {
  const rest = 'groups: [{ name: oncall, policies: [AliyunCSFullAccess], users: [bob] }]';
  sandbox = await startSandbox({ scenario: world({ users: '- { name: bob }', rest }), rates: 'off' });
  await setFaults(sandbox, [
    { kind: 'wrongType', action: 'ListUsers', field: 'Users.User.1.UserName', value: 7 },
  ]);
  const { persons } = await collectPeople(cloudOf(sandbox), ACCOUNT, sealed, true);
  expect(persons).toMatchObject({ value: [{ name: 'bob', grants: { seen: false, because: 'malformed' } }] });
});

test('why something was not read is kept', async () => {
  sandbox = await startSandbox({ scenario: world({ users: user('AdministratorAccess') }), rates: 'off' });
  await setFaults(sandbox, [{ kind: 'error5xx', action: 'GetPolicy', from: 4 }]);
  const { persons, gaps } = await collectPeople(cloudOf(sandbox), ACCOUNT, sealed, true);
  expect(persons).toMatchObject({
    value: expect.arrayContaining([expect.objectContaining({ name: 'bob' })]),
  });
  expect(new Set(gaps.map(({ what, because }) => `${what} ${because}`))).toEqual(
    new Set(['policy unreachable']),
  );
});

test('nothing is asked when no cluster is in scope', async () => {
  const { persons } = await collect({}, true, [outOfScope()]);
  expect(persons).toMatchObject({ seen: true, value: [] });
  expect(await callsOf(sandbox)).toEqual({});
});
