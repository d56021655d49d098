import type { Severity } from './finding.ts';

/** One day of an account as its last inventory saw it. */
export interface HistoryDay {
  /** `yyyy-mm-dd`, Asia/Shanghai. */
  date: string;
  clusters: number;
  inScope: number;
  encrypted: number;
  /** Open findings that fail, by severity; waived ones too. */
  failing: Readonly<Record<Severity, number>>;
  unknown: number;
  /** KMS spend of the day as a decimal, once the bill is there. */
  spend: string | null;
}
