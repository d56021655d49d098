import { arrearsAt } from '../../sandbox/world/arrears.ts';
import { type Cluster, gone } from '../../sandbox/world/cluster.ts';
import { ackCanAssume, roleMay } from '../../sandbox/world/grants.ts';
import { type Role, serviceRoleName } from '../../sandbox/world/identity.ts';
import { instanceAt } from '../../sandbox/world/instance.ts';
import { keyArn } from '../../sandbox/world/key.ts';
import { clusterState, ledgerOf } from '../../sandbox/world/ledger.ts';
import { findKey, kmsStatusAt } from '../../sandbox/world/serving.ts';
import { valueAt } from '../../sandbox/world/timeline.ts';
import { type Account, accountOf, type WorldState } from '../../sandbox/world/world-state.ts';
import { ACCOUNT } from './world.ts';

/** One thing of the world that is broken, under the check that has to tell it. */
export interface Breakage {
  /** `<check> <id of the resource>` */
  name: string;
  check: string;
  /** Ids of the clusters that it hits. */
  clusters: readonly string[];
}

/** Everything that is broken at this moment of the world, by name: read from the world itself, never through its APIs. */
export function breakages(world: WorldState): Map<string, Breakage> {
  const account = accountOf(world, ACCOUNT);
  const alive = livingClusters(world, account);
  const sealed = alive.filter((cluster) => valueAt(cluster.encryption, world.clock.now).on);
  const found = [
    ...alive.flatMap((cluster) => aboutCluster(world, account, cluster)),
    ...aboutKeys(world, account, sealed),
    ...aboutRole(world, account, sealed),
    ...aboutRegions(world, account, alive, sealed),
    ...aboutMoney(world, account, alive),
  ];
  return new Map(found.map((breakage) => [breakage.name, breakage]));
}

export function livingClusters(world: WorldState, account: Account): Cluster[] {
  return [...account.clusters.values()].filter(
    (cluster) => ![gone, 'deleting'].includes(clusterState(world, account, cluster)),
  );
}

function breakage(check: string, id: string, clusters: readonly Cluster[]): Breakage {
  return { name: `${check} ${id}`, check, clusters: clusters.map((cluster) => cluster.id) };
}

const BROKEN_STATES = ['unavailable', 'inactive', 'stopped'];

function aboutCluster(world: WorldState, account: Account, cluster: Cluster): Breakage[] {
  const { now } = world.clock;
  const state = clusterState(world, account, cluster);
  const acl = account.networkAcls.get(cluster.networkAcl);
  const isClosed = acl?.outbound.some(({ policy }) => policy === 'drop') === true;
  return [
    ...(BROKEN_STATES.includes(state) ? [breakage('cluster-state', cluster.id, [cluster])] : []),
    ...(valueAt(cluster.encryption, now).on || isChanging(state)
      ? []
      : [breakage('cluster-encryption', cluster.id, [cluster])]),
    ...(isClosed ? [breakage('network-path', cluster.id, [cluster])] : []),
  ];
}

export function isChanging(state: string): boolean {
  return ['updating', 'initial', 'upgrading'].includes(state);
}

/** Keys by their id, with the clusters that they seal. */
function keysOf(sealed: readonly Cluster[], now: number): Map<string, Cluster[]> {
  const keys = new Map<string, Cluster[]>();
  for (const cluster of sealed) {
    const { key } = valueAt(cluster.encryption, now);
    keys.set(key, [...(keys.get(key) ?? []), cluster]);
  }
  return keys;
}

function aboutKeys(world: WorldState, account: Account, sealed: readonly Cluster[]): Breakage[] {
  const { now } = world.clock;
  // Without credentials of the role nothing is called at all.
  const mayCall = ackCanAssume(account.roles.get(serviceRoleName.toLowerCase()), now);
  return [...keysOf(sealed, now)].flatMap(([id, clusters]) => {
    const [first] = clusters;
    if (!first) return [];
    const key = findKey(account, first.region, id, now);
    const isGood = typeof key !== 'string' && valueAt(key.state, now) === 'Enabled';
    const instance = typeof key === 'string' ? undefined : account.instances.get(key.instance);
    const serves = !instance || instanceAt(instance, now).status === 'Connected';
    const isSilent = !mayCall || clusters.every((cluster) => valueAt(cluster.quiet, now));
    return [
      ...(isGood ? [] : [breakage('key-state', id, clusters)]),
      ...(serves || !instance ? [] : [breakage('kms-instance', instance.id, clusters)]),
      ...(isSilent ? [breakage('decrypt-activity', id, clusters)] : []),
    ];
  });
}

function aboutRole(world: WorldState, account: Account, sealed: readonly Cluster[]): Breakage[] {
  const { now } = world.clock;
  const role = account.roles.get(serviceRoleName.toLowerCase());
  const isGood =
    ackCanAssume(role, now) && sealed.every((cluster) => roleServes(account, role, cluster, now));
  return isGood || sealed.length === 0 ? [] : [breakage('security-role', serviceRoleName, sealed)];
}

function roleServes(account: Account, role: Role, { encryption }: Cluster, now: number): boolean {
  const key = account.keys.get(valueAt(encryption, now).key);
  if (!key) return true; // that it is gone is told of the key
  return ['kms:Encrypt', 'kms:Decrypt'].every((action) =>
    roleMay(account, role, { action, resource: keyArn(key) }, now),
  );
}

function aboutRegions(
  world: WorldState,
  account: Account,
  alive: readonly Cluster[],
  sealed: readonly Cluster[],
): Breakage[] {
  const { now } = world.clock;
  const regions = [...new Set(alive.map(({ region }) => region))];
  const isWatched = account.trails.some(({ status }) => status === 'Enable');
  return regions.flatMap((region) => {
    const here = ({ region: place }: Cluster): boolean => place === region;
    const isServed = kmsStatusAt(world, account, region, now) === 'Enabled';
    return [
      ...(isServed ? [] : [breakage('kms-account-status', region, sealed.filter(here))]),
      ...(isWatched ? [] : [breakage('trail-coverage', region, alive.filter(here))]),
    ];
  });
}

/** What KMS says of a debt counts as one, too. */
function aboutMoney(world: WorldState, account: Account, alive: readonly Cluster[]): Breakage[] {
  const { now } = world.clock;
  const regions = [...new Set(alive.map(({ region }) => region))].filter((region) =>
    ['InDebt', 'Suspended'].includes(kmsStatusAt(world, account, region, now)),
  );
  const isOverdue = arrearsAt(ledgerOf(world, account, now), now) !== 'none';
  if (!isOverdue && regions.length === 0) return [];
  const hit = isOverdue ? alive : alive.filter(({ region }) => regions.includes(region));
  return [breakage('arrears-clock', account.id, hit)];
}
