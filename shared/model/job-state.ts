import type { RegionUse } from './activity.ts';
import type { ChangeEvent, Drift } from './change.ts';
import type { Cluster } from './cluster.ts';
import type { Finding } from './finding.ts';
import type { Job, JobResult } from './job.ts';
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

export interface ResolvedFinding extends Life {
  finding: Finding;
  resolvedAt: string;
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

/** How far ActionTrail was read, so that the next run reads only what is newer. */
export interface ActivityMemory {
  /** Use of keys by region; `spelling` is the name of the role under which ActionTrail told it. */
  regions: Readonly<Record<string, { use: RegionUse; to: string; spelling: string | null }>>;
  /** Change events, by place. */
  changes: Readonly<Record<string, string>>;
  /** Findings, by fingerprint, whose author was looked for long enough. */
  sought: readonly string[];
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
  /** The last cluster list that was seen, kept only while the last run could not read it. */
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
}
