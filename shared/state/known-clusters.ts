import { type Cluster, isChanging } from '../model/cluster.ts';
import type { AccountMemory, Facts, JobState } from '../model/job-state.ts';
import { type KeyInUse, keysInUse } from '../model/key.ts';
import { type Observation, seen } from '../model/observation.ts';
import { factName } from './facts.ts';

/**
 * Keys to look at: those in use, and those of clusters whose flag could not be read, or is being switched, as it was
 * last seen. Trouble with reading must not take the eyes off a key.
 */
export function keysToWatch(clusters: readonly Cluster[], flags: Facts): KeyInUse[] {
  return keysInUse(clusters.map((cluster) => withKnownFlag(cluster, flags)));
}

function withKnownFlag(cluster: Cluster, flags: Facts): Cluster {
  if (!cluster.inScope || (cluster.encryption.seen && !isChanging(cluster))) return cluster;
  const fact = flags[factName({ type: 'cluster', region: cluster.region, id: cluster.id }, 'encryption')];
  const keyId = fact && /^on: (.+)$/.exec(fact.value)?.[1];
  return fact && keyId ? { ...cluster, encryption: seen({ on: true, keyId }, fact.at) } : cluster;
}

/**
 * The clusters that the jobs after the inventory start from: what its last run saw, and, when that run could not read the
 * whole list, what earlier ones saw.
 */
export function knownClusters({
  result,
  lastClusters,
}: Pick<JobState, 'result' | 'lastClusters'>): Observation<readonly Cluster[]> | undefined {
  const latest = result?.parts.clusters;
  if (!lastClusters || !latest) return lastClusters ?? latest;
  if (!latest.seen) return { ...lastClusters, missing: [latest] };
  return { ...latest, value: [...latest.value, ...lastClusters.value] };
}

/**
 * Clusters of earlier lists that this one, which is not whole, does not hold: whether they are gone is not known. Null when
 * there are none; a whole list tells what is gone.
 */
export function unlistedClusters(
  before: Pick<JobState, 'result' | 'lastClusters'>,
  listed: Observation<readonly Cluster[]> | undefined,
  regions: readonly string[],
): JobState['lastClusters'] {
  const known = knownClusters(before);
  if (!known?.seen || !listed || isWhole(listed)) return null;
  const present = new Set(listed.seen ? listed.value.map(({ id }) => id) : []);
  const rest = known.value.filter(
    ({ id, region }) => !present.has(id) && (regions.length === 0 || regions.includes(region)),
  );
  return rest.length === 0 ? null : seen(rest, known.at);
}

/** Nothing is missing: what it does not hold is not there. */
export function isWhole(list: Observation<unknown>): boolean {
  return list.seen && list.missing === undefined;
}

/** Those clusters, with the time when each was last listed; ISO 8601, UTC. */
export function unlistedWithTimes({ lastClusters, facts }: JobState): AccountMemory['unlisted'] {
  return (lastClusters?.value ?? []).map((cluster) => {
    const { id, region } = cluster;
    const listed = facts[factName({ type: 'cluster', region, id }, 'present')];
    return { cluster, seenAt: listed?.at ?? lastClusters?.at ?? '' };
  });
}
