import pMap from 'p-map';
import type { StoreTrouble } from '../alerts/job-freshness.ts';
import type { Ledger } from '../alerts/ledger.ts';
import { type Plan, planNotices } from '../alerts/plan.ts';
import { AppError } from '../model/error.ts';
import type { Tools } from '../run/run-job.ts';
import { storedAccounts } from '../state/stored-accounts.ts';
import { storedStates } from '../state/stored-states.ts';
import { accountView } from './account-view.ts';

const AT_ONCE = 10;

export interface StorePlanInput {
  tools: Tools;
  /** English titles of the checks by id. */
  titles: Readonly<Record<string, string>>;
}

/**
 * The messages that are due now, from the stored states of all accounts. A job whose state is damaged counts as one that
 * has not looked, so that nothing of it is concluded to be over; an account whose inventory cannot be read is left out. The
 * first such trouble is reported.
 */
export async function planFromStore({ tools, titles }: StorePlanInput, ledger: Ledger): Promise<Plan> {
  const { store, config, now } = tools;
  const accounts = await storedAccounts(store);
  const at = now();
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
        return accountView(account, states, config.policy, at);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        storeTrouble ??= troubleOf(error);
        return null;
      }
    },
    { concurrency: AT_ONCE },
  );
  const input = { views: views.filter((view) => view !== null), config, titles, storeTrouble };
  return planNotices(input, ledger, now());
}

function troubleOf({ code, message, hint }: AppError): StoreTrouble {
  return { code, message, hint };
}
