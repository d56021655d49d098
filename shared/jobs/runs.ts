import * as v from 'valibot';
import type { Config } from '../config/schema.ts';
import { ALL_JOBS, type Job } from '../model/job.ts';
import type { AccountResult } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { text } from '../state/formats/common.ts';
import { readPlain, type StoredFormat, schemaOf } from '../state/formats/stored-format.ts';

const FOLDER = 'runs/';
const KEPT = 20;
/** What a run may take beyond the time of a job, such as waiting for a free instance. */
const GRACE_MS = 60_000;

/** A run that somebody asked for. */
export interface RequestedRun {
  /** `20261123T000000Z-000000001`. */
  id: string;
  jobs: readonly Job[];
  /** ISO 8601, UTC. */
  startedAt: string;
}

/** Starts the jobs without waiting for their end. Throws `AppError` when it cannot. */
export type StartJobs = (run: RequestedRun) => Promise<void>;

export interface JobProgress {
  state: 'waiting' | 'finished' | 'failed';
  /** Accounts by what became of the job. */
  accounts: { finished: number; failed: number; waiting: number };
}

export interface RunProgress {
  /** `overdue`: its time is over, and not everything has come back. */
  state: 'running' | 'finished' | 'failed' | 'overdue';
  jobs: Readonly<Record<string, JobProgress>>;
}

export const REQUESTED_RUN: StoredFormat<RequestedRun> = {
  name: 'sealwatch.requested-run',
  version: 1,
  schema: schemaOf<RequestedRun>()(
    v.object({ id: text, jobs: v.array(v.picklist(ALL_JOBS)), startedAt: v.pipe(text, v.isoTimestamp()) }),
  ),
  migrations: [],
};

export interface RunQuestion {
  store: ObjectStore;
  config: Config;
  now: Date;
  /** What the jobs have stored. */
  accounts: readonly AccountResult[];
}

/**
 * Starts the jobs, unless a run that was asked for before is still under way: then it is that one. Of several callers at once
 * one wins. Throws what the store and `start` throw; what could not be started leaves no trace.
 */
export async function requestRun(
  question: RunQuestion,
  jobs: readonly Job[],
  start: StartJobs,
): Promise<{ run: RequestedRun; isNew: boolean }> {
  const { store, now } = question;
  const keys = await store.list(FOLDER);
  const last = keys.at(-1);
  const known = last === undefined ? null : await readAt(store, last);
  if (known && progressOf(known, question).state === 'running') return { run: known, isNew: false };
  const number = String(Number(/(\d+)\.json$/.exec(last ?? '')?.[1] ?? 0) + 1).padStart(9, '0');
  const startedAt = now.toISOString();
  const run = { id: `${startedAt.slice(0, 19).replaceAll(/[-:]/g, '')}Z-${number}`, jobs, startedAt };
  const key = `${FOLDER}${number}.json`;
  if (!(await store.putIfAbsent(key, Buffer.from(JSON.stringify(run))))) {
    return { run: (await readAt(store, key)) ?? run, isNew: false };
  }
  try {
    await start(run);
  } catch (error) {
    await store.delete(key);
    throw error;
  }
  for (const old of keys.slice(0, -KEPT)) await store.delete(old);
  return { run, isNew: true };
}

/** Null when there is no such run, or not any more. */
export async function readRun(store: ObjectStore, id: string): Promise<RequestedRun | null> {
  const number = /^\d{8}T\d{6}Z-(\d{9})$/.exec(id)?.[1];
  const run = number === undefined ? null : await readAt(store, `${FOLDER}${number}.json`);
  return run?.id === id ? run : null;
}

/** Half a record is none. */
async function readAt(store: ObjectStore, key: string): Promise<RequestedRun | null> {
  const bytes = await store.get(key);
  const stored = bytes && readPlain(REQUESTED_RUN, key, bytes);
  return stored?.kind === 'ok' ? stored.value : null;
}

/** How far a run is, as the states of the jobs tell: what began after it was asked for has seen what it wanted to see. */
export function progressOf(
  { jobs, startedAt }: RequestedRun,
  { accounts, config, now }: Omit<RunQuestion, 'store'>,
): RunProgress {
  const told = jobs.map((job) => [job, jobProgress(job, startedAt, accounts)] as const);
  const states = told.map(([, { state }]) => state);
  const end = Date.parse(startedAt) + config.limits.jobTimeoutSeconds * 1000 + GRACE_MS;
  const open = now.getTime() < end ? 'running' : 'overdue';
  const ended = states.includes('failed') ? 'failed' : 'finished';
  return { state: states.includes('waiting') ? open : ended, jobs: Object.fromEntries(told) };
}

function jobProgress(job: Job, startedAt: string, accounts: readonly AccountResult[]): JobProgress {
  const count = { finished: 0, failed: 0, waiting: 0 };
  for (const { results, memory } of accounts) {
    const trouble = memory?.troubles[job];
    if (trouble && trouble.run !== '' && trouble.at >= startedAt) count.failed += 1;
    else if (results.some((result) => result.job === job && result.startedAt >= startedAt))
      count.finished += 1;
    else count.waiting += 1;
  }
  if (count.waiting > 0 || accounts.length === 0) return { state: 'waiting', accounts: count };
  return { state: count.failed > 0 ? 'failed' : 'finished', accounts: count };
}
