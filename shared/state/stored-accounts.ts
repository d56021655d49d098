import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import { type Job, jobsOf } from '../model/job.ts';
import type { AccountResult } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { accountResult } from './account-result.ts';
import { storedStates } from './stored-states.ts';

/** Ids of the accounts that have a stored state. */
export async function storedAccounts(store: ObjectStore): Promise<string[]> {
  const keys = await store.list('state/');
  return [...new Set(keys.flatMap((key) => /^state\/([^/]+)\/\w+\.json$/.exec(key)?.[1] ?? []))];
}

/**
 * Every account as its jobs left it; a job without a state, or with a damaged one, is the trouble of that job. Throws what the
 * store throws, StateTooNew and StateTooOld.
 */
export async function storedResults(store: ObjectStore, config: Config, now: Date): Promise<AccountResult[]> {
  const results: AccountResult[] = [];
  for (const id of await storedAccounts(store)) {
    const { account, states, damaged, remains } = await storedStates(store, id, config);
    const shown = jobsOf(config).map((job) => states[job] ?? remains[job] ?? null);
    const unknown = jobsOf(config).flatMap((job) =>
      states[job] ? [] : ([[job, damaged.get(job) ?? neverRan(job)]] as const),
    );
    results.push(accountResult(account, states, shown, now, new Map(unknown)));
  }
  return results;
}

function neverRan(job: Job): AppError {
  return new AppError(
    'NeverRan',
    `Job ${job} has not run yet.`,
    'Run `sealwatch audit`, or wait for its timer.',
  );
}
