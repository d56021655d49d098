import type { Finding } from './finding.ts';
import type { Part, Snapshot } from './snapshot.ts';

/** In the order in which they run: each may use what those before it saw. */
export const JOBS = ['inventory', 'keys', 'activity'] as const;
export type Job = (typeof JOBS)[number];

/** The parts of a snapshot that a job looks at itself. */
export const OBSERVED_BY: Readonly<Record<Job, readonly Part[]>> = {
  inventory: ['clusters', 'role', 'trails'],
  keys: ['keys', 'instances', 'kmsStatus'],
  activity: ['activity'],
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

/** What one run of a job saw and judged of one account. */
export interface JobResult {
  job: Job;
  account: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  finishedAt: string;
  /** Everything that the job wanted to see was seen. */
  complete: boolean;
  /** Only the parts that the job looks at itself. */
  parts: Snapshot['parts'];
  /** Verdicts `fail`, `unknown` and `pending`. */
  findings: readonly Finding[];
  /** For each link of the chain, the ids of the clusters that it was seen to hold for. */
  passed: Readonly<Record<string, readonly string[]>>;
}

export interface AccountResult {
  id: string;
  name: string;
  results: readonly JobResult[];
}
