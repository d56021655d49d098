import * as v from 'valibot';
import { actiontrail } from '../../shared/cloud/actiontrail.ts';
import { bss } from '../../shared/cloud/bss.ts';
import type { Cloud } from '../../shared/cloud/cloud.ts';
import { cs } from '../../shared/cloud/cs.ts';
import { ecs } from '../../shared/cloud/ecs.ts';
import { kms } from '../../shared/cloud/kms.ts';
import { ram } from '../../shared/cloud/ram.ts';
import { resourceManager } from '../../shared/cloud/resource-manager.ts';
import { vpc } from '../../shared/cloud/vpc.ts';
import { grantsOf } from '../../shared/collect/cluster-grants.ts';
import { collectClusters } from '../../shared/collect/clusters.ts';
import { collectMembers } from '../../shared/collect/directory.ts';
import { askEvents } from '../../shared/collect/lookup-events.ts';
import { billLines, instanceLines } from '../../shared/collect/money/bill-pages.ts';
import { collectHostedKeys } from '../../shared/collect/money/hosted-keys.ts';
import { entitiesOf, listPolicies, membersOf, userIds } from '../../shared/collect/ram-entities.ts';
import { collectRole } from '../../shared/collect/role.ts';
import { collectTrails } from '../../shared/collect/trails.ts';
import type { Observation } from '../../shared/model/observation.ts';
import { SERVICE_ROLE } from '../../shared/model/role.ts';
import { ACCOUNT, NOW, policy } from '../builders.ts';

/** What came of a list, and how many gaps are told. */
export interface Came {
  ids: readonly string[];
  gaps: number;
}

export interface List {
  action: string;
  /** Calls that are made at the same time as the first, and are answered alike. */
  beside?: number;
  /** One entry, as the cloud writes it. */
  entry(id: unknown): object;
  /** One page; entries null: no list. `total` and `next` go where the operation has them. */
  page(entries: unknown, more: { total?: unknown; next?: unknown; cut?: boolean }): object;
  collect(cloud: Cloud): Promise<Came>;
}

function came<T>(list: Observation<readonly T[]>, idOf: (item: T) => string): Came {
  return list.seen ? { ids: list.value.map(idOf), gaps: list.missing?.length ?? 0 } : { ids: [], gaps: 1 };
}

const line = v.object({ InstanceID: v.string() });
const access = (cloud: Cloud) => ({ cloud, account: ACCOUNT, payer: ACCOUNT, site: 'china' }) as const;
const data = (Data: object) => ({ Success: true, Code: '200', Message: '', Data });
const REF = { name: 'p', type: 'Custom', attached: 1 };

/** Lists that tell how many there are. */
export const COUNTED: readonly List[] = [
  {
    action: 'DescribeClustersV1',
    entry: (cluster_id) => ({
      cluster_id,
      region_id: 'cn-hangzhou',
      cluster_type: 'ManagedKubernetes',
      cluster_spec: 'ack.pro.small',
      profile: 'Default',
      state: 'running',
      meta_data: '{"Capabilities":{"DisableEncryption":true,"EncryptionKMSKeyId":""}}',
    }),
    page: (clusters, { total }) => ({
      clusters,
      ...(total === undefined ? {} : { page_info: { page_number: 1, page_size: 50, total_count: total } }),
    }),
    collect: async (cloud) => {
      const config = { regions: [], site: 'china' as const, policy: policy() };
      return came((await collectClusters(cloud, config, Promise.resolve(ACCOUNT))).clusters, ({ id }) => id);
    },
  },
  {
    action: 'ListAccounts',
    beside: 1,
    entry: (AccountId) => ({ AccountId, DisplayName: 'm', Status: 'CreateSuccess' }),
    page: (Account, { total: TotalCount }) => ({
      ResourceDirectory: { MasterAccountId: ACCOUNT },
      TotalCount,
      Accounts: { Account },
    }),
    collect: async (cloud) => {
      const members = await collectMembers(cloud);
      return came(members.seen ? { ...members, value: members.value.members } : members, ({ id }) => id);
    },
  },
  {
    action: 'ListKeys',
    entry: (KeyId) => ({ KeyId }),
    page: (Key, { total: TotalCount }) => ({ TotalCount, PageNumber: 1, PageSize: 100, Keys: { Key } }),
    collect: async (cloud) => came(await collectHostedKeys(cloud, ['cn-hangzhou'], NOW), ({ id }) => id),
  },
  ...([bss.queryBill, bss.queryAccountBill] as const).map(
    (operation): List => ({
      action: operation.action,
      entry: (InstanceID) => ({ InstanceID }),
      page: (Item, { total: TotalCount }) => data({ TotalCount, Items: { Item } }),
      collect: async (cloud) =>
        came(await billLines(access(cloud), operation, {}, line), ({ InstanceID }) => InstanceID),
    }),
  ),
];

/** Lists whose pages name the next one. */
export const CHAINED: readonly List[] = [
  {
    action: 'DescribeInstanceBill',
    entry: (InstanceID) => ({ InstanceID }),
    page: (Items, { next: NextToken }) => data({ Items, NextToken }),
    collect: async (cloud) =>
      came(await instanceLines(access(cloud), {}, line), ({ InstanceID }) => InstanceID),
  },
  {
    action: 'LookupEvents',
    entry: (eventName) => ({ eventName, eventId: eventName, eventTime: NOW.toISOString() }),
    page: (Events, { next: NextToken }) => ({ Events, NextToken }),
    collect: async (cloud) => {
      const ids = new Set<string>();
      const question = { region: 'cn-hangzhou', conditions: [], from: NOW.toISOString(), to: NOW };
      const answer = await askEvents(cloud, question, ({ name }) => {
        ids.add(name);
        return false;
      });
      const isCut = answer.seen && !answer.value.exhausted;
      return { ids: [...ids], gaps: answer.seen ? (answer.missing?.length ?? 0) + Number(isCut) : 1 };
    },
  },
  {
    action: 'ListPolicies',
    entry: (PolicyName) => ({ PolicyName, PolicyType: 'Custom', AttachmentCount: '1' }),
    page: (Policy, { next: Marker, cut: IsTruncated }) => ({ Policies: { Policy }, Marker, IsTruncated }),
    collect: async (cloud) => came(await listPolicies(cloud), ({ name }) => name),
  },
  {
    action: 'ListUsersForGroup',
    entry: (UserName) => ({ UserName }),
    page: (User, { next: Marker, cut: IsTruncated }) => ({ Users: { User }, Marker, IsTruncated }),
    collect: async (cloud) => came(await membersOf(cloud, 'g'), (name) => name),
  },
  {
    action: 'ListUsers',
    entry: (UserName) => ({ UserName, UserId: '1' }),
    page: (User, { next: Marker, cut: IsTruncated }) => ({ Users: { User }, Marker, IsTruncated }),
    collect: async (cloud) => {
      const users = await userIds(cloud);
      return came(users.seen ? { ...users, value: [...users.value.keys()] } : users, (name) => name);
    },
  },
];

/** Lists that come in one answer. */
export const SINGLE: readonly List[] = [
  {
    action: 'DescribeTrails',
    entry: (Name) => ({ Name, HomeRegion: 'cn-hangzhou', TrailRegion: 'All', Status: 'Enable' }),
    page: (TrailList) => ({ TrailList, IsLogging: true }),
    collect: async (cloud) => {
      const [region] = await collectTrails(cloud, 'cn-hangzhou', Promise.resolve(['cn-hangzhou']));
      return region ? came(region.trails, ({ name }) => name) : { ids: [], gaps: 0 };
    },
  },
  {
    action: 'ListEntitiesForPolicy',
    entry: (UserName) => ({ UserName }),
    page: (User) => ({ Users: { User }, Roles: { Role: [] }, Groups: { Group: [] } }),
    collect: async (cloud) => {
      const entities = await entitiesOf(cloud, REF);
      return came(
        entities.seen ? { ...entities, value: entities.value.users } : entities,
        ({ name }) => name,
      );
    },
  },
  {
    action: 'DescribeUserPermission',
    entry: (resource_id) => ({ resource_id, resource_type: 'cluster', role_type: 'ops' }),
    page: (grants) => grants as object, // the answer is the list
    collect: async (cloud) => came(await grantsOf(cloud, '1'), ({ cluster }) => cluster),
  },
];

/** Its policies are judged together: what is not read of them is one of them that is not read. */
export const ROLE: List = {
  action: 'ListPoliciesForRole',
  entry: (PolicyName) => ({ PolicyName, PolicyType: 'Custom', AttachDate: NOW.toISOString() }),
  page: (Policy, { cut: IsTruncated }) => ({
    Policies: { Policy },
    IsTruncated,
    Role: {
      RoleName: SERVICE_ROLE,
      Arn: `acs:ram::${ACCOUNT}:role/${SERVICE_ROLE}`,
      AssumeRolePolicyDocument: '{"Statement":[]}',
    },
    DefaultPolicyVersion: { PolicyDocument: '{"Version":"1","Statement":[]}' },
  }),
  collect: async (cloud) => {
    const role = await collectRole(cloud);
    const policies = role.seen && role.value.exists ? role.value.policies : null;
    if (!policies?.seen) return { ids: [], gaps: 1 };
    const read = policies.value.texts.filter(({ document }) => document.seen);
    return { ids: read.map(({ name }) => name), gaps: policies.value.texts.length - read.length };
  },
};

/** Operations that answer about one thing. */
export const ABOUT_ONE = [
  cs.describeClusterDetail,
  cs.describeClusterUserKubeconfig,
  cs.checkServiceRole,
  kms.describeKey,
  kms.getKeyPolicy,
  kms.getKmsInstance,
  kms.describeAccountKmsStatus,
  ram.getRole,
  ram.getPolicy,
  actiontrail.getTrailStatus,
  resourceManager.getResourceDirectory,
  bss.queryAccountBalance,
  // About one vSwitch, and all rules of one group or ACL: one rule that is not read may turn the answer.
  ecs.describeSecurityGroupAttribute,
  vpc.describeVSwitchAttributes,
  vpc.describeNetworkAclAttributes,
  resourceManager.getPayerForAccount,
].map(({ action }) => action);

/** Every operation that we call. */
export const ALL = [actiontrail, bss, cs, ecs, kms, ram, resourceManager, vpc].flatMap((service) =>
  Object.values(service).map(({ action }) => action),
);
