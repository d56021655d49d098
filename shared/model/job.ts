import type { Actor, Attempt, Change } from './change.ts';
import type { Finding } from './finding.ts';
import type { ActivityMemory, EvidenceChain, Life, Trouble } from './job-state.ts';
import type { Resource } from './resource.ts';
import type { ObservedPart, Snapshot } from './snapshot.ts';

/** In the order in which they run: each may use what those before it saw. */
export const JOBS = ['inventory', 'keys', 'activity', 'spend'] as const;
export type Job = (typeof JOBS)[number];

/** The parts of a snapshot that a job looks at itself. */
export const OBSERVED_BY: Readonly<Record<Job, readonly ObservedPart[]>> = {
  inventory: ['clusters', 'role', 'trails', 'people', 'network'],
  keys: ['keys', 'instances', 'kmsStatus'],
  activity: ['activity', 'changeEvents', 'refusals'],
  spend: ['money'],
};

/**
 * The chain from flag to key to role: each of these checks must have been seen to hold before a sealed
 * cluster passes.
 */
export const CHAIN: readonly string[] = [
  'cluster-encryption',
  'key-state',
  'security-role',
  'kms-account-status',
];

/** Things of one part that a run looked at although the timer had not asked for it. */
export interface Look {
  part: ObservedPart;
  things: readonly Pick<Resource, 'type' | 'id' | 'region'>[];
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
  /** For each link of the chain, the ids of the clusters that it was seen to hold for. */
  passed: Readonly<Record<string, readonly string[]>>;
  /** Checks that could not look at all, because a part that they read was not seen, or because they threw. */
  blind: readonly string[];
}

/** What is known of an account beyond its last results. */
export interface AccountMemory {
  /** By fingerprint. */
  open: Readonly<Record<string, Life>>;
  /** Open findings that the last run could not judge. */
  carried: readonly Finding[];
  changes: readonly Change[];
  attempts: readonly Attempt[];
  /** Who caused a finding, by fingerprint. */
  authors: Readonly<Record<string, Actor>>;
  /** Why the last attempt of a job could not finish. */
  troubles: Readonly<Partial<Record<Job, Trouble>>>;
  /** Where the evidence of each job ends. */
  evidence: Readonly<Partial<Record<Job, EvidenceChain['head']>>>;
}

export interface AccountResult {
  id: string;
  name: string;
  results: readonly JobResult[];
  /** Null when nothing is stored. */
  memory: AccountMemory | null;
}
