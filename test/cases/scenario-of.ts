import { ACCOUNT } from '../builders.ts';
import { type Case, type CaseCluster, type CaseKey, clusterId } from './case.ts';

const REGION = 'cn-hangzhou';
const READER = {
  name: 'sealwatch-readonly',
  allow: ['cs:*', 'kms:*', 'actiontrail:*', 'ram:*', 'bssapi:*', 'ecs:*', 'vpc:*'],
};
const GUARD = {
  name: 'guard',
  deny: ['cs:UpdateKMSEncryption', 'kms:DisableKey', 'kms:ScheduleKeyDeletion', 'ram:DetachPolicyFromRole'],
};

/** The world of a case, as far as the sandbox can have it; the front changes the rest of its answers. */
export function scenarioOf(given: Partial<Case>, clock: string): object {
  const { members = [], events = [], world = {} } = given;
  return {
    clock,
    caller: 'LTAIsandboxCases',
    ...(world.maxPage && { settings: { clusterPageLimit: world.maxPage } }),
    ...(members.length > 0 && {
      directory: {
        management: '1000000000000009',
        delegated: [ACCOUNT],
        members: [{ account: ACCOUNT }, ...members.map(({ id }) => ({ account: id }))],
      },
    }),
    accounts: [ownAccount(given), ...members.map(memberAccount)],
    history: events.map(({ name, key, ago }) => ({
      at: `-PT${ago}S`,
      do: `${name[0]?.toLowerCase()}${name.slice(1)}`,
      by: 'audit',
      key,
    })),
  };
}

function ownAccount(given: Partial<Case>) {
  const { clusters = [], keys = [], instances = [], roles = [], policies = {} } = given;
  const attached = roles.find(({ _policies }) => _policies)?._policies;
  const known = new Set(instances.map(({ id }) => id));
  return {
    id: ACCOUNT,
    policies: [GUARD, ...customPolicies(policies)],
    users: [
      {
        name: 'audit',
        policies: ['AdministratorAccess', 'guard'],
        grants: [{ cluster: 'all', role: 'admin' }],
      },
    ],
    accessKeys: [{ id: 'LTAIsandboxCases', secret: 'sandboxSecret', user: 'audit' }],
    ...(attached && { serviceRole: { policies: attached } }),
    instances: instances.map(({ id }) => ({ name: id, id, region: REGION })),
    keys: keys.map((key) => keyOf(key, known)),
    clusters: clustersOf(clusters, given.quiet ?? false),
    trails: [{ name: 'all', home: REGION, sls: 'x' }],
    billing: { balance: '48000.00' },
  };
}

function customPolicies(policies: NonNullable<Case['policies']>) {
  return Object.entries(policies)
    .filter(([, { type }]) => type === 'Custom')
    .map(([name, { document }]) => ({ name, document: JSON.stringify(document) }));
}

function keyOf({ id, region = REGION, DKMSInstanceId, _policy }: CaseKey, known: ReadonlySet<string>) {
  const instance = typeof DKMSInstanceId === 'string' && known.has(DKMSInstanceId) ? DKMSInstanceId : '';
  return { name: id, id, region, instance, created: '-P200D', ...(_policy && { policy: _policy }) };
}

/** Each name once: an id that is there twice is a matter of the list. */
function clustersOf(clusters: readonly CaseCluster[], quiet: boolean) {
  const named = new Map(clusters.flatMap(repeated).map((cluster) => [cluster.name, cluster]));
  return [...named.values()].map(({ name, region = REGION, key = '', profile = 'Default' }) => ({
    name,
    id: clusterId(name),
    region,
    key,
    profile,
    version: '1.30.7-aliyun.1',
    ...(quiet && { traffic: 'none' }),
  }));
}

export function repeated(cluster: CaseCluster): CaseCluster[] {
  const { name, repeat } = cluster;
  if (!repeat) return [cluster];
  return Array.from({ length: repeat }, (_, index) => ({ ...cluster, name: `${name}-${index}` }));
}

function memberAccount({ id, clusters }: NonNullable<Case['members']>[number]) {
  const trust = {
    Version: '1',
    Statement: [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: [`acs:ram::${ACCOUNT}:root`] } },
    ],
  };
  return {
    id,
    policies: [READER],
    roles: [{ name: READER.name, policies: [READER.name], trust }],
    clusters: clustersOf(clusters, false),
    trails: [{ name: 'all', home: REGION, sls: 'x' }],
  };
}
