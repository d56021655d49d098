import { expect, test } from 'vitest';
import { actorOf, toChangeEvent } from '../../shared/collect/change-event.ts';
import { parseEvent, type TrailEvent } from '../../shared/collect/event.ts';
import { namedThing } from '../../shared/collect/named-thing.ts';
import { actorWords } from '../../shared/text/change-words.ts';
import { speak } from '../../shared/text/say.ts';
import { ACCOUNT } from '../builders.ts';

function disabling(userIdentity: unknown): TrailEvent {
  const event = parseEvent({
    ...{
      eventId: 'e-1',
      eventName: 'DisableKey',
      eventTime: '2026-11-22T00:00:00Z',
      acsRegion: 'cn-hangzhou',
    },
    ...{ sourceIpAddress: 'Internal', requestParameters: { KeyId: 'key-1' }, userIdentity },
  });
  if (!event) throw new Error('no event');
  return event;
}

const OTHER = '2000000000000002';
const USER = { type: 'ram-user', accountId: ACCOUNT, principalId: '288153348682784898' };
const SESSION = { type: 'assumed-role', accountId: ACCOUNT, principalId: '300000000000000001:dana' };

test.each([
  { when: 'with a name', identity: { ...USER, userName: 'alice' }, words: 'alice' },
  { when: 'without a name', identity: USER, words: '288153348682784898' },
  { when: 'whose name is null', identity: { ...USER, userName: null }, words: '288153348682784898' },
  { when: 'without name and id', identity: { type: 'ram-user' }, words: 'unknown identity' },
  { when: 'of a kind nobody knows', identity: { ...USER, type: 'saml-user' }, words: '288153348682784898' },
  { when: 'that is absent', identity: undefined, words: 'unknown identity' },
  { when: 'root', identity: { type: 'root-account', accountId: ACCOUNT }, words: 'the root account' },
  { when: 'of the system', identity: { type: 'system' }, words: 'the system' },
  { when: 'of a session', identity: { ...SESSION, userName: 'Admin:dana' }, words: 'dana (role Admin)' },
  {
    when: 'of a session with colons',
    identity: { ...SESSION, userName: 'Admin:a:b' },
    words: 'a:b (role Admin)',
  },
  { when: 'of a session without a name', identity: SESSION, words: 'dana (role 300000000000000001)' },
  { when: 'of a session that is empty', identity: { ...SESSION, userName: 'Admin:' }, words: 'Admin' },
  {
    when: 'of a session of another account',
    identity: { ...SESSION, accountId: OTHER, userName: 'Admin:dana' },
    words: `dana (role Admin) of account ${OTHER}`,
  },
  {
    when: 'of another account, without a name',
    identity: { ...USER, accountId: OTHER },
    words: `288153348682784898 of account ${OTHER}`,
  },
])('an identity $when is $words', ({ identity, words }) => {
  expect(actorWords(actorOf(disabling(identity), ACCOUNT), speak('en'))).toBe(words);
});

test('a change names the account of its author only when it is another one', () => {
  const watched = {
    account: ACCOUNT,
    keys: new Set(['cn-hangzhou key-1']),
    clusters: new Map(),
    policies: new Set<string>(),
    instances: new Set<string>(),
    ways: new Map(),
  };
  const actorIn = (accountId: string) =>
    toChangeEvent(disabling({ ...SESSION, accountId, userName: 'Admin:dana' }), watched)?.actor;
  expect(actorIn(ACCOUNT)).not.toHaveProperty('account');
  expect(actorIn(OTHER)).toMatchObject({ name: 'dana', role: 'Admin', account: OTHER });
});

const CLUSTER = 'c00000000000000000000000000000001';
const WATCHED = {
  account: ACCOUNT,
  keys: new Set(['cn-hangzhou key-1']),
  clusters: new Map([[CLUSTER, 'cn-hangzhou']]),
  policies: new Set(['own-kms']),
  instances: new Set(['cn-hangzhou kst-1']),
  ways: new Map([
    ['cn-hangzhou sg-1', [CLUSTER]],
    ['cn-hangzhou sg-all', [CLUSTER, 'c2']],
    ['cn-hangzhou nacl-1', [CLUSTER]],
    ['cn-hangzhou vsw-1', [CLUSTER]],
  ]),
};

function eventOf(service: string, eventName: string, requestParameters: object): TrailEvent {
  const at = { eventTime: '2026-11-22T00:00:00Z', acsRegion: 'cn-hangzhou', eventId: 'e-1' };
  const event = parseEvent({ ...at, serviceName: service, eventName, requestParameters });
  if (!event) throw new Error('no event');
  return event;
}

const SERVICE_ROLE = {
  PolicyType: 'System',
  PrincipalType: 'ServiceRole',
  PrincipalName: 'AliyunCSManagedSecurityRole',
};
const ROLE = { RoleName: 'AliyunCSManagedSecurityRole' };
const inRole = ['role-changed', 'role', 'AliyunCSManagedSecurityRole'] as const;

/** The parameters are those of the official operations. */
const CALLS: readonly (readonly [string, string, object, ...(readonly [string, string, string])])[] = [
  ['ResourceManager', 'DetachPolicy', SERVICE_ROLE, ...inRole],
  ['ResourceManager', 'AttachPolicy', SERVICE_ROLE, ...inRole],
  ['ResourceManager', 'DeleteRole', ROLE, ...inRole],
  ['ResourceManager', 'UpdateRole', ROLE, ...inRole],
  ['ResourceManager', 'SetDefaultPolicyVersion', { PolicyName: 'own-kms', VersionId: 'v2' }, ...inRole],
  ['ResourceManager', 'CreatePolicyVersion', { PolicyName: 'own-kms', SetAsDefault: true }, ...inRole],
  ['Ram', 'SetDefaultPolicyVersion', { PolicyName: 'own-kms', VersionId: 'v2' }, ...inRole],
  ['Ram', 'CreatePolicyVersion', { PolicyName: 'own-kms', SetAsDefault: 'true' }, ...inRole],
  ['Kms', 'ReleaseKmsInstance', { KmsInstanceId: 'kst-1' }, 'instance-released', 'instance', 'kst-1'],
  [
    'Kms',
    'UpdateKmsInstanceBindVpc',
    { KmsInstanceId: 'kst-1', BindVpcs: '[]' },
    'instance-network-changed',
    'instance',
    'kst-1',
  ],
  ['Kms', 'CreateKeyVersion', { KeyId: 'key-1' }, 'key-rotated', 'key', 'key-1'],
  ['CS', 'UpgradeCluster', { ClusterId: CLUSTER }, 'cluster-upgraded', 'cluster', CLUSTER],
  ['CS', 'MigrateCluster', { cluster_id: CLUSTER }, 'cluster-migrated', 'cluster', CLUSTER],
  ['CS', 'ModifyCluster', { ClusterId: CLUSTER, body: '{}' }, 'cluster-modified', 'cluster', CLUSTER],
  [
    'CS',
    'GrantPermissions',
    { uid: '2', body: `[{"cluster":"${CLUSTER}","role_name":"admin"}]` },
    'permissions-changed',
    'cluster',
    CLUSTER,
  ],
  ['CS', 'UpdateUserPermissions', { uid: '2', mode: 'apply' }, 'permissions-changed', 'account', ACCOUNT],
  [
    'CS',
    'CleanUserPermissions',
    { Uid: '2', ClusterIds: [CLUSTER] },
    'permissions-changed',
    'cluster',
    CLUSTER,
  ],
  ['Actiontrail', 'UpdateTrail', { Name: 'audit', EventRW: 'Write' }, 'trail-changed', 'trail', 'audit'],
  [
    'Actiontrail',
    'UpdateGlobalEventsStorageRegion',
    { StorageRegion: 'cn-hangzhou' },
    'global-events-moved',
    'account',
    ACCOUNT,
  ],
  [
    'Ecs',
    'RevokeSecurityGroupEgress',
    { SecurityGroupId: 'sg-1' },
    'network-rules-changed',
    'cluster',
    CLUSTER,
  ],
  [
    'Ecs',
    'AuthorizeSecurityGroupEgress',
    { SecurityGroupId: 'sg-all' },
    'network-rules-changed',
    'region',
    'cn-hangzhou',
  ],
  [
    'Ecs',
    'ModifySecurityGroupEgressRule',
    { SecurityGroupId: 'sg-1' },
    'network-rules-changed',
    'cluster',
    CLUSTER,
  ],
  ['Vpc', 'UpdateNetworkAclEntries', { NetworkAclId: 'nacl-1' }, 'network-rules-changed', 'cluster', CLUSTER],
  [
    'Vpc',
    'AssociateNetworkAcl',
    { NetworkAclId: 'nacl-new', Resource: [{ ResourceId: 'vsw-1' }] },
    'network-rules-changed',
    'cluster',
    CLUSTER,
  ],
];

test.each(CALLS)(
  '%s %s with %j is a change, polled and delivered',
  (service, call, parameters, kind, type, id) => {
    const event = eventOf(service, call, parameters);
    expect(toChangeEvent(event, WATCHED)).toMatchObject({ kind, target: { type, id } });
    expect(namedThing({ event, account: ACCOUNT, subject: '' })).not.toBeNull();
  },
);

test.each([
  ['ResourceManager', 'DetachPolicy', { ...SERVICE_ROLE, PrincipalType: 'IMSUser', PrincipalName: 'li' }],
  ['ResourceManager', 'DetachPolicy', { ...SERVICE_ROLE, PrincipalName: 'other' }],
  ['Kms', 'ReleaseKmsInstance', { KmsInstanceId: 'kst-of-others' }],
  ['Emr', 'GrantPermissions', { uid: '2' }],
  ['CS', 'GrantPermissions', { uid: '2', body: '[{"cluster":"c-of-others"}]' }],
  ['PolarDB', 'UpgradeCluster', { ClusterId: 'pc-1' }],
  ['Ecs', 'RevokeSecurityGroupEgress', { SecurityGroupId: 'sg-of-others' }],
])('%s %s with %j is nothing that is watched', (service, call, parameters) => {
  expect(toChangeEvent(eventOf(service, call, parameters), WATCHED)).toBeNull();
});
