import type { CheckInfo } from '../model/check-info.ts';
import type { Severity } from '../model/finding.ts';
import type { Report, ReportFinding } from '../model/report.ts';
import { labelledCommand } from '../text/command-words.ts';
import { type Say, speak } from '../text/say.ts';
import { printableText } from '../text/width.ts';
import type { Format, FormatOptions, Rendered } from './format.ts';
import { isAccepted } from './is-accepted.ts';
import { jsonDocument } from './json-document.ts';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** Code scanning makes of these numbers critical (over 9), high (7 and more), medium (4 and more) and low again. */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: '0.0',
};

export const sarif: Format = {
  id: 'sarif',
  files: [{ name: 'report.sarif', mediaType: 'application/sarif+json', render: renderSarif }],
};

/**
 * SARIF 2.1.0: what fails, and what could not be judged as `open`.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
function renderSarif(report: Report, options: FormatOptions): Rendered {
  const { language, checks, version } = options;
  const places = new Map(checks.map(({ id }, index) => [id, index]));
  const say = speak(language);
  const told = report.findings.filter(({ status }) => status === 'fail' || status === 'unknown');
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'sealwatch', version, rules: checks.map(rule) } },
        language: language === 'zh' ? 'zh-CN' : 'en-US',
        invocations: [
          {
            executionSuccessful: report.complete,
            endTimeUtc: report.generatedAt,
            toolExecutionNotifications: notifications(report),
          },
        ],
        results: told.map((finding) => result(finding, places.get(finding.check) ?? -1, say)),
      },
    ],
  };
  return jsonDocument(log, options);
}

function rule({ id, title, why, judged, remedy, severity, frameworks }: CheckInfo): object {
  return {
    id,
    shortDescription: message(title),
    fullDescription: message(why),
    help: message([why, judged, remedy].join('\n\n')),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: ['security', ...frameworks.map((requirement) => requirement.id)],
      'security-severity': SCORES[severity],
    },
  };
}

function result(finding: ReportFinding, ruleIndex: number, say: Say): object {
  const { check, status, severity, summary, remedy, fingerprint, resource } = finding;
  return {
    ruleId: check,
    ruleIndex,
    ...(status === 'fail' ? { kind: 'fail', level: LEVELS[severity] } : { kind: 'open', level: 'none' }),
    message: message(
      [summary, remedy.text, labelledCommand(remedy.command, say)].filter((text) => text !== '').join('\n\n'),
    ),
    locations: [{ logicalLocations: [location(finding)] }],
    partialFingerprints: { 'sealwatch/v1': fingerprint },
    suppressions: suppressions(finding),
    properties: {
      severity,
      'security-severity': SCORES[severity],
      account: resource.account,
      region: resource.region,
      clusters: finding.clusters,
      firstSeen: finding.firstSeen,
      lastSeen: finding.lastSeen,
      evidence: finding.evidence,
    },
  };
}

/** A resource of a cloud has no line in a file. */
function location({ resource: { account, region, type, id, name } }: ReportFinding): object {
  const path = [account, region, type, id].filter((part) => part !== '');
  return { name: name || id, fullyQualifiedName: path.join('/'), kind: type };
}

/** Empty where nobody accepted it: the standard wants the list in each result of a run, or in none. */
function suppressions(finding: ReportFinding): object[] {
  const { waiver } = finding;
  if (!waiver || !isAccepted(finding)) return [];
  const { owner, until, reason } = waiver;
  return [{ kind: 'external', status: 'accepted', justification: reason, properties: { owner, until } }];
}

function notifications({ accounts }: Report): object[] {
  return accounts.flatMap(({ id, jobs }) =>
    Object.entries(jobs).flatMap(([job, { trouble }]) => {
      if (!trouble) return [];
      const { code, message: text, hint, at } = trouble;
      return {
        level: 'error',
        timeUtc: at,
        message: message(`${id} ${job}: ${text} ${hint}`.trimEnd()),
        descriptor: { id: code },
      };
    }),
  );
}

/** Doubled braces are no placeholders; with a space between its brackets, a text is no link. */
function message(text: string): { text: string } {
  return { text: printableText(text).replace(/[{}]/g, '$&$&').replaceAll('](', '] (') };
}
