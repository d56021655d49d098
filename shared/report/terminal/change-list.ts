import type { Attempt, Change } from '../../model/change.ts';
import type { Report } from '../../model/report.ts';
import type { Resource } from '../../model/resource.ts';
import { actorWords, authorWords, CHANGE_WORDS } from '../../text/change-words.ts';
import { localTime } from '../../text/render.ts';
import type { Say } from '../../text/say.ts';
import { printable, wrap } from '../../text/width.ts';
import type { Paint } from './paint.ts';

const RECENT_MS = 7 * 86_400_000;
const LISTED = 12;

/** What changed lately and who did it, newest first; then what was tried and refused. */
export function changeList(report: Report, width: number, say: Say, paint: Paint): string[] {
  const since = new Date(Date.parse(report.generatedAt) - RECENT_MS).toISOString();
  const changes = report.changes
    .filter(({ at }) => at >= since)
    .map((change) => line(change, say, authorWords(change, say)));
  const attempts = report.attempts
    .filter(({ at }) => at >= since)
    .map((attempt) => `${moment(attempt)}: ${refusal(attempt, say)}`);
  return [
    ...section(say('Changes of the last 7 days'), changes, width, say, paint),
    ...section(say('Refused attempts of the last 7 days'), attempts, width, say, paint),
  ];
}

function line(change: Pick<Change, 'at' | 'kind' | 'resource'>, say: Say, author: string): string {
  return `${moment(change)}: ${say(CHANGE_WORDS[change.kind])}; ${printable(author)}`;
}

function moment({ at, resource }: { at: string; resource: Resource }): string {
  return `${localTime(at)}  ${nameOf(resource)}`;
}

function refusal({ actor, kind, errorCode: code }: Attempt, say: Say): string {
  const name = printable(actorWords(actor, say));
  return say('{name} tried {kind} and was refused ({code})', { name, kind, code: printable(code) });
}

function nameOf({ name, id, region }: Resource): string {
  const text = printable(name || id);
  return region === '' ? text : `${text} (${printable(region)})`;
}

function section(title: string, lines: readonly string[], width: number, say: Say, paint: Paint): string[] {
  if (lines.length === 0) return [];
  const shown = lines
    .slice(0, LISTED)
    .flatMap((text) => wrap(text, width - 8).map((part, index) => `    ${index === 0 ? '' : '    '}${part}`));
  const more =
    lines.length > LISTED ? [`    ${paint('dim', say('and {n} more', { n: lines.length - LISTED }))}`] : [];
  return ['', `  ${paint('bold', title)}`, ...shown, ...more];
}
