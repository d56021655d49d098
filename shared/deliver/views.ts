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
 * What is true of the accounts, from their states. A job whose state is damaged counts as one that has not looked, so that
 * nothing of it is concluded to be over. An account whose inventory cannot be read is left out. The first such trouble is
 * told.
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
        const [damage] = damaged.values();
        // What the inventory knows, the clusters, is what all the others are judged by.
        if (damage && damaged.has('inventory')) throw damage;
        if (damage) storeTrouble ??= told(damage);
        return accountView(account, states, now);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        storeTrouble ??= told(error);
        return null;
      }
    },
    { concurrency: AT_ONCE },
  );
  return { views: views.filter((view) => view !== null), storeTrouble };
}

function told({ code, message, hint }: AppError): StoreTrouble {
  return { code, message, hint };
}
