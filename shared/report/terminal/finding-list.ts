import type { Severity } from '../../model/finding.ts';
import type { Report, ReportFinding } from '../../model/report.ts';
import { actorWords } from '../../text/change-words.ts';
import { labelledCommand } from '../../text/command-words.ts';
import type { Say } from '../../text/say.ts';
import { printable, shorten, widthOf, wrap } from '../../text/width.ts';
import type { Colour, Paint } from './paint.ts';

const COLOURS: Readonly<Record<Severity, Colour>> = {
  critical: 'red',
  high: 'red',
  medium: 'yellow',
  low: 'blue',
  info: 'dim',
};

/** So many resources of one check are listed, and so many where there are many clusters; the rest is counted. */
const LISTED = 6;
const LISTED_OF_MANY = 2;
/** Lines of findings at length where there are many clusters; the others get a line each. */
const LINES_OF_MANY = 24;
/** And so many lines of others; the rest is counted. */
const SHORT_OF_MANY = 6;
const NAMED_CLUSTERS = 4;

export interface ListOptions {
  width: number;
  say: Say;
  paint: Paint;
  /** Everything is listed. */
  all: boolean;
}

interface Frame extends ListOptions {
  listed: number;
  nameOf: (account: string, cluster: string) => string;
}

/** Findings worst first, one group per check and severity, each with its next action. */
export function findingList(report: Report, options: ListOptions): string[] {
  const { say, paint, all } = options;
  const names = new Map(report.clusters.map(({ account, id, name }) => [`${account} ${id}`, name || id]));
  const isMany = !all && isManyIn(report);
  const frame = {
    ...options,
    listed: all ? Number.POSITIVE_INFINITY : isMany ? LISTED_OF_MANY : LISTED,
    nameOf: (account: string, id: string) => names.get(`${account} ${id}`) ?? id,
  };
  const open = report.findings.filter(
    ({ status, mutedBy }) => status === 'fail' || (status === 'unknown' && mutedBy === null),
  );
  if (open.length === 0) return ['', `  ${nothingOpen(report, say, paint)}`];
  const loud = open.filter(({ status, severity }) => status === 'fail' && !isQuiet(severity));
  const quiet = open.filter(({ status, severity }) => status === 'fail' && isQuiet(severity));
  const unread = open.filter(({ status }) => status === 'unknown');
  const most = isMany ? LINES_OF_MANY : Number.POSITIVE_INFINITY;
  return [
    ...section(say('Findings'), loud, frame, most),
    ...section(say('Could not check'), unread, frame, most / 4),
    ...quietSection(quiet, frame),
  ];
}

/** Then the whole does not fit onto a few screens, and what is frequent is counted. */
export function isManyIn({ summary }: Pick<Report, 'summary'>): boolean {
  return summary.clusters.inScope > 100;
}

function isQuiet(severity: Severity): boolean {
  return severity === 'low' || severity === 'info';
}

/** Only who saw everything may say that nothing is wrong. */
function nothingOpen({ complete, summary }: Report, say: Say, paint: Paint): string {
  const sawAll = complete && summary.verdicts.unknown + summary.findings.unknown === 0;
  return sawAll ? paint('green', say('No findings.')) : paint('yellow', say('No failed checks.'));
}

function section(title: string, findings: readonly ReportFinding[], frame: Frame, most: number): string[] {
  if (findings.length === 0) return [];
  const groups = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.check} ${finding.remedy.text}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  const lines = ['', `  ${frame.paint('bold', title)}`];
  const short: string[] = [];
  for (const group of groups.values()) {
    const whole = loudGroup(group, frame);
    if (short.length === 0 && lines.length + whole.length <= most) lines.push(...whole);
    else short.push(shortGroup(group, frame));
  }
  if (short.length === 0) return lines;
  const more = short.length - SHORT_OF_MANY;
  const note = more > 0 ? [`  ${frame.paint('dim', frame.say('and {n} more', { n: more }))}`] : [];
  return [...lines, '', ...short.slice(0, SHORT_OF_MANY), ...note];
}

function badgeOf({ status, severity }: ReportFinding, { say, paint }: Frame): string {
  return status === 'unknown'
    ? paint('yellow', say('unknown'))
    : paint(COLOURS[severity], say(severity).toUpperCase());
}

/** One line: how bad, which check, what it is about. */
function shortGroup(group: readonly ReportFinding[], frame: Frame): string {
  const [first] = group;
  if (!first) return '';
  const names = group.slice(0, frame.listed).map((finding) => subject(finding, frame.say));
  const more = group.length - names.length;
  const list = frame.say('{list}', {
    list: more > 0 ? [...names, frame.say('and {n} more', { n: more })] : names,
  });
  const room =
    frame.width - 6 - widthOf(`${frame.say(first.status === 'unknown' ? 'unknown' : first.severity)}`);
  return `  ${badgeOf(first, frame)}  ${shorten(`${first.check}  ${list}`, room)}`;
}

function loudGroup(group: readonly ReportFinding[], frame: Frame): string[] {
  const { say, paint, width } = frame;
  const [first] = group;
  if (!first) return [];
  const lines = ['', `  ${badgeOf(first, frame)}  ${paint('dim', first.check)}`];
  for (const finding of group.slice(0, frame.listed)) lines.push(...resourceLines(finding, frame));
  if (group.length > frame.listed)
    lines.push(`    ${paint('dim', say('and {n} more', { n: group.length - frame.listed }))}`);
  lines.push(
    ...wrap(first.remedy.text, width - 8).map(
      (line, index) => `    ${paint('green', index === 0 ? '→' : ' ')} ${line}`,
    ),
  );
  const command = labelledCommand(first.remedy.command, say);
  if (command !== '') lines.push(`      ${paint('blue', printable(command))}`);
  return lines;
}

function resourceLines(finding: ReportFinding, frame: Frame): string[] {
  const { width, say, paint } = frame;
  const lines = wrap(
    say('{label}: ', { label: subject(finding, say) }) + printable(finding.summary),
    width - 6,
  );
  const hit = clustersOf(finding, frame);
  if (hit !== '') lines.push(paint('dim', shorten(say('affects {clusters}', { clusters: hit }), width - 6)));
  const origin = originOf(finding, frame);
  if (origin !== '') lines.push(paint('dim', shorten(origin, width - 6)));
  if (finding.acknowledged) {
    const { by, until } = finding.acknowledged;
    const text =
      until === null
        ? say('acknowledged by {by} in the configuration', { by: printable(by) })
        : say('acknowledged by {by} until {until}', { by: printable(by), until });
    lines.push(paint('dim', shorten(text, width - 6)));
  }
  if (finding.waiver) lines.push(paint('dim', shorten(waiverLine(finding.waiver, say), width - 6)));
  return lines.map((line, index) => `    ${index === 0 ? '' : '  '}${line}`);
}

function subject({ resource }: ReportFinding, say: Say): string {
  const name = printable(resource.name || resource.id);
  return resource.region === '' || resource.type === 'region'
    ? name
    : say('{name} ({place})', { name, place: printable(resource.region) });
}

function clustersOf({ resource, clusters }: ReportFinding, { say, nameOf }: Frame): string {
  if (resource.type === 'cluster' || clusters.length === 0) return '';
  const names = clusters.slice(0, NAMED_CLUSTERS).map((id) => printable(nameOf(resource.account, id)));
  const more = clusters.length - names.length;
  return say('{list}', { list: more > 0 ? [...names, say('and {n} more', { n: more })] : names });
}

/** Since when it fails, once that is more than this run, and who caused it. */
function originOf({ status, firstSeen, lastSeen, actor }: ReportFinding, { say }: Frame): string {
  if (status !== 'fail') return '';
  const since = firstSeen < lastSeen ? [say('since {time}', { time: firstSeen })] : [];
  const author = actor ? [say('by {name}', { name: printable(actorWords(actor, say)) })] : [];
  return say('{list}', { list: [...since, ...author] });
}

function waiverLine(
  { until, owner, reason, expired }: NonNullable<ReportFinding['waiver']>,
  say: Say,
): string {
  const facts = { until, owner: printable(owner), reason: printable(reason) };
  return expired
    ? say('the waiver of {owner} expired on {until}', facts)
    : say('accepted until {until} by {owner}: {reason}', facts);
}

/** Low and info findings are counted by check; with `all`, each is named. */
function quietSection(findings: readonly ReportFinding[], { width, say, paint, all }: Frame): string[] {
  if (findings.length === 0) return [];
  const groups = new Map<string, string[]>();
  for (const finding of findings) {
    const subjects = groups.get(finding.check) ?? [];
    subjects.push(subject(finding, say));
    groups.set(finding.check, subjects);
  }
  const texts = all
    ? [...groups].map(([check, subjects]) => `${check}  ${say('{list}', { list: subjects })}`)
    : [[...groups].map(([check, { length }]) => `${check} ${length}`).join(' · ')];
  const lines = texts.flatMap((text) =>
    wrap(String(text), width - 6).map(
      (line, index) => `    ${paint('dim', index === 0 ? line : `  ${line}`)}`,
    ),
  );
  return ['', `  ${paint('bold', say('Informational'))}`, ...lines];
}
