import type { ReportFinding } from '../model/report.ts';

/** Somebody took the risk, and the end of that has not come. */
export function isAccepted({ waiver }: Pick<ReportFinding, 'waiver'>): boolean {
  return waiver !== null && !waiver.expired;
}
