import type { AlertsConfig } from '../config/alerts.ts';
import { localDate } from '../text/render.ts';
import type { ChannelLedger, SentFacts } from './ledger.ts';
import { lastOccurrence } from './shanghai.ts';

const DAY_MS = 86_400_000;
/** A channel that never got one waits for the next time instead of getting it at any time of the day. */
const FIRST_MS = 3_600_000;

/** Daily numbers, the weekly heartbeat, or both in one message, which is a digest then. */
export interface DueDigest {
  kind: 'digest' | 'proof-of-life';
  /** Fields of the ledger, each with the day that it is for, Asia/Shanghai. */
  days: readonly Day[];
  /** The numbers of the day before; of the week before where only the heartbeat is due. */
  before: SentFacts | null;
}

interface Day {
  field: 'digest' | 'proof';
  date: string;
}

/**
 * What a channel has to get of digest and heartbeat; one that was held up is sent late, but once. A digest holds all that a
 * heartbeat says: on its weekday both come as one message, at the time of the digest.
 */
export function dueDigest(
  { digest, proofOfLife }: AlertsConfig,
  ledger: ChannelLedger,
  now: Date,
): DueDigest | null {
  const at = digest.enabled ? digest.at : proofOfLife.at;
  const daily = digest.enabled ? dueDate(lastOccurrence(now, at), ledger.digest, now) : null;
  const weekly = proofOfLife.enabled
    ? dueDate(lastOccurrence(now, at, proofOfLife.weekday), ledger.proof, now)
    : null;
  const days: Day[] = [];
  if (daily !== null) days.push({ field: 'digest', date: daily });
  if (weekly !== null) days.push({ field: 'proof', date: weekly });
  if (daily !== null) return { kind: 'digest', days, before: sentDaysBefore(1, daily, ledger.digest) };
  if (weekly === null) return null;
  return { kind: 'proof-of-life', days, before: sentDaysBefore(7, weekly, ledger.proof) };
}

function dueDate(scheduled: Date, sent: SentFacts | null, now: Date): string | null {
  const date = localDate(scheduled.toISOString());
  if (sent) return sent.date < date ? date : null;
  return now.getTime() - scheduled.getTime() < FIRST_MS ? date : null;
}

/** An arrow that compares with another day than it says would be wrong. */
function sentDaysBefore(days: number, date: string, sent: SentFacts | null): SentFacts | null {
  return sent && Date.parse(date) - Date.parse(sent.date) === days * DAY_MS ? sent : null;
}
