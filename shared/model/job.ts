import type { RegionUse } from './activity.ts';
import type { Finding } from './finding.ts';
import type { Resource } from './resource.ts';
import type { ObservedPart, Snapshot } from './snapshot.ts';

/** Those that always run, in their order: each may use what those before it saw. */
export const JOBS = ['inventory', 'keys', 'activity', 'spend'] as const;
/** With those that are off unless the configuration asks for them. */
export const ALL_JOBS = [...JOBS, 'proof'] as const;
export type Job = (typeof ALL_JOBS)[number];

/** The jobs that run with this configuration. */
export function jobsOf({ proof }: { readonly proof: { readonly enabled: boolean } }): readonly Job[] {
  return proof.enabled ? ALL_JOBS : JOBS;
}

/** The parts of a snapshot that a job looks at itself. */
export const OBSERVED_BY: Readonly<Record<Job, readonly ObservedPart[]>> = {
  inventory: ['clusters', 'role', 'trails', 'people', 'network'],
  keys: ['keys', 'formerKeys', 'instances', 'kmsStatus'],
  activity: ['activity', 'changeEvents', 'refusals'],
  spend: ['money'],
  proof: ['proofs'],
};

/** Things of one part that a run looked at although the timer had not asked for it. */
export interface Look {
  part: ObservedPart;
  things: readonly Pick<Resource, 'type' | 'id' | 'region'>[];
}

/** How far ActionTrail was read, so that the next run reads only what is newer. */
export interface ActivityMemory {
  /** Use of keys by region; `spelling` is the name of the role under which ActionTrail told it. */
  regions: Readonly<Record<string, { use: RegionUse; to: string; spelling: string | null }>>;
  /** Change events, by place. */
  changes: Readonly<Record<string, string>>;
  /** Findings, by fingerprint, whose author was looked for long enough; `switches <region>`: where switches from before were. */
  sought: readonly string[];
}

/** What one run of a job saw of one account, before anything is judged. */
export interface Observed {
  job: Job;
  account: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  finishedAt: string;
  /** Only the parts that the job looks at itself. */
  parts: Snapshot['parts'];
  gaps: Snapshot['gaps'];
  /** How far ActionTrail was read; only the job `activity` has it. */
  memory: ActivityMemory | null;
  /** What an event made this run look at again; the rest of its parts is what the runs before saw. Null: it saw everything. */
  looks: readonly Look[] | null;
}

/** What one run of a job saw and judged of one account. */
export interface JobResult extends Omit<Observed, 'memory' | 'gaps' | 'looks'> {
  /** Everything that the job wanted to see was seen. */
  complete: boolean;
  /** Verdicts `fail`, `unknown` and `pending`. */
  findings: readonly Finding[];
  /** For each check that must hold, the ids of the clusters that it was seen to hold for. */
  passed: Readonly<Record<string, readonly string[]>>;
  /** Checks that could not look at all, because a part that they read was not seen, or because they threw. */
  blind: readonly string[];
}
