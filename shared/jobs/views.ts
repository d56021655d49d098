import pMap from 'p-map';
import type { AccountView } from '../alerts/account-view.ts';
import type { StoreTrouble } from '../alerts/job-freshness.ts';
import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import { JOBS } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { readState } from '../state/job-store.ts';
import { statePath } from '../state/paths.ts';
import { accountView } from './account-view.ts';

const AT_ONCE = 10;

/**
 * What is true of the accounts, from their states. An account of which a state cannot be read is left out, so that nothing
 * is concluded about it, and the first such trouble is told.
 */
export async function viewsOf(
  store: ObjectStore,
  accounts: readonly string[],
  config: Config,
  now: Date,
): Promise<{ views: AccountView[]; storeTrouble: StoreTrouble | null }> {
  let storeTrouble: StoreTrouble | null = null;
  const views = await pMap(
    accounts,
    async (id) => {
      try {
        const [inventory = null, keys = null, activity = null] = await Promise.all(
          JOBS.map((job) => wholeState(store, id, job)),
        );
        const configured = config.accounts.find((account) => account.id === id)?.name;
        const name = configured ?? [inventory, keys, activity].find((state) => state !== null)?.name ?? '';
        return accountView({ id, name }, { inventory, keys, activity }, now);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const { code, message, hint } = error;
        storeTrouble ??= { code, message, hint };
        return null;
      }
    },
    { concurrency: AT_ONCE },
  );
  return { views: views.filter((view) => view !== null), storeTrouble };
}

async function wholeState(
  store: ObjectStore,
  account: string,
  job: (typeof JOBS)[number],
): Promise<JobState | null> {
  const stored = await readState(store, account, job);
  if (stored.kind === 'ok') return stored.value;
  if (stored.kind === 'none') return null;
  throw new AppError(
    'StateCorrupt',
    `${statePath(account, job)} is damaged: ${stored.why}.`,
    `The next run of ${job} sets it aside and begins from a baseline.`,
  );
}
