import type { Json } from './finding.ts';

/** What `sealwatch doctor` looks at, in the order in which it is told. */
export const GROUPS = [
  'identity',
  'network',
  'permissions',
  'store',
  'channels',
  'deployment',
  'configuration',
  'facts',
] as const;
export type Group = (typeof GROUPS)[number];

/**
 * `failed`: something that is needed does not work. `warned`: it works, but not as somebody would expect. `unknown`: what
 * is useful to know could not be seen. `skipped`: there is nothing to look at, or nothing needs it.
 */
export const RESULTS = ['failed', 'warned', 'unknown', 'skipped', 'ok'] as const;
export type Result = (typeof RESULTS)[number];

export interface Remedy {
  text: string;
  /** A command to paste; empty when there is none. */
  command: string;
  /** RAM action to grant; null when no grant helps. */
  permission: string | null;
}

/** One thing that was looked at, and how it is. */
export interface Examination {
  /** Stable name, such as `kms:DescribeKey`; with account and region it names the item. */
  id: string;
  group: Group;
  /** Empty for what belongs to no account. */
  account: string;
  region: string;
  result: Result;
  /** English wording whose `{name}` places are filled from `evidence`; in a `Diagnosis` it is filled. */
  summary: string;
  evidence: Readonly<Record<string, Json>>;
  /** Null where there is nothing to do. */
  remedy: Remedy | null;
}

/** What `sealwatch doctor --json` prints. */
export interface Diagnosis {
  schema: 'sealwatch.doctor/1';
  /** ISO 8601, UTC. */
  generatedAt: string;
  /** False when anything failed. */
  works: boolean;
  counts: Readonly<Record<Result, number>>;
  items: readonly Examination[];
}
