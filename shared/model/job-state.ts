import type { Actor, Attempt, Change, ChangeEvent, Drift } from './change.ts';
import type { Cluster } from './cluster.ts';
import type { Finding } from './finding.ts';
import type { ActivityMemory, Job, JobResult } from './job.ts';
import type { Seen } from './observation.ts';
import type { Resource } from './resource.ts';

/** A value that was last seen to hold; the baseline that the next snapshot is compared with. */
export interface Fact {
  value: string;
  /** When it was last seen, ISO 8601, UTC. */
  at: string;
  resource: Resource;
  clusters: readonly string[];
}

/** Facts by `<type> <region> <id> <aspect>`. */
export type Facts = Readonly<Record<string, Fact>>;

/** An open finding: it was seen to fail, and has not been seen to be well since. ISO 8601, UTC. */
export interface Life {
  firstSeen: string;
  /** When it was last seen to fail. */
  lastSeen: string;
}

/** How a finding ended, in an English sentence whose places are filled from `evidence`. */
export interface Ending extends Pick<Finding, 'summary' | 'evidence'> {
  /** `well`: the check saw this very thing, and it was good. `closed`: nothing is left to judge, which is no recovery. */
  kind: 'well' | 'closed';
}

export interface ResolvedFinding extends Life {
  finding: Finding;
  resolvedAt: string;
  /** Left out in what earlier versions stored. */
  ending?: Ending;
}

/** Where the evidence of a job ends, and since when it is kept. */
export interface EvidenceChain {
  head: { run: string; key: string; sha256: string } | null;
  /** First day whose evidence is kept, `yyyy-mm-dd`, UTC. */
  keptFrom: string;
}

export interface RunSummary {
  id: string;
  startedAt: string;
  finishedAt: string;
  complete: boolean;
  /** Open findings by status: fail, unknown, pending. */
  findings: { fail: number; unknown: number; pending: number };
}

/** Why the last attempt to run could not finish. Never holds a secret. */
export interface Trouble {
  code: string;
  message: string;
  hint: string;
  at: string;
  run: string;
}

/** What one job knows of one account; it alone writes it. */
export interface JobState {
  account: string;
  name: string;
  job: Job;
  /** Start of the first run, which is the baseline: nothing before it is a change. ISO 8601, UTC. */
  since: string;
  /** Null until a run has finished. */
  result: JobResult | null;
  /** Clusters of earlier lists that the last run, which could not read the whole list, did not see. */
  lastClusters: Seen<readonly Cluster[]> | null;
  runs: readonly RunSummary[];
  facts: Facts;
  /** Regions that the facts are about; empty: all. */
  regions: readonly string[];
  open: Readonly<Record<string, Life>>;
  /** Findings that are open although this run could not judge them, as they were last seen. */
  carried: readonly Finding[];
  resolved: readonly ResolvedFinding[];
  drifts: readonly Drift[];
  events: readonly ChangeEvent[];
  memory: ActivityMemory | null;
  /** Ids of changes that are in the archive. */
  archived: readonly string[];
  evidence: EvidenceChain;
  trouble: Trouble | null;
  /** Number of the lease that it was written under; left out in what earlier versions stored. */
  fence?: number;
}

/** What is known of an account beyond its last results. */
export interface AccountMemory {
  /** By fingerprint. */
  open: Readonly<Record<string, Life>>;
  /** Open findings that the last run could not judge. */
  carried: readonly Finding[];
  /** Clusters that the last list, which is not whole, does not hold, with the time when each was last listed. */
  unlisted: readonly { cluster: Cluster; seenAt: string }[];
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
