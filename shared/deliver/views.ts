import pMap from 'p-map';
import type { AccountView } from '../alerts/account-view.ts';
import type { StoreTrouble } from '../alerts/job-freshness.ts';
import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { storedStates } from '../state/stored-states.ts';
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
        const { account, states, damaged } = await storedStates(store, id, config);
        for (const damage of damaged.values()) throw damage;
        return accountView(account, states, now);
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
