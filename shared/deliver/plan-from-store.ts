import type { Ledger } from '../alerts/ledger.ts';
import { type Plan, planNotices } from '../alerts/plan.ts';
import type { Tools } from '../run/run-job.ts';
import { readAcknowledgements } from '../state/acknowledgements.ts';
import { viewsFromStore } from './views-from-store.ts';

export interface StorePlanInput {
  tools: Tools;
  /** English titles of the checks by id. */
  titles: Readonly<Record<string, string>>;
}

/** The messages that are due now, from the stored states of all accounts and what people acknowledged. */
export async function planFromStore({ tools, titles }: StorePlanInput, ledger: Ledger): Promise<Plan> {
  const { store, config, now } = tools;
  const acknowledgements = await readAcknowledgements(store);
  const known = await viewsFromStore(store, config, now());
  return planNotices({ ...known, config, titles, acknowledgements }, ledger, now());
}
