import pMap from 'p-map';
import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import type { JobState } from '../model/job-state.ts';
import type { Log } from '../model/log.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { putState } from '../state/job-store.ts';
import type { Lease } from '../state/lease.ts';
import { evidenceDay } from '../state/paths.ts';

/** So many days are given up and deleted in one run at most, which leaves its deadline far away; the next run goes on. */
const DAYS_AT_ONCE = 30;
const LISTED_AT_ONCE = 5;
const DAY_MS = 86_400_000;

/** First day of evidence that is kept after a run of that day, `yyyy-mm-dd`, UTC: never much more is given up than was deleted. */
export function keptFrom(
  { evidence: { keptFrom: before, deletedTo }, since }: JobState,
  day: string,
  days: number | null,
): string {
  if (days === null) return before;
  const cutoff = dayAfter(day, -days);
  const next = earlier(cutoff, dayAfter(deletedTo ?? firstDay(since), DAYS_AT_ONCE));
  return next > before ? next : before;
}

/**
 * Deletes what retention no longer keeps, after the state that gives it up was written, and notes in the state how far it came: a
 * run that is killed or overtaken in between leaves all of it to the next. A day holds everything that its runs name, so days go as
 * a whole. A store that refuses to delete, such as a bucket under a retention policy, is told and does not fail the run.
 */
export async function prune(
  store: ObjectStore,
  state: JobState,
  { changeDays }: Config['retention'],
  lease: Pick<Lease, 'overtaken'>,
  log: Log,
): Promise<void> {
  const { account, job, evidence, since } = state;
  const begin = evidence.deletedTo ?? firstDay(since);
  if (begin >= evidence.keptFrom) return;
  try {
    const end = earlier(evidence.keptFrom, dayAfter(begin, DAYS_AT_ONCE));
    const deleted = [
      ...(await deleteDays(store, state, begin, end)),
      ...(job === 'activity' && changeDays !== null ? await deleteChanges(store, state, changeDays) : []),
    ];
    if ((await lease.overtaken()) === null)
      await putState(store, { ...state, evidence: { ...evidence, deletedTo: end } });
    log.info('retention applied', { account, job, deleted: deleted.length, keptFrom: evidence.keptFrom });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn('retention not applied', { account, job, cause: error.message });
  }
}

async function deleteDays(
  store: ObjectStore,
  { account, job }: JobState,
  begin: string,
  end: string,
): Promise<string[]> {
  const days: string[] = [];
  for (let day = begin; day < end; day = dayAfter(day, 1)) days.push(day);
  const deleted = await pMap(
    days,
    async (day) => {
      const keys = (await store.list(evidenceDay(account, day))).filter((key) => key.includes(`Z-${job}-`));
      if (keys.length > 0) await store.delete(keys);
      return keys;
    },
    { concurrency: LISTED_AT_ONCE },
  );
  return deleted.flat();
}

async function deleteChanges(
  store: ObjectStore,
  { account, runs }: JobState,
  days: number,
): Promise<string[]> {
  const prefix = `changes/${account}/`;
  const newest = Date.parse(runs[0]?.finishedAt ?? '');
  if (Number.isNaN(newest)) return [];
  const stamp = dayOf(newest - days * DAY_MS).replaceAll('-', '');
  const keys = (await store.list(prefix)).filter((key) => key < prefix + stamp);
  if (keys.length > 0) await store.delete(keys);
  return keys;
}

/** A run bears the day of its trigger, which may be the one before it started. */
function firstDay(since: string): string {
  return dayAfter(since.slice(0, 10), -1);
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function dayAfter(day: string, days: number): string {
  return dayOf(Date.parse(day) + days * DAY_MS);
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}
