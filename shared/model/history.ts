import type { Severity } from './finding.ts';
import type { VerdictCounts } from './report.ts';

/** One day of an account as its last inventory saw it. */
export interface HistoryDay {
  /** `yyyy-mm-dd`, Asia/Shanghai. */
  date: string;
  clusters: number;
  inScope: number;
  /** By the flag that ACK keeps. */
  encrypted: number;
  /** By verdict; absent in days of an older version. */
  verdicts?: VerdictCounts;
  /** Open findings that fail, by severity; waived ones too. */
  failing: Readonly<Record<Severity, number>>;
  unknown: number;
  /** KMS spend of the day as a decimal, once the bill is there. */
  spend: string | null;
}
