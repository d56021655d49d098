import type { Actor, Attempt, Change } from './change.ts';
import type { Json, Severity, Status } from './finding.ts';
import type { Resource } from './resource.ts';

export type ClusterVerdict = 'pass' | 'fail' | 'unknown' | 'pending' | 'skipped';

export interface ReportCluster {
  account: string;
  region: string;
  id: string;
  name: string;
  spec: string;
  profile: string;
  version: string;
  state: string;
  tags: Readonly<Record<string, string>>;
  inScope: boolean;
  encryption: 'encrypted' | 'not-encrypted' | 'pending' | 'unknown';
  /** Empty when it has none, or it is not known. */
  keyId: string;
  keyState: string;
  /** ISO 8601, UTC; empty when never seen. */
  lastEncrypt: string;
  lastDecrypt: string;
  verdict: ClusterVerdict;
}

export interface ReportFinding {
  fingerprint: string;
  check: string;
  title: string;
  status: Status;
  severity: Severity;
  resource: Resource;
  clusters: readonly string[];
  summary: string;
  evidence: Readonly<Record<string, Json>>;
  remedy: { text: string; command: string; url: string };
  frameworks: readonly string[];
  firstSeen: string;
  lastSeen: string;
  /** Who caused it, when ActionTrail names somebody. */
  actor: Actor | null;
  waiver: { until: string; owner: string; reason: string; expired: boolean } | null;
  mutedBy: string | null;
  missingPermission: string | null;
}

export interface ReportJob {
  /** ISO 8601, UTC; empty when it never finished. */
  finishedAt: string;
  complete: boolean;
  /** Why a later attempt could not finish. */
  trouble: { code: string; message: string; hint: string; at: string } | null;
}

export interface ReportAccount {
  id: string;
  name: string;
  jobs: Readonly<Record<string, ReportJob>>;
}

/** What `--json` prints; docs/report.schema.json describes it. */
export interface Report {
  schema: 'sealwatch.report/1';
  generatedAt: string;
  complete: boolean;
  accounts: readonly ReportAccount[];
  summary: {
    clusters: {
      total: number;
      inScope: number;
      encrypted: number;
      notEncrypted: number;
      unknown: number;
      pending: number;
    };
    findings: Record<Severity | 'unknown' | 'waived', number>;
  };
  clusters: readonly ReportCluster[];
  findings: readonly ReportFinding[];
  /** What changed since the baseline, newest first. */
  changes: readonly Omit<Change, 'aliases'>[];
  /** Calls that were refused and changed nothing, newest first. */
  attempts: readonly Attempt[];
  spend: readonly never[];
}
