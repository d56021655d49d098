import { collectCluster } from '../collect/clusters.ts';
import { collectInstances } from '../collect/instances.ts';
import { collectKeys } from '../collect/keys.ts';
import { collectRole } from '../collect/role.ts';
import { collectTrails } from '../collect/trails.ts';
import type { ChangeEvent } from '../model/change.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Look, Observed } from '../model/job.ts';
import type { Facts, JobState } from '../model/job-state.ts';
import { formerKeysOf, type Key, type KeyInUse } from '../model/key.ts';
import type { Instance } from '../model/kms.ts';
import { type Observation, seen } from '../model/observation.ts';
import { resourceKey } from '../model/resource-key.ts';
import { SERVICE_ROLE } from '../model/role.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { RegionTrails } from '../model/trail.ts';
import { keysToWatch } from '../state/known-clusters.ts';
import { type JobContext, observed, wants } from './context.ts';
import { homeOf } from './inventory.ts';
import { asFormer, without } from './keys.ts';
import { refusalsIn } from './refusals.ts';

/** What events name of one account. A job looks at this only, and puts it into what it knows. */
export interface Hint {
  /** `<region> <id>` of keys in use. */
  keys: ReadonlySet<string>;
  /** `<region> <id>` of KMS instances. */
  instances: ReadonlySet<string>;
  /** Ids of clusters. */
  clusters: ReadonlySet<string>;
  role: boolean;
  trails: boolean;
  /** What the events themselves tell. */
  events: readonly ChangeEvent[];
}

type Parts = Snapshot['parts'];

/** Sees the clusters, the role and the trails that events name. Null: there is nothing yet to put them into. */
export async function reobserveInventory(
  context: JobContext,
  { result }: JobState,
  hint: Hint,
): Promise<Observed | null> {
  const startedAt = context.now();
  const { cloud, config } = context;
  const before = result?.parts ?? {};
  if (!before.clusters?.seen) return null;
  const { value } = before.clusters;
  const known = value.filter(({ id }) => hint.clusters.has(id));
  const [again, role, trails] = await Promise.all([
    Promise.all(known.map((cluster) => collectCluster(cloud, cluster, config.policy.profiles))),
    hint.role && before.role ? collectRole(cloud) : null,
    hint.trails && before.trails ? trailsAgain(context, value) : null,
  ]);
  const byId = new Map(again.map((cluster) => [cluster.id, cluster]));
  const clusters = { ...before.clusters, value: value.map((cluster) => byId.get(cluster.id) ?? cluster) };
  const looks: Look[] = [
    { part: 'clusters', things: again.map(({ id, region }) => ({ type: 'cluster', id, region })) },
    { part: 'role', things: role ? [{ type: 'role', id: SERVICE_ROLE, region: '' }] : [] },
    { part: 'trails', things: trails ? trailThings([before.trails, trails]) : [] },
  ];
  const parts = { ...before, clusters, ...(role ? { role } : {}), ...(trails ? { trails } : {}) };
  return observed('inventory', context, startedAt, parts, { looks });
}

async function trailsAgain(
  { cloud, config, now }: JobContext,
  clusters: readonly Cluster[],
): Promise<Observation<readonly RegionTrails[]>> {
  const regions = new Set(clusters.filter(({ inScope }) => inScope).map(({ region }) => region));
  return seen(await collectTrails(cloud, homeOf(config), Promise.resolve([...regions])), now().toISOString());
}

/** A trail that is hidden now was there before, and the other way round. */
function trailThings(told: readonly (Parts['trails'] | null)[]): Look['things'] {
  return told
    .flatMap((part) => (part?.seen ? part.value : []))
    .flatMap(({ region, trails }) => [
      { type: 'region' as const, id: region, region },
      ...(trails.seen ? trails.value : []).map(({ name, homeRegion }) => ({
        type: 'trail' as const,
        id: name,
        region: homeRegion,
      })),
    ]);
}

/** Sees the keys that events name, and those that clusters use since the last run. Null: nothing to put them into. */
export async function reobserveKeys(
  context: JobContext,
  { clusters }: Parts,
  flags: Facts,
  { result }: JobState,
  hint: Hint,
): Promise<Observed | null> {
  const startedAt = context.now();
  const before = result?.parts ?? {};
  if (!clusters?.seen || !before.keys?.seen) return null;
  const known = byResource(before.keys.value);
  const inUse = keysToWatch(clusters.value, flags);
  const wanted = inUse.filter((key) => isWanted(key, known.get(resourceKey(key)), hint));
  const read = byResource(
    await collectKeys(context.cloud, wanted, context.account, wants(context, 'keyPolicies')),
  );
  const keys = inUse.flatMap((key) => {
    const id = resourceKey(key);
    return read.get(id) ?? inTheirUse(known.get(id), key);
  });
  const formerWanted = wants(context, 'formerKeys') ? formerKeysOf(clusters.value) : [];
  const former = await formerAgain(context, formerWanted, keys, before.formerKeys, hint);
  const { instances } = before;
  const instancesNow = instances?.seen
    ? await instancesAgain(context, [...keys, ...former.keys], instances.value, hint)
    : null;
  const parts: Parts = {
    ...before,
    keys: seen(keys, before.keys.at),
    ...(wants(context, 'formerKeys') ? { formerKeys: seen(former.keys, before.keys.at) } : {}),
    ...(instancesNow && instances?.seen ? { instances: seen(instancesNow, instances.at) } : {}),
  };
  const looks: Look[] = [
    { part: 'keys', things: keyThings(before.keys.value, inUse, read) },
    former.look,
    { part: 'instances', things: instanceThings(instances, instancesNow, hint) },
  ];
  return observed('keys', context, startedAt, parts, { looks });
}

/** The former keys, of which those are read again that events name and those that were not known. */
async function formerAgain(
  { cloud, account }: JobContext,
  former: readonly KeyInUse[],
  inUse: readonly Key[],
  before: Parts['formerKeys'],
  hint: Hint,
): Promise<{ keys: Key[]; look: Look }> {
  const known = before?.seen ? before.value : [];
  const knownByName = byResource(known);
  const wanted = without(former, inUse).filter((key) =>
    isWanted(key, knownByName.get(resourceKey(key)), hint),
  );
  const read = await collectKeys(cloud, wanted, account, false);
  return {
    keys: asFormer(former, [...known, ...inUse, ...read]),
    look: { part: 'formerKeys', things: keyThings(known, former, byResource(read)) },
  };
}

function byResource<T extends { region: string; id: string }>(things: readonly T[]): Map<string, T> {
  return new Map(things.map((thing) => [resourceKey(thing), thing]));
}

/** Keys that were read again, and those whose clusters are others than before. */
function keyThings(
  before: readonly Key[],
  inUse: readonly KeyInUse[],
  read: ReadonlyMap<string, Key>,
): Look['things'] {
  const known = byResource(before);
  const used = byResource(inUse);
  return [...inUse, ...before]
    .filter((key) => {
      const id = resourceKey(key);
      return read.has(id) || usersOf(known.get(id)) !== usersOf(used.get(id));
    })
    .map(({ id, region }) => ({ type: 'key', id, region }));
}

function usersOf(key: KeyInUse | undefined): string {
  return key ? [...key.clusters].sort().join(' ') : '';
}

function isWanted(key: KeyInUse, known: Key | undefined, { keys, instances }: Hint): boolean {
  if (!known || keys.has(resourceKey(key))) return true;
  const { metadata, region } = known;
  const instance = metadata.seen && metadata.value.exists ? metadata.value.instanceId : null;
  return instance !== null && instances.has(resourceKey({ region, id: instance }));
}

/** A key as it was seen, with the clusters that use it now. */
function inTheirUse(known: Key | undefined, { reference, clusters }: KeyInUse): Key[] {
  return known ? [{ ...known, reference, clusters }] : [];
}

async function instancesAgain(
  { cloud }: JobContext,
  keys: readonly Key[],
  known: readonly Instance[],
  hint: Hint,
): Promise<Instance[]> {
  const kept = known.filter((one) => !hint.instances.has(resourceKey(one)));
  return collectInstances(cloud, keys, kept);
}

/** Instances that were looked at, that came, or that went. */
function instanceThings(
  before: Parts['instances'],
  after: readonly Instance[] | null,
  { instances }: Hint,
): Look['things'] {
  const old = before?.seen ? before.value : [];
  const both = new Set(
    old.map(resourceKey).filter((name) => after?.some((one) => resourceKey(one) === name)),
  );
  return [...old, ...(after ?? [])]
    .filter((one) => instances.has(resourceKey(one)) || !both.has(resourceKey(one)))
    .map(({ id, region }) => ({ type: 'instance', id, region }));
}

/** Puts what the events tell beside what ActionTrail told. Null: the job has never looked there. */
export function observeEvents(
  context: Pick<JobContext, 'account' | 'now'>,
  before: JobState,
  { events }: Hint,
): Observed | null {
  const startedAt = context.now();
  const at = startedAt.toISOString();
  if (!before.result) return null;
  const refusals = refusalsIn([...events, ...before.events], startedAt);
  const parts: Parts = {
    ...before.result.parts,
    changeEvents: seen([{ place: 'events', events: seen(events, at) }], at),
    refusals: seen(refusals, at),
  };
  const things = refusals.map(({ target }) => target);
  return observed('activity', context, startedAt, parts, { looks: [{ part: 'refusals', things }] });
}
