import type { Job } from '../../shared/model/job.ts';
import type { Action, Script } from './script.ts';

const SECOND = 1000;
export const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** When the timers of s.yaml fire: each so often, so long after the full hour. */
const TIMERS = {
  inventory: { every: HOUR, after: 5 * MINUTE + 10 * SECOND },
  keys: { every: 5 * MINUTE, after: 2 * MINUTE + 30 * SECOND },
  activity: { every: 15 * MINUTE, after: 3 * MINUTE + 50 * SECOND },
  spend: { every: HOUR, after: 31 * MINUTE + 20 * SECOND },
} as const;
export const JOBS = ['inventory', 'keys', 'activity', 'spend'] as const;
export type TimedJob = (typeof JOBS)[number];

export interface Tick {
  job: TimedJob;
  at: number;
}

/** When the timer of the job fired last at that moment. */
export function lastTick(job: TimedJob, now: number): number {
  const { every, after } = TIMERS[job];
  return now - ((((now - after) % every) + every) % every);
}

/** The last tick of each job that fired since; of several only the last one is played, and after an idle time those first that others read. */
export function ticksUntil(now: number, ran: ReadonlyMap<Job, number>): Tick[] {
  return JOBS.map((job) => ({ job, at: lastTick(job, now) })).filter(
    ({ job, at }) => at > (ran.get(job) ?? Number.NEGATIVE_INFINITY),
  );
}

/** Minutes after something happens at which all jobs have looked and alerts were sent; between them nothing is played. */
const AFTER_INCIDENT = [6, 16, 76, 112];
const AFTER_FAULT = [3, 18, 76, 112];

/** Minutes from the beginning at which the world is looked at: while it is idle, and around everything that happens. */
export function lookTimes({ days, idleHours, actions }: Script): number[] {
  const minutes = new Set<number>();
  for (let at = 45; at < days * 24 * 60; at += idleHours * 60) minutes.add(at);
  for (const action of actions) for (const at of looksAfter(action)) minutes.add(at);
  return [...minutes].filter((at) => at < days * 24 * 60).sort((a, b) => a - b);
}

function looksAfter(action: Action): number[] {
  const after = (start: number, steps: readonly number[]) => steps.map((step) => start + step);
  switch (action.what) {
    case 'incident':
      return [...after(action.at, AFTER_INCIDENT), ...after(action.at + action.lasts, AFTER_INCIDENT)];
    case 'fault':
    case 'clock':
      return [action.at + 3, ...after(action.at + action.lasts, AFTER_FAULT)];
    case 'kill':
    case 'twice':
      return after(action.at, [61, 76]);
  }
}
