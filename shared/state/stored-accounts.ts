import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import { ALL_JOBS, type Job, jobsOf } from '../model/job.ts';
import type { AccountResult } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { accountResult } from './account-result.ts';
import { readState } from './job-store.ts';
import { storedStates } from './stored-states.ts';
import { type Verification, verifyEvidence } from './verify-evidence.ts';

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
    `The job ${job} has not run yet.`,
    'Run `sealwatch audit`, or wait for its timer.',
  );
}

export interface VerifiedChain extends Verification {
  account: string;
  job: Job;
  /** The state, which names the end of the chain, is damaged or gone. */
  lost: boolean;
}

/** Walks the evidence of every account and job that has a state. */
export async function verifyStore(store: ObjectStore): Promise<VerifiedChain[]> {
  const chains: VerifiedChain[] = [];
  for (const account of await storedAccounts(store)) {
    for (const job of ALL_JOBS) {
      const state = await readState(store, account, job);
      if (state.kind === 'none') continue;
      const walked =
        state.kind === 'ok'
          ? await verifyEvidence(store, state.value.evidence)
          : { runs: 0, files: 0, broken: null, oldest: null };
      chains.push({ account, job, ...walked, lost: state.kind === 'corrupt' });
    }
  }
  return chains;
}
