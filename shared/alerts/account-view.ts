import type { Attempt, Change } from '../model/change.ts';
import type { Finding } from '../model/finding.ts';
import type { Job } from '../model/job.ts';
import type { EvidenceChain, ResolvedFinding, Trouble } from '../model/job-state.ts';
import type { Amount } from '../model/money.ts';
import type { ClusterVerdict } from '../model/report.ts';
import type { OpenFinding } from './open-finding.ts';

export interface ViewCluster {
  name: string;
  region: string;
  tags: Readonly<Record<string, string>>;
  inScope: boolean;
  /** What the flag says. */
  encrypted: boolean;
  verdict: ClusterVerdict;
}

/** How fresh the knowledge of a job is. Times in ISO 8601, UTC. */
export interface ViewJob {
  job: Job;
  /** Start of its baseline; null while it has no state. */
  since: string | null;
  /** Null until a run has finished. */
  finishedAt: string | null;
  trouble: Trouble | null;
  /** Newest run of its evidence; null while there is none. */
  head: EvidenceChain['head'];
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
  /** Open ones of all jobs, each fingerprint once. */
  findings: readonly OpenFinding[];
  /** What could not be judged and was never seen to fail: it is counted only. */
  unknown: readonly Finding[];
  /** Lives that ended in the last 30 days, each once, also where several jobs report them. */
  resolved: readonly ResolvedFinding[];
  changes: readonly Change[];
  attempts: readonly Attempt[];
  /** The last list of clusters was read whole. */
  isListed: boolean;
  /** By id. */
  clusters: Readonly<Record<string, ViewCluster>>;
  jobs: readonly ViewJob[];
  /** Of KMS; null while no bill was read. */
  spend: ViewSpend | null;
}
