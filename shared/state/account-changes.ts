import { lastCauses } from '../checks/causes.ts';
import type { Author, ChangeEvent } from '../model/change.ts';
import type { Finding } from '../model/finding.ts';
import type { JobState } from '../model/job-state.ts';
import { keysInUse } from '../model/key.ts';
import type { Resource } from '../model/resource.ts';
import { knownClusters } from './known-clusters.ts';
import { type Describe, type Merged, mergeChanges } from './merge-changes.ts';

export interface AccountStates {
  inventory: JobState | null;
  keys: JobState | null;
  activity: JobState | null;
  spend: JobState | null;
  /** Left out while the job is off. */
  proof?: JobState | null;
}

/** Everything that changed in an account, each change once, from what its jobs know. */
export function changesOf(
  { inventory, keys, activity, proof }: Omit<AccountStates, 'spend'>,
  now: Date,
): Merged {
  if (!inventory) return { changes: [], attempts: [] };
  const drifts = [...inventory.drifts, ...(keys?.drifts ?? []), ...(proof?.drifts ?? [])];
  const { since } = inventory;
  return mergeChanges(drifts, activity?.events ?? [], describer(inventory, keys), { now, since });
}

/** What it needs is found with the first change: most accounts have none. */
function describer(inventory: JobState, keys: JobState | null): Describe {
  let describe: Describe | null = null;
  return (target) => {
    describe ??= describerOf(inventory, keys);
    return describe(target);
  };
}

function describerOf(inventory: JobState, keys: JobState | null): Describe {
  const { account } = inventory;
  const clusters = knownClusters(inventory);
  const known = clusters?.seen ? clusters.value : [];
  const names = new Map(known.map(({ id, name }) => [id, name]));
  const users = new Map(keysInUse(known).map(({ region, id, clusters: ids }) => [`${region} ${id}`, ids]));
  for (const { resource, clusters: ids } of Object.values(keys?.facts ?? {})) {
    const key = `${resource.region} ${resource.id}`;
    if (!users.has(key)) users.set(key, ids);
  }
  return ({ type, id, region }) => {
    const resource: Resource = {
      type,
      id,
      region,
      account,
      name: type === 'cluster' ? (names.get(id) ?? '') : '',
    };
    if (type === 'cluster') return { resource, clusters: [id] };
    return { resource, clusters: type === 'key' ? (users.get(`${region} ${id}`) ?? []) : [] };
  };
}

/**
 * Who caused a finding: the author of the last change that explains it. Events before the baseline count here, so that
 * the first report names authors already.
 */
export function authorsOf(
  { inventory, keys }: Pick<AccountStates, 'inventory' | 'keys'>,
  events: readonly ChangeEvent[],
  now: Date,
): (finding: Finding) => Author | null {
  if (!inventory) return () => null;
  const drifts = [...inventory.drifts, ...(keys?.drifts ?? [])];
  const all = mergeChanges(drifts, events, describer(inventory, keys), { now, since: '' }).changes;
  const causeOf = lastCauses(all);
  return (finding) => {
    const { actor = null, at = '' } = (finding.status === 'fail' && causeOf(finding)) || {};
    return actor && { actor, at };
  };
}
