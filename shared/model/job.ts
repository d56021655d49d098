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
  /** Every verdict, `pass` and `skipped` too. */
  findings: readonly Finding[];
}

export interface AccountResult {
  id: string;
  name: string;
  results: readonly JobResult[];
}
