import type { Finding } from '../model/finding.ts';

/** A waiver that is pasted without a thought must not last long. */
const WAIVED_DAYS = 30;
const LINES = 10;

type Accepted = Pick<Finding, 'fingerprint' | 'check' | 'resource' | 'status'>;

/** Lines for the configuration file. */
export interface AcceptanceLines {
  acknowledge: string;
  waive: string;
}

/**
 * Lines for the lists `alerts.acknowledged` and `waivers` of the configuration file; the comment at their end says which.
 * Double-quoted YAML takes the escapes of JSON, so no name can break out of its line.
 */
export function acceptanceLines(findings: readonly Accepted[], now: Date): AcceptanceLines {
  const until = dateIn(new Date(now.getTime() + WAIVED_DAYS * 86_400_000));
  const acknowledge = findings.map(
    ({ fingerprint }) => `- { finding: ${quote(fingerprint)}, by: "@you" } # under alerts.acknowledged`,
  );
  const waive = findings
    .filter(({ status }) => status === 'fail')
    .map(
      ({ check, resource }) =>
        `- { check: ${check}, resource: ${quote(resource.id)}, until: ${until}, owner: "@you", reason: "why" } # under waivers`,
    );
  return { acknowledge: lines(acknowledge), waive: lines([...new Set(waive)]) };
}

/** The day in Asia/Shanghai, where waivers end. */
function dateIn(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

function lines(all: readonly string[]): string {
  return all.slice(0, LINES).join('\n');
}

function quote(text: string): string {
  return JSON.stringify(text);
}
