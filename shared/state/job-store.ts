import type { HistoryDay } from '../model/history.ts';
import type { Job } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { decode, encode, type Format } from './codec.ts';
import { HISTORY, parseHistory } from './history.ts';
import { writeMark } from './marks.ts';
import { historyPath, statePath } from './paths.ts';

const STATE: Format = { name: 'sealwatch.state', version: 1 };

/** What is stored: nothing yet, a document, or bytes that are not what was written. */
export type Stored<T> = { kind: 'none' } | { kind: 'ok'; value: T } | { kind: 'corrupt'; why: string };

/** Reads the state of a job. Throws `AppError` StateTooNew, StateTooOld, and what the store throws. */
export async function readState(store: ObjectStore, account: string, job: Job): Promise<Stored<JobState>> {
  const key = statePath(account, job);
  const bytes = await store.get(key);
  if (!bytes) return { kind: 'none' };
  const decoded = decode(STATE, key, bytes);
  if (decoded.kind === 'corrupt') return decoded;
  return { kind: 'ok', value: decoded.value as JobState }; // its hash proves that `writeState` wrote it, in this version
}

/** Replaces the state, which is the commit of a run; then its mark, for readers that come often. */
export async function writeState(store: ObjectStore, state: JobState): Promise<void> {
  await store.put(statePath(state.account, state.job), encode(STATE, state));
  await writeMark(store, state);
}

/**
 * Copies a corrupt object to `corrupt/`, for a person to look at. The original is replaced by the next write only, so
 * that a run killed in between finds it again. Answers where the copy is.
 */
export async function setAside(store: ObjectStore, key: string, at: string): Promise<string> {
  const copy = `corrupt/${key.replaceAll('/', '-').replace(/\.json$/, '')}-${at.replaceAll(/[-:.]/g, '')}`;
  const bytes = await store.get(key);
  if (bytes) await store.putIfAbsent(copy, bytes);
  return copy;
}

/** A history that cannot be read is set aside and begins again. */
export async function readHistory(
  store: ObjectStore,
  account: string,
  at: string,
): Promise<readonly HistoryDay[]> {
  const key = historyPath(account);
  const bytes = await store.get(key);
  if (!bytes) return [];
  const decoded = decode(HISTORY, key, bytes);
  const days = decoded.kind === 'ok' ? parseHistory(decoded.value) : null;
  if (!days) await setAside(store, key, at);
  return days ?? [];
}

export function writeHistory(
  store: ObjectStore,
  account: string,
  days: readonly HistoryDay[],
): Promise<void> {
  return store.put(historyPath(account), encode(HISTORY, { days }));
}
