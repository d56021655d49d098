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
  /** The same a day (digest) or a week (proof of life) before; null when not known. */
  before: SentNumbers | null;
  oldest: { title: string; resource: Resource; since: string } | null;
  /** KMS spend by currency: of the last day that was billed, and of the month. Empty until bills are read. */
  spend: readonly { date: string; day: string; month: string; forecast: string; currency: string }[];
  /** Newest runs and the hashes of their manifests, which prove later that nothing before was changed; in a proof of life only. */
  anchors?: readonly { run: string; sha256: string }[];
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
  /** Items that were left out. */
  more: number;
  facts: NoticeFacts | null;
  /** Address of the report; null when none is configured. */
  reportUrl: string | null;
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
  deliver(notice: Notice): Promise<Delivery>;
}
