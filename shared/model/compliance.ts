import type { Json } from './finding.ts';

/** `accepted`: it fails, and a waiver accepts that. Neither that nor `unknown` counts as met. */
export type Standing = 'met' | 'accepted' | 'not-met' | 'unknown';

export interface StandingCounts {
  population: number;
  met: number;
  accepted: number;
  notMet: number;
  unknown: number;
}

/** A waiver, and whether it has ended. `until`: its last day, Asia/Shanghai. */
export interface AcceptedBy {
  until: string;
  owner: string;
  reason: string;
  expired: boolean;
}

/** Why something stands where it stands: an English sentence whose places are filled from `evidence`. */
export interface Reason {
  /** The check that said it; empty where none did. */
  check: string;
  summary: string;
  evidence: Readonly<Record<string, Json>>;
}

/** A cluster, or an account, and where it stands with one requirement. */
export interface Unit {
  account: string;
  /** Of the cluster; of the account where accounts are counted. */
  id: string;
  name: string;
  standing: Standing;
  /** What decided; of what meets it, everything that was seen to pass. */
  reasons: readonly Reason[];
  waiver: AcceptedBy | null;
}

export interface RequirementStanding {
  /** `<framework>:<clause>`. */
  id: string;
  counts: StandingCounts;
  units: readonly Unit[];
  /** What is not in the population, and why. */
  leftOut: readonly (Reason & { account: string; id: string; name: string })[];
}

/** A requirement as reports tell it, in one language. */
export interface ReportRequirement {
  id: string;
  framework: string;
  clause: string;
  asks: string;
  population: 'clusters' | 'accounts';
  /** Met, not met, accepted and unknown add up to `population`. */
  counts: StandingCounts;
  /** Why no cluster can meet it here; null for most. */
  limit: string | null;
  /** Checks that decide, and those whose verdicts stand beside it. */
  deciding: readonly string[];
  supporting: readonly string[];
  /** Number and content of the clause were compared with this; null: not compared with the text of the standard. */
  source: string | null;
  /** The first hundred that do not meet it, are accepted or unknown, worst first. */
  exceptions: readonly ReportException[];
  /** Clusters or accounts that are not counted. */
  leftOut: number;
}

export interface ReportException {
  account: string;
  id: string;
  name: string;
  standing: Exclude<Standing, 'met'>;
  check: string;
  why: string;
  waiver: AcceptedBy | null;
}
