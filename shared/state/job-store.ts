import type { HistoryDay } from '../model/history.ts';
import type { Job } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { encode } from './codec.ts';
import { STATE } from './formats/job-state.ts';
import { readStored, type Stored } from './formats/stored-format.ts';
import { daysOf, HISTORY } from './history.ts';
import { marksOf, writeMark } from './marks.ts';
import { historyPath, statePath } from './paths.ts';

/** Reads the state of a job. Throws `AppError` StateTooNew, StateTooOld, and what the store throws. */
export async function readState(store: ObjectStore, account: string, job: Job): Promise<Stored<JobState>> {
  const key = statePath(account, job);
  return readStored(STATE, key, await store.get(key));
}

/** Replaces the state, which is the commit of a run; its mark is to follow. */
export function putState(store: ObjectStore, state: JobState): Promise<void> {
  return store.put(statePath(state.account, state.job), encode(STATE, state));
}

/** Replaces the state, then its mark, for readers that come often. */
export async function writeState(store: ObjectStore, state: JobState): Promise<void> {
  const [before] = await Promise.all([marksOf(store, state), putState(store, state)]);
  await writeMark(store, state, before);
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

/** A history that is damaged is set aside; the days that can be read stay. */
export async function readHistory(
  store: ObjectStore,
  account: string,
  at: string,
): Promise<readonly HistoryDay[]> {
  const key = historyPath(account);
  const stored = readStored(HISTORY, key, await store.get(key));
  if (stored.kind === 'corrupt') await setAside(store, key, at);
  return daysOf(stored);
}

export function writeHistory(
  store: ObjectStore,
  account: string,
  days: readonly HistoryDay[],
): Promise<void> {
  return store.put(historyPath(account), encode(HISTORY, { days }));
}
