import * as v from 'valibot';
import { compareText } from '../model/finding.ts';
import { ALL_JOBS, type Job } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import type { StoredFormat } from './formats/stored-format.ts';
import { digest } from './paths.ts';

/**
 * What a reader who comes every minute needs to know of a state without reading it. The name of the object holds
 * everything, so that one listing tells of a thousand jobs.
 */
export interface Mark {
  account: string;
  job: Job;
  /** When the job last finished; ISO 8601, UTC, whole seconds. */
  finishedAt: string;
  /** Changes when there may be something new to say. */
  content: string;
}

export const MARKS = 'marks/';

const NAME = /^marks\/([^/]+)\/(\w+)\/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-([0-9a-f]{16})$/;

/** Of the names of marks, which hold account, job, time and content. A name that does not fit is no mark. */
export const MARK: StoredFormat<string> = {
  name: 'sealwatch.mark',
  version: 1,
  schema: v.pipe(v.string(), v.regex(NAME)),
  migrations: [],
};

/** The marks of a job that are there. */
export function marksOf(store: ObjectStore, state: Pick<JobState, 'account' | 'job'>): Promise<string[]> {
  return store.list(folderOf(state));
}

/** Puts the mark of a state that was just written in place of those before. Between them there may be none, which is news, too. */
export async function writeMark(
  store: ObjectStore,
  state: JobState,
  before: readonly string[],
): Promise<void> {
  const key = `${folderOf(state)}${nameOf(state)}`;
  if (before.includes(key) && before.length === 1) return;
  const old = before.filter((known) => known !== key);
  await Promise.all([store.put(key, Buffer.from('{}')), ...old.map((known) => store.delete(known))]);
}

function folderOf({ account, job }: Pick<JobState, 'account' | 'job'>): string {
  return `${MARKS}${account}/${job}/`;
}

/** The marks of all jobs; of two marks of one job, which a killed run leaves, the newer one. */
export async function readMarks(store: ObjectStore): Promise<Mark[]> {
  return marksIn(await store.list(MARKS));
}

/** The marks in a listing of `MARKS`. */
export function marksIn(keys: readonly string[]): Mark[] {
  const marks = new Map<string, Mark>();
  for (const key of keys) {
    const mark = parse(key);
    if (mark) marks.set(`${mark.account} ${mark.job}`, mark);
  }
  return [...marks.values()];
}

function nameOf({ result, trouble, open, carried, resolved, drifts, events }: JobState): string {
  const content = [
    ...(result?.findings ?? []).map(({ fingerprint, status, severity, mutedBy, clusters, stage }) =>
      [fingerprint, status, severity, mutedBy, clusters.length, ...(stage ? [stage] : [])].join(' '),
    ),
    ...carried.map(({ fingerprint }) => `carried ${fingerprint}`),
    ...Object.entries(open).map(([fingerprint, { firstSeen }]) => `open ${fingerprint} ${firstSeen}`),
    ...resolved.map(({ finding, resolvedAt }) => `resolved ${finding.fingerprint} ${resolvedAt}`),
    ...drifts.map(({ id }) => `drift ${id}`),
    ...events.map(({ eventId }) => `event ${eventId}`),
    `trouble ${trouble?.code ?? ''} ${trouble?.run ?? ''}`,
  ];
  const at = (result?.finishedAt ?? '1970-01-01T00:00:00Z').slice(0, 19).replaceAll(/[-:]/g, '');
  return `${at}Z-${digest(content.sort(compareText).join('\n')).slice(0, 16)}`;
}

function parse(key: string): Mark | null {
  const match = NAME.exec(key);
  const [, account = '', name = '', year, month, day, hour, minute, second, content = ''] = match ?? [];
  const job = ALL_JOBS.find((known) => known === name);
  if (!match || !job) return null;
  return { account, job, finishedAt: `${year}-${month}-${day}T${hour}:${minute}:${second}Z`, content };
}
