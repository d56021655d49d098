import type { CheckInfo } from '../model/check-info.ts';
import type { Severity, Status } from '../model/finding.ts';
import type { Report, ReportFinding } from '../model/report.ts';
import { labelledCommand } from '../text/command-words.ts';
import { type Say, speak } from '../text/say.ts';
import type { Format, FormatOptions, Rendered } from './format.ts';
import { isAccepted } from './is-accepted.ts';
import { jsonDocument } from './json-document.ts';

/** The oldest version that has all attributes used here, so that the most readers know it. */
const SCHEMA = '1.5.0';

const SEVERITY: Readonly<Record<Severity, readonly [number, string]>> = {
  info: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};

/** `Warning` is what OCSF calls a check that came to no result, because it lacks information. */
const COMPLIANCE: Readonly<Record<Status, readonly [number, string]>> = {
  pass: [1, 'Pass'],
  unknown: [2, 'Warning'],
  fail: [3, 'Fail'],
  pending: [99, 'Pending'],
  skipped: [99, 'Not applicable'],
};

export const ocsf: Format = {
  id: 'ocsf',
  files: [{ name: 'report.ocsf.json', mediaType: 'application/json', render: renderOcsf }],
};

/** Findings as OCSF Compliance Findings, https://schema.ocsf.io/1.5.0/classes/compliance_finding */
function renderOcsf(report: Report, options: FormatOptions): Rendered {
  const names = new Map(report.accounts.map(({ id, name }) => [id, name]));
  const events = report.findings.map((finding) => ({
    ...classification(finding),
    time: epoch(report.generatedAt),
    message: finding.summary,
    metadata: {
      version: SCHEMA,
      profiles: ['cloud'],
      product: { name: 'sealwatch', vendor_name: 'sealwatch', version: options.version },
    },
    cloud: cloudOf(finding, names.get(finding.resource.account) ?? ''),
    finding_info: findingInfo(finding),
    compliance: compliance(finding, options.checks),
    remediation: remediation(finding, speak(options.language)),
    resources: [resource(finding)],
    unmapped: { evidence: JSON.stringify(finding.evidence), clusters: finding.clusters },
  }));
  return jsonDocument(events, options);
}

function classification(finding: ReportFinding): object {
  const { firstSeen, lastSeen, severity } = finding;
  const [severityId, severityName] = SEVERITY[severity];
  const [activity, activityName] = activityOf(finding.status, firstSeen < lastSeen);
  const [status, statusName] = statusOf(finding);
  return {
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2003,
    class_name: 'Compliance Finding',
    activity_id: activity,
    activity_name: activityName,
    type_uid: 200300 + activity,
    type_name: `Compliance Finding: ${activityName}`,
    severity_id: severityId,
    severity: severityName,
    status_id: status,
    status: statusName,
  };
}

function activityOf(status: Status, isKnown: boolean): readonly [number, string] {
  if (status === 'pass' || status === 'skipped') return [3, 'Close'];
  return isKnown ? [2, 'Update'] : [1, 'Create'];
}

function statusOf(finding: ReportFinding): readonly [number, string] {
  if (finding.status === 'pass' || finding.status === 'skipped') return [4, 'Resolved'];
  if (isAccepted(finding)) return [3, 'Suppressed'];
  return [1, 'New'];
}

function cloudOf({ resource: { account, region } }: ReportFinding, name: string): object {
  return {
    provider: 'Alibaba Cloud',
    ...(region === '' ? {} : { region }),
    account: { uid: account, ...(name === '' ? {} : { name }) },
  };
}

function findingInfo({ fingerprint, title, summary, firstSeen, lastSeen }: ReportFinding): object {
  return {
    uid: fingerprint,
    title,
    desc: summary,
    first_seen_time: epoch(firstSeen),
    last_seen_time: epoch(lastSeen),
  };
}

function compliance(finding: ReportFinding, checks: readonly CheckInfo[]): object {
  const { check, title, status, summary, frameworks, waiver } = finding;
  const asked = checks.find(({ id }) => id === check)?.frameworks ?? [];
  const [statusId, statusName] = COMPLIANCE[status];
  const accepted = waiver ? [`${waiver.owner}, ${waiver.until}: ${waiver.reason}`] : [];
  return {
    control: check,
    desc: title,
    standards: [...new Set(asked.map(({ framework }) => framework))],
    requirements: frameworks,
    status_id: statusId,
    status: statusName,
    status_details: [summary, ...accepted],
  };
}

function remediation({ remedy: { text, command, url } }: ReportFinding, say: Say): object {
  return {
    desc: [text, labelledCommand(command, say)].filter((part) => part !== '').join('\n'),
    ...(url === '' ? {} : { references: [url] }),
  };
}

function resource({ resource: { id, name, type, region } }: ReportFinding): object {
  return { uid: id, type, ...(name === '' ? {} : { name }), ...(region === '' ? {} : { region }) };
}

/** Milliseconds since 1970; nothing for a time that is not known. */
function epoch(iso: string): number | undefined {
  return iso === '' ? undefined : Date.parse(iso);
}
