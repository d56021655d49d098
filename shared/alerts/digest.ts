import type { AlertsConfig } from '../config/alerts.ts';
import { localDate } from '../text/render.ts';
import type { ChannelLedger, ToldFacts } from './ledger.ts';
import { lastOccurrence } from './shanghai.ts';

const DAY_MS = 86_400_000;
/** A channel that was never told waits for the next time instead of being told at any time of the day. */
const FIRST_MS = 3_600_000;

export interface DueFacts {
  kind: 'digest' | 'proof-of-life';
  mark: 'digest' | 'proof';
  /** The day whose turn it is, Asia/Shanghai. */
  date: string;
  /** The numbers of the day, or the week, before. */
  before: ToldFacts | null;
}

/** Which of digest and proof of life are due to a channel; one that was held up is told late, but once. */
export function dueFacts({ digest, proofOfLife }: AlertsConfig, told: ChannelLedger, now: Date): DueFacts[] {
  const due: DueFacts[] = [];
  if (digest.enabled) {
    const date = dueDate(lastOccurrence(now, digest.at), told.digest, now);
    if (date)
      due.push({
        kind: 'digest',
        mark: 'digest',
        date,
        before: told.digest && exactly(1, date, told.digest),
      });
  }
  if (proofOfLife.enabled) {
    const date = dueDate(lastOccurrence(now, proofOfLife.at, proofOfLife.weekday), told.proof, now);
    if (date)
      due.push({
        kind: 'proof-of-life',
        mark: 'proof',
        date,
        before: told.proof && exactly(7, date, told.proof),
      });
  }
  return due;
}

function dueDate(turn: Date, told: ToldFacts | null, now: Date): string | null {
  const date = localDate(turn.toISOString());
  if (told) return told.date < date ? date : null;
  return now.getTime() - turn.getTime() < FIRST_MS ? date : null;
}

/** An arrow that compares with another day than it says would lie. */
function exactly(days: number, date: string, told: ToldFacts): ToldFacts | null {
  return Date.parse(date) - Date.parse(told.date) === days * DAY_MS ? told : null;
}
