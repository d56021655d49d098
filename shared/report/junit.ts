import type { Report, ReportAccount, ReportFinding } from '../model/report.ts';
import { labelledCommand } from '../text/command-words.ts';
import { type Say, speak } from '../text/say.ts';
import { printableText } from '../text/width.ts';
import type { Format, FormatOptions } from './format.ts';
import { isAccepted } from './is-accepted.ts';

interface TestCase {
  result: 'passed' | 'failure' | 'error' | 'skipped';
  xml: string;
}

export const junit: Format = {
  id: 'junit',
  files: [{ name: 'report.junit.xml', mediaType: 'application/xml', render: renderJunit }],
};

/** JUnit XML: a suite for each account, a case for each finding, and an error for each job that did not end. */
function renderJunit(report: Report, { language }: FormatOptions): string {
  const say = speak(language);
  const suites = report.accounts.map((account) => suite(account, report, say));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="sealwatch">',
    ...suites,
    '</testsuites>\n',
  ].join('\n');
}

function suite({ id, name, jobs }: ReportAccount, report: Report, say: Say): string {
  const cases = [
    ...report.findings
      .filter(({ resource }) => resource.account === id)
      .map((each) => findingCase(each, say)),
    ...Object.entries(jobs).flatMap(([job, state]) => jobCase(job, state)),
  ];
  const count = (result: TestCase['result']) => String(cases.filter((each) => each.result === result).length);
  const attributes = attributesOf({
    name: name === '' ? id : say('{name} ({place})', { name, place: id }),
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: '0',
    timestamp: report.generatedAt.slice(0, 19),
  });
  return [`  <testsuite${attributes}>`, ...cases.map(({ xml }) => xml), '  </testsuite>'].join('\n');
}

function findingCase(finding: ReportFinding, say: Say): TestCase {
  const { check, title, resource, remedy, summary, severity } = finding;
  const { region } = resource;
  const name = resource.name || resource.id;
  const place = region === '' ? name : say('{name} ({place})', { name, place: region });
  const result = resultOf(finding);
  const outcome =
    result === 'failure'
      ? element('failure', { type: severity, message: summary }, [
          remedy.text,
          labelledCommand(remedy.command, say),
          remedy.url,
        ])
      : element('skipped', { message: whySkipped(finding, say) }, []);
  return testCase(result, check, say('{label}: ', { label: title }) + place, outcome);
}

function resultOf(finding: ReportFinding): 'passed' | 'failure' | 'skipped' {
  if (finding.status === 'pass') return 'passed';
  return finding.status === 'fail' && !isAccepted(finding) ? 'failure' : 'skipped';
}

function whySkipped({ status, summary, waiver }: ReportFinding, say: Say): string {
  if (waiver) return `${say('accepted until {until} by {owner}: {reason}', { ...waiver })} · ${summary}`;
  return say('{label}: ', { label: say(status) }) + summary;
}

/** Nothing that failed to run may look green. */
function jobCase(job: string, { complete, trouble }: ReportAccount['jobs'][string]): TestCase[] {
  if (trouble) {
    const { code, message, hint } = trouble;
    return [testCase('error', 'job', job, element('error', { type: code, message }, [hint]))];
  }
  return complete ? [] : [testCase('error', 'job', job, element('error', { type: 'Incomplete' }, []))];
}

function testCase(result: TestCase['result'], classname: string, name: string, outcome: string): TestCase {
  const start = `    <testcase${attributesOf({ classname: `sealwatch.${classname}`, name, time: '0' })}`;
  return { result, xml: result === 'passed' ? `${start}/>` : `${start}>${outcome}</testcase>` };
}

function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  lines: readonly string[],
): string {
  const text = lines.filter((line) => line !== '').join('\n');
  return `<${name}${attributesOf(attributes)}${text === '' ? '/>' : `>${escaped(text)}</${name}>`}`;
}

function attributesOf(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(value, IN_ATTRIBUTES)}"`)
    .join('');
}

/** Markup, what readers would replace by another line break, and what they would take for a wrong encoding. */
const IN_TEXT = /[&<>\r\ufffd]/g;
/** All line breaks and tabs, too: readers would make spaces of them. */
const IN_ATTRIBUTES = /[&<>"\t\n\r\ufffd]/g;

/** What XML 1.0 cannot hold, not even escaped: https://www.w3.org/TR/xml/#charsets */
const FORBIDDEN = /[\p{Cs}\ufffe\uffff]/gu;

function escaped(text: string, special = IN_TEXT): string {
  return printableText(text.replace(FORBIDDEN, '')).replace(
    special,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}
