import type { Config } from '../config/schema.ts';
import type { JobState } from '../model/job-state.ts';
import type { Log } from '../model/log.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { evidenceDay } from '../state/paths.ts';

/** Days before the last cut that are looked at again, in case the run that should have cut them was killed. */
const AGAIN_DAYS = 3;
/** So many days are cut in one run at most. */
const DAYS_AT_ONCE = 40;
const DAY_MS = 86_400_000;

/**
 * Deletes what retention no longer keeps, after the state that says so was written. A store that refuses to delete,
 * such as a bucket under a retention policy, is told and does not fail the run.
 */
export async function prune(
  store: ObjectStore,
  { account, job, evidence: { keptFrom }, runs }: JobState,
  cutBefore: string,
  { changeDays }: Config['retention'],
  log: Log,
): Promise<void> {
  const at = runs[0]?.finishedAt;
  if (keptFrom <= cutBefore || at === undefined) return;
  try {
    const keys = [
      ...(await evidenceBefore(store, account, job, cutBefore, keptFrom)),
      ...(job === 'activity' && changeDays !== null
        ? await changesBefore(store, account, at, changeDays)
        : []),
    ];
    for (const key of keys) await store.delete(key);
    log.info('retention applied', { account, job, deleted: keys.length, keptFrom });
  } catch (error) {
    log.warn('retention not applied', { account, job, cause: error instanceof Error ? error.message : '' });
  }
}

async function evidenceBefore(
  store: ObjectStore,
  account: string,
  job: string,
  cutBefore: string,
  keptFrom: string,
): Promise<string[]> {
  const end = Date.parse(keptFrom);
  const start = Math.max(Date.parse(cutBefore) - AGAIN_DAYS * DAY_MS, end - DAYS_AT_ONCE * DAY_MS);
  const found: string[] = [];
  for (let day = start; day < end; day += DAY_MS) {
    const keys = await store.list(evidenceDay(account, new Date(day).toISOString().slice(0, 10)));
    found.push(...keys.filter((key) => key.includes(`Z-${job}-`)));
  }
  return found;
}

async function changesBefore(
  store: ObjectStore,
  account: string,
  at: string,
  days: number,
): Promise<string[]> {
  const prefix = `changes/${account}/`;
  const stamp = new Date(Date.parse(at) - days * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
  const keys = await store.list(prefix);
  return keys.filter((key) => key < prefix + stamp);
}
