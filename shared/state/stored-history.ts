import type { HistoryDay } from '../model/history.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { decode } from './codec.ts';
import { HISTORY, parseHistory } from './history.ts';
import { historyPath } from './paths.ts';

/** The days of an account, oldest first; none when they cannot be read. A reader sets nothing aside: the next inventory does. */
export async function storedHistory(store: ObjectStore, account: string): Promise<readonly HistoryDay[]> {
  const key = historyPath(account);
  const bytes = await store.get(key);
  const decoded = bytes && decode(HISTORY, key, bytes);
  return (decoded?.kind === 'ok' && parseHistory(decoded.value)) || [];
}
