import type { Finding, Json, Severity } from '../model/finding.ts';
import type { Job } from '../model/job.ts';
import type { ResolvedFinding } from '../model/job-state.ts';
import type { SentNumbers } from '../model/notice.ts';
import type { Resource } from '../model/resource.ts';

export const LEDGER_VERSION = 1;

/** What a channel was notified of a finding whose recovery it was not notified of yet. ISO 8601, UTC. */
export interface NotifiedFinding {
  /** `waived`: notified of its waiver only, never of the finding as open. */
  state: 'open' | 'flapping' | 'waived';
  /** The worst that the channel was notified of in this life. */
  severity: Severity;
  /** Start of the life that the channel was notified of. */
  since: string;
  firstSaid: string;
  lastSaid: string;
  reminders: number;
  /** The last step that was notified, of a finding that has steps. */
  stage?: string;
  /** The end of the waiver that was notified, and whether as coming or as past. */
  waiver: { until: string; told: 'expiring' | 'expired' } | null;
  /** Enough to announce the recovery when nothing else is known of the finding any more. */
  check: string;
  resource: Resource;
  job: Job | null;
}

/** Why messages to a channel are not delivered. Never holds a secret. */
export interface ChannelTrouble {
  since: string;
  at: string;
  attempts: number;
  /** Until somebody changes something. */
  refused: boolean;
  code: string;
  why: string;
  hint: string;
  /** Id of the last message that was not delivered. */
  notice: string;
}

/** Numbers as they were sent, and the day on which, `yyyy-mm-dd`, Asia/Shanghai. */
export interface SentFacts {
  date: string;
  facts: SentNumbers;
}

export interface ChannelLedger {
  /** When it was first planned for; null before. */
  since: string | null;
  /** By fingerprint. */
  said: Readonly<Record<string, NotifiedFinding>>;
  /** Ids, and other ids, of changes and attempts that were notified; with their time. */
  changes: Readonly<Record<string, string>>;
  /** By account and job: start of the baseline that was notified. */
  baselines: Readonly<Record<string, Readonly<Partial<Record<Job, string>>>>>;
  digest: SentFacts | null;
  proof: SentFacts | null;
  /** Nothing is sent before. */
  notBefore: string | null;
  trouble: ChannelTrouble | null;
  /** When messages were sent in the last minute. */
  sent: readonly string[];
  /** What the channel wants to remember, such as its limiter or token; never a secret in plain text. */
  memory: Json;
  /** Hash over its settings when it was last planned for; left out in what earlier versions stored. */
  settings?: string;
}

/** Troubles of the tool itself: what a job state is for other findings. */
export interface OwnFindings {
  /** By fingerprint. */
  open: Readonly<Record<string, { finding: Finding; firstSeen: string }>>;
  resolved: readonly ResolvedFinding[];
}

/** What each channel was notified of, and what is needed to go on; plain data, written by the alerts only. */
export interface Ledger {
  version: typeof LEDGER_VERSION;
  /** When it was started. */
  since: string;
  channels: Readonly<Record<string, ChannelLedger>>;
  own: OwnFindings;
  /** Start of the life for which a finding was acknowledged, by fingerprint. */
  acknowledged: Readonly<Record<string, string>>;
}

export function emptyLedger(now: Date): Ledger {
  return {
    version: LEDGER_VERSION,
    since: now.toISOString(),
    channels: {},
    own: { open: {}, resolved: [] },
    acknowledged: {},
  };
}

export const EMPTY_CHANNEL: ChannelLedger = {
  since: null,
  said: {},
  changes: {},
  baselines: {},
  digest: null,
  proof: null,
  notBefore: null,
  trouble: null,
  sent: [],
  memory: null,
};

export function channelOf(ledger: Ledger, name: string): ChannelLedger {
  return ledger.channels[name] ?? EMPTY_CHANNEL;
}

export function withChannel(ledger: Ledger, name: string, change: Partial<ChannelLedger>): Ledger {
  const channel = { ...channelOf(ledger, name), ...change };
  return { ...ledger, channels: { ...ledger.channels, [name]: channel } };
}

/** What becomes true of the ledger when a message has been delivered. */
export type LedgerUpdate =
  | { kind: 'notified'; fingerprint: string; finding: NotifiedFinding }
  | { kind: 'recovered'; fingerprint: string }
  | { kind: 'changes'; ids: readonly string[]; at: string }
  | { kind: 'baseline'; account: string; job: Job; since: string }
  | { kind: 'digest' | 'proof'; sent: SentFacts };

export function applyUpdates(channel: ChannelLedger, updates: readonly LedgerUpdate[]): ChannelLedger {
  const said: Record<string, NotifiedFinding> = { ...channel.said };
  const changes: Record<string, string> = { ...channel.changes };
  const baselines: Record<string, Partial<Record<Job, string>>> = { ...channel.baselines };
  let { digest, proof } = channel;
  for (const update of updates) {
    switch (update.kind) {
      case 'notified':
        said[update.fingerprint] = update.finding;
        break;
      case 'recovered':
        delete said[update.fingerprint];
        break;
      case 'changes':
        for (const id of update.ids) changes[id] = update.at;
        break;
      case 'baseline':
        baselines[update.account] = { ...baselines[update.account], [update.job]: update.since };
        break;
      case 'digest':
        digest = update.sent;
        break;
      case 'proof':
        proof = update.sent;
        break;
    }
  }
  return { ...channel, said, changes, baselines, digest, proof };
}
