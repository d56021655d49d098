import pMap from 'p-map';
import type { AccountView } from '../alerts/account-view.ts';
import type { StoreTrouble } from '../alerts/job-freshness.ts';
import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { storedAccounts } from '../state/stored-accounts.ts';
import { storedStates } from '../state/stored-states.ts';
import { accountView } from './account-view.ts';

const AT_ONCE = 10;

/**
 * What is true of each account, from its stored states. A job whose state is damaged counts as one that has not looked, so that
 * nothing of it is concluded to be over; an account whose inventory cannot be read is left out. The first such trouble is
 * reported.
 */
export async function viewsFromStore(
  store: ObjectStore,
  config: Config,
  now: Date,
): Promise<{ views: AccountView[]; storeTrouble: StoreTrouble | null }> {
  const accounts = await storedAccounts(store);
  let storeTrouble: StoreTrouble | null = null;
  const views = await pMap(
    accounts,
    async (id) => {
      try {
        const { account, states, damaged } = await storedStates(store, id, config);
        const [damage] = damaged.values();
        // What the inventory knows, the clusters, is what all the others are judged by.
        if (damage && damaged.has('inventory')) throw damage;
        if (damage) storeTrouble ??= troubleOf(damage);
        return accountView(account, states, config.policy, now);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        storeTrouble ??= troubleOf(error);
        return null;
      }
    },
    { concurrency: AT_ONCE },
  );
  return { views: views.filter((view) => view !== null), storeTrouble };
}

function troubleOf({ code, message, hint }: AppError): StoreTrouble {
  return { code, message, hint };
}
