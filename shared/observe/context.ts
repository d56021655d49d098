import { isAskedFor } from '../checks/catalogue.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { OnKey } from '../collect/keys.ts';
import type { Config } from '../config/schema.ts';
import type { Calibration } from '../model/calibration.ts';
import type { Job, Observed } from '../model/job.ts';
import type { Facts, JobState } from '../model/job-state.ts';
import { resourceKey } from '../model/resource-key.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Source } from '../model/source.ts';

/** What every job of one account works with. */
export interface JobContext {
  account: string;
  cloud: Cloud;
  config: Config;
  now: () => Date;
  /** When its first question was asked, where that was before the job began. */
  startedAt?: Date;
  /** Is told each key in use when it was read; the same one may come twice. */
  onKey?: OnKey;
}

/** What the job `activity` starts from. */
export interface ActivityInputs {
  inventory: JobState;
  /** What the job `keys` knew before. */
  keysBefore: JobState | null;
  /** What it knows now; comes later where both jobs run at once. */
  keys: Promise<JobState | null>;
  calibration: Calibration;
}

/** Whether any of it is to be collected: nothing is for a check set to `off`. */
export function wants({ config }: Pick<JobContext, 'config'>, ...sources: readonly Source[]): boolean {
  return sources.some((source) => isAskedFor(source, config.policy));
}

export function observed(
  job: Job,
  { account, now }: Pick<JobContext, 'account' | 'now'>,
  startedAt: Date,
  parts: Snapshot['parts'],
  more: Partial<Pick<Observed, 'gaps' | 'memory' | 'looks'>> = {},
): Observed {
  const times = { startedAt: startedAt.toISOString(), finishedAt: now().toISOString() };
  return { job, account, ...times, parts, gaps: [], memory: null, looks: null, ...more };
}

/** When a fact of each key was last seen, by `<region> <id>`; never seen comes first. */
export function lastSeenKeys(facts: Facts): ReadonlyMap<string, string> {
  const seen = new Map<string, string>();
  for (const { resource, at } of Object.values(facts)) {
    if (resource.type === 'key') seen.set(resourceKey(resource), at);
  }
  return seen;
}

/** What was read longest ago comes first, so that a deadline does not always cut off the same things. */
export function oldestFirst<T>(things: readonly T[], lastSeen: (thing: T) => string): T[] {
  return things
    .map((thing) => ({ thing, at: lastSeen(thing) }))
    .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
    .map(({ thing }) => thing);
}
