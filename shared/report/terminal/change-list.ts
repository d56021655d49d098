import type { Change } from '../../model/change.ts';
import type { Report } from '../../model/report.ts';
import type { Resource } from '../../model/resource.ts';
import { attemptWords, authorWords, CHANGE_WORDS } from '../../text/change-words.ts';
import { localTime } from '../../text/render.ts';
import type { Say } from '../../text/say.ts';
import { printable, wrap } from '../../text/width.ts';
import { isManyIn, type ListOptions } from './finding-list.ts';

const RECENT_MS = 7 * 86_400_000;
const LISTED = 12;
const LISTED_OF_MANY = 5;

/** What changed lately and who did it, newest first; then what was tried and refused. */
export function changeList(report: Report, options: ListOptions): string[] {
  const { say } = options;
  const since = new Date(Date.parse(report.generatedAt) - RECENT_MS).toISOString();
  const changes = report.changes
    .filter(({ at }) => at >= since)
    .map((change) => line(change, say, authorWords(change, say)));
  const attempts = report.attempts
    .filter(({ at }) => at >= since)
    .map(
      (attempt) => say('{label}: ', { label: moment(attempt, say) }) + printable(attemptWords(attempt, say)),
    );
  return [
    ...section(say('Changes of the last 7 days'), changes, report, options),
    ...section(say('Denied attempts of the last 7 days'), attempts, report, options),
  ];
}

function line(change: Pick<Change, 'at' | 'kind' | 'resource'>, say: Say, author: string): string {
  return (
    say('{label}: ', { label: moment(change, say) }) +
    say('{change}; {author}', { change: say(CHANGE_WORDS[change.kind]), author: printable(author) })
  );
}

function moment({ at, resource }: { at: string; resource: Resource }, say: Say): string {
  return `${localTime(at)}  ${nameOf(resource, say)}`;
}

function nameOf({ name, id, region }: Resource, say: Say): string {
  const text = printable(name || id);
  return region === '' ? text : say('{name} ({place})', { name: text, place: printable(region) });
}

function section(title: string, lines: readonly string[], report: Report, options: ListOptions): string[] {
  const { width, say, paint, all } = options;
  if (lines.length === 0) return [];
  const listed = all ? lines.length : isManyIn(report) ? LISTED_OF_MANY : LISTED;
  const shown = lines
    .slice(0, listed)
    .flatMap((text) => wrap(text, width - 8).map((part, index) => `    ${index === 0 ? '' : '    '}${part}`));
  const more =
    lines.length > listed ? [`    ${paint('dim', say('and {n} more', { n: lines.length - listed }))}`] : [];
  return ['', `  ${paint('bold', title)}`, ...shown, ...more];
}
