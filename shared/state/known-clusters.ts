import { type Cluster, isChanging } from '../model/cluster.ts';
import type { Facts, JobState } from '../model/job-state.ts';
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
 * The clusters that the jobs after the inventory start from: what its last run saw, or, when that run could not
 * read the list, what an earlier one saw, with its time.
 */
export function knownClusters({
  result,
  lastClusters,
}: JobState): Observation<readonly Cluster[]> | undefined {
  const latest = result?.parts.clusters;
  return latest?.seen ? latest : (lastClusters ?? latest);
}
