import type { Actor, Attempt, Change } from './change.ts';
import type { AcceptedBy, ReportRequirement } from './compliance.ts';
import type { Json, Severity, Status } from './finding.ts';
import type { Amount } from './money.ts';
import type { Resource } from './resource.ts';

export type ClusterVerdict = 'pass' | 'fail' | 'unknown' | 'pending' | 'skipped';

/** Clusters in scope by verdict. */
export type VerdictCounts = Readonly<Record<Exclude<ClusterVerdict, 'skipped'>, number>>;

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
  /** The check that decided the verdict, and what it says; null for a pass. */
  why: { check: string; text: string } | null;
  /** The last list could not be read whole and does not hold it: the row is as it was seen before. */
  stale: boolean;
  /** When the list last held it, ISO 8601, UTC; null when that is not known. */
  seenAt: string | null;
  /** What its API servers said; left out while the job `proof` has not looked at it. */
  proof?: ReportProof;
}

/** How the Secrets of a cluster are stored, as its API servers counted them. Null: they did not say. */
export interface ReportProof {
  /** ISO 8601, UTC. */
  at: string;
  /** `metrics`: asked from outside; `cluster`: posted from inside. */
  source: 'metrics' | 'cluster';
  /** The counts began then: the start of the API server. ISO 8601, UTC. */
  since: string | null;
  /** Values opened since then: at least one for each Secret that is stored so, more where one was read again. */
  plain: number | null;
  v1: number | null;
  v2: number | null;
  /** Values written in plain text since then. */
  writesPlain: number | null;
  /** Whether the key that is written with is the one that the cluster names; null where it cannot be told. */
  keyMatches: boolean | null;
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
  waiver: AcceptedBy | null;
  /**
   * Who works on it, since and until when, as it was said by a link or a command; ISO 8601, UTC. Null where the configuration says
   * so, which holds as long as its line stands there. It changes no verdict.
   */
  acknowledged: { by: string; at: string | null; until: string | null } | null;
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
  /** How much of the list of clusters could be read; of an unread one nothing follows from an empty table. */
  clusterList: 'complete' | 'partial' | 'unread';
  jobs: Readonly<Record<string, ReportJob>>;
}

/** What KMS says of an account that uses it. */
export type KmsStanding = 'Enabled' | 'InDebt' | 'Suspended';

/** The clocks that run while an account does not pay. */
export interface ReportArrears {
  /** ISO 8601, UTC. */
  since: string;
  /** `bill`: the oldest unpaid bill fell due then. `first-seen`: we saw it then for the first time, so it may be older. */
  sinceSource: 'bill' | 'first-seen';
  /** It may have begun earlier: it was only first seen then, or not all bills could be read. The clocks then end at the latest. */
  sinceIsBound: boolean;
  /** Sum of what is unpaid; null when no bill tells. */
  outstanding: Amount | null;
  /** Worst of all regions; null when not seen. */
  kmsStatus: KmsStanding | null;
  /** Seven days after `since`: KMS refuses every call, and the control of clusters is lost. ISO 8601, UTC. */
  kmsStopsAt: string;
  /** Fifteen days after `since`: ACK deletes Pro clusters. ISO 8601, UTC. */
  clusterDeletionAt: string;
}

/** What one key costs, estimated; never the bill. */
export interface ReportKeyCost {
  keyId: string;
  region: string;
  clusters: readonly string[];
  /** Estimated from the density of ActionTrail events; null when there are too few to tell. */
  callsPerDay: number | null;
  /** Amounts for 30 days; null when there is no price. */
  calls: Amount | null;
  hosting: Amount | null;
  /** Share of the instance that holds it. */
  instance: Amount | null;
  total: Amount | null;
  confidence: 'high' | 'medium' | 'low';
}

export interface ReportSpend {
  account: string;
  /** CNY, USD or JPY; empty when nothing tells it. */
  currency: string;
  /** Account that pays and holds the balance. */
  payer: string;
  /** Cash and credit; null when it could not be read. The whole account, as all of `available` to `runwayDays`. */
  available: Amount | null;
  cash: Amount | null;
  credit: Amount | null;
  /** KMS, as all of `monthToDate` to `daily`; null when there are no bills. Pay-as-you-go only. */
  monthToDate: Amount | null;
  /** Null, as `monthToDate`, also while the first run has left days of the month to the next one. */
  forecast: Amount | null;
  budget: Amount | null;
  daily: readonly { date: string; amount: Amount }[];
  accountBurnPerDay: Amount | null;
  runwayDays: number | null;
  /** Pessimistic and optimistic end of the runway in days. `high` is null when no end is in sight. */
  runwayRange: { low: number; high: number | null } | null;
  /** Large payments that are expected, such as the renewal of an instance. */
  upcoming: readonly { date: string; what: string; amount: Amount }[];
  arrears: ReportArrears | null;
  /** Estimated cost by key, most expensive first. */
  keys: readonly ReportKeyCost[];
  /** Keys that are hosted and paid for, and used by no cluster that was seen. */
  idleKeys: readonly string[];
  /** Price list of the estimates; null when nothing was estimated. */
  prices: { list: string; date: string; source: string } | null;
}

/** A configured channel that cannot be opened, so that nobody gets what it is for unless another one takes over. */
export interface ReportChannel {
  name: string;
  /** Empty when it is not known. */
  type: string;
  problems: readonly string[];
}

/** The newest run of one job: kept elsewhere, it shows later that nothing up to it was changed. */
export interface ReportEvidence {
  account: string;
  job: string;
  run: string;
  /** Of its manifest, in hexadecimal. */
  sha256: string;
}

/** What `--json` prints; docs/report.schema.json describes it. */
export interface Report {
  schema: 'sealwatch.report/1';
  /** Of sealwatch. */
  version: string;
  generatedAt: string;
  complete: boolean;
  accounts: readonly ReportAccount[];
  summary: {
    verdicts: VerdictCounts;
    /** By the flag that ACK keeps: what is switched on is not verified yet. */
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
  /** Where the clusters stand with each requirement; empty in a part of a report. */
  compliance: readonly ReportRequirement[];
  /** Channels that cannot be opened; the others work. */
  brokenChannels: readonly ReportChannel[];
  /** What changed since the baseline, newest first. */
  changes: readonly Omit<Change, 'aliases'>[];
  /** Calls that were refused and changed nothing, newest first. */
  attempts: readonly Attempt[];
  /** Money of each account whose bills were looked at. */
  spend: readonly ReportSpend[];
  /** By account and job; `report --verify --anchor` takes the report as it is. */
  evidence: readonly ReportEvidence[];
}
