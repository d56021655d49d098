import type { AlertsConfig } from '../config/alerts.ts';
import { localDate } from '../text/render.ts';
import type { ChannelLedger, SentFacts } from './ledger.ts';
import { lastOccurrence } from './shanghai.ts';

const DAY_MS = 86_400_000;
/** A channel that never got one waits for the next time instead of getting it at any time of the day. */
const FIRST_MS = 3_600_000;

export interface DueDigest {
  kind: 'digest' | 'proof-of-life';
  /** Its field in the ledger. */
  field: 'digest' | 'proof';
  /** The day that it is for, Asia/Shanghai. */
  date: string;
  /** The numbers of the day, or the week, before. */
  before: SentFacts | null;
}

/** Which of digest and proof of life a channel has to get; one that was held up is sent late, but once. */
export function dueDigests(
  { digest, proofOfLife }: AlertsConfig,
  ledger: ChannelLedger,
  now: Date,
): DueDigest[] {
  const due: DueDigest[] = [];
  if (digest.enabled) {
    const date = dueDate(lastOccurrence(now, digest.at), ledger.digest, now);
    if (date)
      due.push({ kind: 'digest', field: 'digest', date, before: sentDaysBefore(1, date, ledger.digest) });
  }
  if (proofOfLife.enabled) {
    const date = dueDate(lastOccurrence(now, proofOfLife.at, proofOfLife.weekday), ledger.proof, now);
    if (date)
      due.push({
        kind: 'proof-of-life',
        field: 'proof',
        date,
        before: sentDaysBefore(7, date, ledger.proof),
      });
  }
  return due;
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
