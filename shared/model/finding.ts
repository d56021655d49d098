import type { Resource } from './resource.ts';

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const STATUSES = ['fail', 'unknown', 'pending', 'pass', 'skipped'] as const;
export type Status = (typeof STATUSES)[number];

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface Remedy {
  /** English wording, see `Finding.summary`. */
  text: string;
  /** A command to paste, ids filled in; empty when there is none. One that only reads is a look, see `isLook`. */
  command: string;
  url: string;
}

/** Whether a command only reads: what it shows is needed to do what the text asks for. */
export function isLook(command: string): boolean {
  return command.split(' && ').every((step) => /^aliyun \w+ (Describe|Get|List|Lookup|Query)/.test(step));
}

/** A check's verdict on one resource, with all that a person needs to act on it. */
export interface Finding {
  fingerprint: string;
  check: string;
  status: Status;
  severity: Severity;
  resource: Resource;
  /** Ids of the clusters it is about or would hit. */
  clusters: readonly string[];
  /** English wording whose `{name}` places are filled from `evidence`; `shared/text` has the Chinese one. */
  summary: string;
  evidence: Readonly<Record<string, Json>>;
  remedy: Remedy;
  /** Fingerprint of the finding that explains this one; muted findings show and count but do not alert. */
  mutedBy: string | null;
  missingPermission: string | null;
  /** A step of something that goes on; each is told once, instead of reminders after some hours. Absent for most. */
  stage?: string;
}

const RANKS = { critical: 0, high: 1, medium: 2, low: 3, info: 4 } as const satisfies Record<
  Severity,
  number
>;
const ORDER = { fail: 0, unknown: 1, pending: 2, pass: 3, skipped: 4 } as const satisfies Record<
  Status,
  number
>;

/** 0 for critical, 4 for info: smaller is worse. */
export function rank(severity: Severity): number {
  return RANKS[severity];
}

/** True when `severity` is as bad as `threshold` or worse. */
export function reaches(severity: Severity, threshold: Severity): boolean {
  return rank(severity) <= rank(threshold);
}

/**
 * The check that tells what could not be read. Jobs, states and alerts treat its findings apart, because they are of all
 * jobs, `unknown` and yet open.
 */
export const UNREADABLE = 'resource-unreadable';

type Weighed = Pick<Finding, 'status' | 'severity' | 'check' | 'resource'>;

/** Worst first; then by check and resource, so that the order is stable. */
export function byWeight(a: Weighed, b: Weighed): number {
  return (
    ORDER[a.status] - ORDER[b.status] ||
    rank(a.severity) - rank(b.severity) ||
    compareText(a.check, b.check) ||
    compareText(a.resource.region, b.resource.region) ||
    compareText(a.resource.id, b.resource.id)
  );
}

/** Order of two texts that is the same on every machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
