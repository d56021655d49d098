import type { Config } from '../config/schema.ts';
import type { Job } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { readState } from '../state/job-store.ts';
import { knownClusters } from '../state/known-clusters.ts';

/** What API servers said last, for the checks that count instead of guessing. */
export async function proofsOf(
  config: Config,
  store: ObjectStore,
  account: string,
): Promise<Snapshot['parts']> {
  if (!config.proof.enabled) return {};
  const { proofs } = (await stateOf(store, account, 'proof'))?.result?.parts ?? {};
  return proofs?.seen ? { proofs } : {};
}

/** The clusters that the jobs after the inventory start from. */
export function clustersOf(inventory: JobState): Snapshot['parts'] {
  const clusters = knownClusters(inventory);
  return clusters ? { clusters } : {};
}

/** The state of another job, for reading; a damaged one counts as none, and its own job tells that. */
export async function stateOf(store: ObjectStore, account: string, job: Job): Promise<JobState | null> {
  const stored = await readState(store, account, job);
  return stored.kind === 'ok' ? stored.value : null;
}
