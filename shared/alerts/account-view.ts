import type { Attempt, Author, Change } from '../model/change.ts';
import type { Finding } from '../model/finding.ts';
import type { Job } from '../model/job.ts';
import type { Life, ResolvedFinding, Trouble } from '../model/job-state.ts';
import type { Amount } from '../model/money.ts';

/** A finding as the jobs of its account know it. */
export interface ViewFinding {
  finding: Finding;
  /** The first job that tells it. */
  job: Job;
  /** Null when it is not open: it was never seen to fail. */
  life: Life | null;
  /** It is open, but the last run could not judge it; it is told as it was last seen. */
  carried: boolean;
  /** Who caused it, when ActionTrail names somebody. */
  author: Author | null;
}

export interface ViewCluster {
  name: string;
  region: string;
  tags: Readonly<Record<string, string>>;
  inScope: boolean;
  encrypted: boolean;
}

/** How fresh the knowledge of a job is. Times in ISO 8601, UTC. */
export interface ViewJob {
  job: Job;
  /** Start of its baseline; null while it has no state. */
  since: string | null;
  /** Null until a run has finished. */
  finishedAt: string | null;
  trouble: Trouble | null;
}

/** What KMS costs: on the last day that was billed, and in its month. Decimals. */
export interface ViewSpend {
  /** `yyyy-mm-dd`, Asia/Shanghai. */
  date: string;
  day: Amount;
  month: Amount;
  forecast: Amount;
  currency: string;
}

/** What is true of one account now: all that alerts need to know of it. */
export interface AccountView {
  id: string;
  name: string;
  /** Of all jobs, each fingerprint once. */
  findings: readonly ViewFinding[];
  /** Lives that ended in the last 30 days, each once, also where several jobs tell of them. */
  resolved: readonly ResolvedFinding[];
  changes: readonly Change[];
  attempts: readonly Attempt[];
  /** By id. */
  clusters: Readonly<Record<string, ViewCluster>>;
  jobs: readonly ViewJob[];
  /** Of KMS; null while no bill was read. */
  spend: ViewSpend | null;
}
