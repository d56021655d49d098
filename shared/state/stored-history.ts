import type { HistoryDay } from '../model/history.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { readStored } from './formats/stored-format.ts';
import { daysOf, HISTORY } from './history.ts';
import { historyPath } from './paths.ts';

/** The days of an account, oldest first; none when they cannot be read. A reader sets nothing aside: the next inventory does. */
export async function storedHistory(store: ObjectStore, account: string): Promise<readonly HistoryDay[]> {
  const key = historyPath(account);
  return daysOf(readStored(HISTORY, key, await store.get(key)));
}
