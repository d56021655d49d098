import type { Severity } from '../../model/finding.ts';
import type { Report, ReportFinding } from '../../model/report.ts';
import { actorWords } from '../../text/change-words.ts';
import { labelledCommand } from '../../text/command-words.ts';
import type { Say } from '../../text/say.ts';
import { printable, shorten, wrap } from '../../text/width.ts';
import type { Colour, Paint } from './paint.ts';

const COLOURS: Readonly<Record<Severity, Colour>> = {
  critical: 'red',
  high: 'red',
  medium: 'yellow',
  low: 'blue',
  info: 'dim',
};

/** So many resources of one check are listed; the rest is counted. */
const LISTED = 6;
const NAMED_CLUSTERS = 4;

interface Frame {
  width: number;
  say: Say;
  paint: Paint;
  nameOf: (account: string, cluster: string) => string;
}

/** Findings worst first, one group per check and severity, each with its next action. */
export function findingList(report: Report, width: number, say: Say, paint: Paint): string[] {
  const names = new Map(report.clusters.map(({ account, id, name }) => [`${account} ${id}`, name || id]));
  const frame = {
    width,
    say,
    paint,
    nameOf: (account: string, id: string) => names.get(`${account} ${id}`) ?? id,
  };
  const open = report.findings.filter(
    ({ status, mutedBy }) => status === 'fail' || (status === 'unknown' && mutedBy === null),
  );
  if (open.length === 0) return ['', `  ${nothingOpen(report, say, paint)}`];
  const loud = open.filter(
    ({ status, severity }) => status === 'fail' && severity !== 'low' && severity !== 'info',
  );
  const quiet = open.filter(
    ({ status, severity }) => status === 'fail' && (severity === 'low' || severity === 'info'),
  );
  const unread = open.filter(({ status }) => status === 'unknown');
  return [
    ...section(say('Findings'), loud, (group) => loudGroup(group, frame), paint),
    ...section(say('Could not check'), unread, (group) => loudGroup(group, frame), paint),
    ...section(say('Informational'), quiet, (group) => quietGroup(group, frame), paint),
  ];
}

/** Only who saw everything may say that nothing is wrong. */
function nothingOpen({ complete, summary }: Report, say: Say, paint: Paint): string {
  const sawAll = complete && summary.verdicts.unknown + summary.findings.unknown === 0;
  return sawAll ? paint('green', say('No findings.')) : paint('yellow', say('No failed checks.'));
}

function section(
  title: string,
  findings: readonly ReportFinding[],
  show: (group: readonly ReportFinding[]) => string[],
  paint: Paint,
): string[] {
  if (findings.length === 0) return [];
  const groups = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.check} ${finding.remedy.text}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return ['', `  ${paint('bold', title)}`, ...[...groups.values()].flatMap(show)];
}

function loudGroup(group: readonly ReportFinding[], frame: Frame): string[] {
  const { say, paint, width } = frame;
  const [first] = group;
  if (!first) return [];
  const badge =
    first.status === 'unknown'
      ? paint('yellow', say('unknown'))
      : paint(COLOURS[first.severity], say(first.severity).toUpperCase());
  const lines = ['', `  ${badge}  ${paint('dim', first.check)}`];
  for (const finding of group.slice(0, LISTED)) lines.push(...resourceLines(finding, frame));
  if (group.length > LISTED)
    lines.push(`    ${paint('dim', say('and {n} more', { n: group.length - LISTED }))}`);
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
    const text = say('acknowledged by {by} until {until}', { by: printable(by), until });
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

/** Low and info findings take a paragraph each check: which resources, not what to do. */
function quietGroup(group: readonly ReportFinding[], { width, say, paint }: Frame): string[] {
  const [first] = group;
  if (!first) return [];
  const subjects = say('{list}', { list: group.map((finding) => subject(finding, say)) });
  const said =
    group.length === 1 ? say('{label}: ', { label: subjects }) + printable(first.summary) : subjects;
  const text = `${say(first.severity)} ${first.check}  ${said}`;
  return wrap(text, width - 6).map((line, index) => `    ${paint('dim', index === 0 ? line : `  ${line}`)}`);
}
