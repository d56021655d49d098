import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import { type Job, jobsOf } from '../model/job.ts';
import type { ObjectStore } from '../model/object-store.ts';
import type { AccountStates } from './account-changes.ts';
import { readState } from './job-store.ts';
import { statePath } from './paths.ts';

export interface StoredStates {
  account: { id: string; name: string };
  /** Null: nothing is stored, or it is damaged. */
  states: AccountStates;
  /** What is not what was written. */
  damaged: ReadonlyMap<Job, AppError>;
  /** What the damaged states still tell: for showing, and never for concluding that something is well or over. */
  remains: AccountStates;
}

/** What all jobs of an account know. Throws StateTooNew, StateTooOld, and what the store throws. */
export async function storedStates(
  store: ObjectStore,
  id: string,
  { accounts, proof }: Pick<Config, 'accounts' | 'proof'>,
): Promise<StoredStates> {
  const jobs = jobsOf({ proof });
  const none: AccountStates = { inventory: null, keys: null, activity: null, spend: null };
  if (proof.enabled) none.proof = null;
  const states = { ...none };
  const remains = { ...none };
  const damaged = new Map<Job, AppError>();
  const read = await Promise.all(jobs.map((job) => readState(store, id, job)));
  for (const [index, job] of jobs.entries()) {
    const state = read[index];
    if (state?.kind === 'ok') states[job] = state.value;
    if (state?.kind !== 'corrupt') continue;
    damaged.set(job, damage(id, job, state.why));
    remains[job] = state.remains;
  }
  const configured = accounts.find((account) => account.id === id)?.name;
  const storedName = jobs.flatMap((job) => states[job] ?? remains[job] ?? [])[0]?.name;
  return { account: { id, name: configured ?? storedName ?? '' }, states, damaged, remains };
}

function damage(account: string, job: Job, why: string): AppError {
  return new AppError(
    'StateCorrupt',
    `${statePath(account, job)} is damaged: ${why}.`,
    `The next run of ${job} sets it aside and starts from a baseline.`,
  );
}
