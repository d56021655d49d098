import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import { JOBS, type Job } from '../model/job.ts';
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
}

/** What all jobs of an account know. Throws StateTooNew, StateTooOld, and what the store throws. */
export async function storedStates(
  store: ObjectStore,
  id: string,
  { accounts }: Pick<Config, 'accounts'>,
): Promise<StoredStates> {
  const states: AccountStates = { inventory: null, keys: null, activity: null, spend: null };
  const damaged = new Map<Job, AppError>();
  const stored = await Promise.all(JOBS.map((job) => readState(store, id, job)));
  for (const [index, job] of JOBS.entries()) {
    const state = stored[index];
    if (state?.kind === 'ok') states[job] = state.value;
    if (state?.kind === 'corrupt') damaged.set(job, damage(id, job, state.why));
  }
  const configured = accounts.find((account) => account.id === id)?.name;
  const told = JOBS.flatMap((job) => states[job] ?? [])[0]?.name;
  return { account: { id, name: configured ?? told ?? '' }, states, damaged };
}

function damage(account: string, job: Job, why: string): AppError {
  return new AppError(
    'StateCorrupt',
    `${statePath(account, job)} is damaged: ${why}.`,
    `The next run of ${job} sets it aside and begins from a baseline.`,
  );
}
