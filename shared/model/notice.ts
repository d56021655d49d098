import type { Actor, Change } from './change.ts';
import type { Json, Severity } from './finding.ts';
import type { Ending } from './job-state.ts';
import type { VerdictCounts } from './report.ts';
import type { Resource } from './resource.ts';

/** Why something is said now. */
export const NOTICE_STATES = [
  'new',
  'worse',
  'still',
  'flapping',
  'resolved',
  'closed',
  'waiver-expiring',
  'waiver-expired',
  'changed',
  'attempted',
] as const;
export type NoticeState = (typeof NOTICE_STATES)[number];

/** It asks for nothing any more: it was seen to be good (`resolved`), or nothing is left to judge (`closed`). */
export function isOver(state: NoticeState): boolean {
  return state === 'resolved' || state === 'closed';
}

/** One thing that is said: a cause with everything it hits, so that an engineer can act on it alone. */
export interface NoticeItem {
  state: NoticeState;
  severity: Severity;
  account: { id: string; name: string };
  /** Empty for changes and attempts. */
  check: string;
  /** English sentences of the catalogue; places are filled from `evidence`. */
  title: string;
  summary: string;
  /** What is wrong in a few words, and what it does to the clusters; English, filled likewise. Empty: the summary says it. */
  headline: string;
  effect: string;
  evidence: Readonly<Record<string, Json>>;
  resource: Resource;
  /** Other resources with the same cause, told in the same item. */
  alike: readonly Resource[];
  /** Clusters that are hit: how many, and the names of the first few. */
  clusters: { count: number; names: readonly string[] };
  /** ISO 8601, UTC: since when it fails, or when it changed. */
  since: string;
  /** When it ended. */
  until: string | null;
  /** What is true now, where it ended; what was true until then is the summary. */
  ending: Pick<Ending, 'summary' | 'evidence'> | null;
  actor: Actor | null;
  /** When they did it, where that is not `since`: a failure is seen a little later. */
  actedAt: string | null;
  actorState: Change['actorState'] | null;
  remedy: { text: string; command: string; url: string };
  waiver: { until: string; owner: string; reason: string } | null;
  /** Fingerprint of the finding; empty for changes. */
  fingerprint: string;
  /** All findings that are told in this item, at most twenty: who works on it acknowledges these. Empty when there is nothing to do. */
  fingerprints: readonly string[];
  /** Other findings of which this one is the cause: they are shown in the report and alert nobody. */
  explains: number;
  /** Lines for the configuration file that acknowledge or accept it; empty when there is nothing to accept. */
  paste: { acknowledge: string; waive: string };
}

/** What is kept of the numbers that were sent; those of an older version know no verdicts. */
export type SentNumbers = Pick<NoticeFacts, 'clusters' | 'findings'> & Partial<Pick<NoticeFacts, 'verdicts'>>;

/** So many newest runs a message holds; the report has all of them. */
export const ANCHORS_TOLD = 15;

/** Numbers of a digest, a baseline or a proof of life. */
export interface NoticeFacts {
  accounts: number;
  /** Accounts whose list of clusters could not be read whole. */
  unlisted: number;
  /** Clusters in scope by verdict: their health. */
  verdicts: VerdictCounts;
  /** By the flag that ACK keeps. */
  clusters: { inScope: number; encrypted: number; total: number };
  findings: Readonly<Record<Severity | 'unknown' | 'waived', number>>;
  /** The same a day (digest) or a week (heartbeat alone) before; null when not known. */
  before: SentNumbers | null;
  oldest: { title: string; resource: Resource; since: string } | null;
  /** KMS spend by currency: of the last day that was billed, and of the month. Empty until bills are read. */
  spend: readonly { date: string; day: string; month: string; forecast: string; currency: string }[];
  /** Newest runs and the hashes of their manifests, which prove later that nothing before was changed; only where they are the weekly heartbeat. */
  anchors?: readonly { run: string; sha256: string }[];
}

/** How many things are only counted; a severity without any is left out. */
export type Left = Readonly<Partial<Record<Severity, number>>>;

export function countLeft(severities: readonly Severity[], before: Left = {}): Left {
  const left: Partial<Record<Severity, number>> = { ...before };
  for (const severity of severities) left[severity] = (left[severity] ?? 0) + 1;
  return left;
}

/** How many there are of all severities. */
export function totalOf(left: Left): number {
  return Object.values(left).reduce((sum, count) => sum + count, 0);
}

/** One message for one channel, free of language and markup. */
export interface Notice {
  /** The same content has the same id. 16 hexadecimal digits. */
  id: string;
  kind: 'alert' | 'baseline' | 'digest' | 'proof-of-life' | 'test';
  /** Of its worst item; info when it has none. */
  severity: Severity;
  /** ISO 8601, UTC. */
  at: string;
  /** Worst first. */
  items: readonly NoticeItem[];
  /** Items that were left out, by severity. */
  more: Left;
  facts: NoticeFacts | null;
  /** Address of the report; null when none is configured. */
  reportUrl: string | null;
}

/** A message on its way, with the addresses that are made when it is sent: nothing that is stored may hold them. */
export interface OutgoingNotice extends Notice {
  /** Where a finding is acknowledged, by the fingerprint of its item. */
  acknowledgeUrls?: Readonly<Record<string, string>>;
}

/** What became of a message. */
export type Delivery =
  | { kind: 'sent' /** What failed although the message arrived, such as the DING. */; trouble?: string }
  /** Throttled, banned, busy or not reachable: try again, not before `after` (ISO 8601, UTC). */
  | { kind: 'later'; after: string; code: string; why: string }
  /** It will be refused again until somebody changes something. */
  | {
      kind: 'refused';
      cause: 'configuration' | 'quota' | 'content' | 'bug';
      code: string;
      why: string;
      hint: string;
    };

/** A way to say something. `deliver` never throws, and never tells an address or a secret. */
export interface Channel {
  readonly name: string;
  deliver(notice: OutgoingNotice): Promise<Delivery>;
}
