import type { Finding } from '../model/finding.ts';
import type { ReportFinding } from '../model/report.ts';
import type { Waiver } from './schema.ts';

/** The waiver that accepts a finding; one that still holds before one that has expired. */
export function waiverFor(
  finding: Pick<Finding, 'check' | 'resource'>,
  waivers: readonly Waiver[],
  now: Date,
): ReportFinding['waiver'] {
  const matching = waivers
    .filter(({ check, resource }) => check === finding.check && resource === finding.resource.id)
    .map(({ until, owner, reason }) => ({ until, owner, reason, expired: now.getTime() >= endOf(until) }));
  return matching.find(({ expired }) => !expired) ?? matching[0] ?? null;
}

/** The end of that day, `yyyy-mm-dd`, in Asia/Shanghai; milliseconds. */
export function endOf(date: string): number {
  return Date.parse(`${date}T00:00:00+08:00`) + 86_400_000;
}
