import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import type { Examination } from '../model/examination.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { type StoredStates, storedStates } from '../state/stored-states.ts';
import { examination } from './examination.ts';
import { runItems } from './run-items.ts';

/** What the jobs have stored of each account, and when. */
export async function storedItems(
  store: ObjectStore,
  config: Config,
  accounts: readonly { id: string }[],
  timed: ReadonlySet<string>,
  now: Date,
): Promise<{ states: StoredStates[]; items: Examination[] }> {
  const states: StoredStates[] = [];
  const items: Examination[] = [];
  try {
    for (const { id } of accounts) {
      const known = await storedStates(store, id, config);
      states.push(known);
      items.push(...runItems(known, timed, now));
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, hint } = error;
    const place = { id: 'runs', group: 'deployment' } as const;
    items.push(
      examination('unknown', place, 'The run times of the jobs could not be read: {message}', {
        code,
        message,
        hint,
      }),
    );
  }
  return { states, items };
}
