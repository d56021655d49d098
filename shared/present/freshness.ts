import { PERIOD } from '../alerts/job-freshness.ts';
import type { Config } from '../config/schema.ts';
import { jobsOf } from '../model/job.ts';
import type { StoredVersion } from '../state/stored-version.ts';

export interface JobFreshness {
  /** When the job last finished for the account that waits longest; ISO 8601, UTC; null when it never did for one. */
  finishedAt: string | null;
  /** It finished for every account within twice its period. */
  fresh: boolean;
}

/** Whether each job still does its work. Names no account, because anybody may ask. */
export function freshnessOf(
  { accounts, marks }: Pick<StoredVersion, 'accounts' | 'marks'>,
  config: Pick<Config, 'proof'>,
  now: Date,
): { fresh: boolean; jobs: Readonly<Record<string, JobFreshness>> } {
  const finished = new Map(marks.map(({ account, job, finishedAt }) => [`${account} ${job}`, finishedAt]));
  const jobs: Record<string, JobFreshness> = {};
  for (const job of jobsOf(config)) {
    const times = accounts.map((account) => Date.parse(finished.get(`${account} ${job}`) ?? '1970-01-01'));
    const oldest = times.reduce(
      (a, b) => Math.min(a, b),
      accounts.length === 0 ? 0 : Number.POSITIVE_INFINITY,
    );
    const fresh = now.getTime() - oldest < 2 * PERIOD[job] * 60_000;
    jobs[job] = { finishedAt: oldest === 0 ? null : new Date(oldest).toISOString(), fresh };
  }
  return { fresh: Object.values(jobs).every((job) => job.fresh), jobs };
}
