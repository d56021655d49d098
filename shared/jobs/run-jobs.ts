import type { Job } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import type { AccountAccess } from './account-jobs.ts';

/** Runs one job to its end. Throws when it cannot. */
export type RunOne = (job: Job, access: AccountAccess) => Promise<JobState>;

/** The states of the jobs that ran; null for one that was not asked for. */
export type RanJobs = Record<Exclude<Job, 'proof'>, JobState | null> & { proof?: JobState | null };

/**
 * Runs jobs on one account: the inventory first, because the others start from it, then those side by side. `keys`
 * hands its state to `activity` and `spend`; when it does not run, they read its stored one. All of them are
 * awaited before a failure of one is thrown: one that were still at work could be frozen with its lease.
 */
export async function runJobs(
  jobs: ReadonlySet<Job>,
  access: AccountAccess,
  runOne: RunOne,
): Promise<RanJobs> {
  const inventory = jobs.has('inventory') ? await runOne('inventory', access) : null;
  const after = inventory ? { ...access, inventory } : access;
  const keys = jobs.has('keys') ? runOne('keys', after) : undefined;
  const beside = keys !== undefined ? { ...after, keysState: keys.catch(() => null) } : after; // a failure is thrown below
  const others = (['activity', 'spend', 'proof'] as const).map((job) =>
    jobs.has(job) ? runOne(job, beside) : null,
  );
  await Promise.allSettled([keys, ...others]);
  const [activity = null, spend = null, proof = null] = await Promise.all(others);
  return { inventory, keys: (await keys) ?? null, activity, spend, ...(jobs.has('proof') ? { proof } : {}) };
}
