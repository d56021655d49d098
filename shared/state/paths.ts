import { createHash } from 'node:crypto';
import type { Job } from '../model/job.ts';

/** What started a run. The same trigger, delivered again, is the same run. */
export interface Trigger {
  /** ISO 8601, UTC. */
  time: string;
  /** Name of the timer, or of the command. */
  name: string;
}

/** `20261123T000000Z-inventory-1a2b3c4d`: sorts by time, and is the same whenever the trigger is delivered again. */
export function runId(account: string, job: Job, { time, name }: Trigger): string {
  const stamp = `${time.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  return `${stamp}-${job}-${digest([account, job, time, name].join('\n')).slice(0, 8)}`;
}

export function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

export function statePath(account: string, job: Job): string {
  return `state/${account}/${job}.json`;
}

export function historyPath(account: string): string {
  return `history/${account}.json`;
}

export function calibrationPath(account: string): string {
  return `calibration/${account}.json`;
}

/** Where a change is kept; `at` is ISO 8601, UTC. */
export function changePath(account: string, at: string, id: string): string {
  return `${changesFrom(account, at)}Z-${id}.json`;
}

/** The changes of this second and later ones sort after it. */
export function changesFrom(account: string, at: string): string {
  return `changes/${account}/${at.slice(0, 19).replaceAll(/[-:]/g, '')}`;
}

/** Folder of the evidence of one run, by the day of its run id. */
export function evidencePath(account: string, run: string): string {
  return `${evidenceDay(account, dayOf(run))}${run}/`;
}

/** Prefix of one day; `day` is `yyyy-mm-dd`, UTC. */
export function evidenceDay(account: string, day: string): string {
  return `evidence/${account}/${day.replaceAll('-', '/')}/`;
}

/** Day of a run id, `yyyy-mm-dd`, UTC. */
export function dayOf(run: string): string {
  return `${run.slice(0, 4)}-${run.slice(4, 6)}-${run.slice(6, 8)}`;
}
