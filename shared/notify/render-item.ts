import type { Severity } from '../model/finding.ts';
import { isOver, type NoticeItem, type NoticeState } from '../model/notice.ts';
import { actorWords, authorWords } from '../text/change-words.ts';
import { commandLabel } from '../text/command-words.ts';
import { type Language, localTime, render } from '../text/render.ts';
import type { Say } from '../text/say.ts';
import type { Text } from '../text/zh.ts';
import type { RenderedItem, RenderedLine } from './rendered.ts';
import { resourceLabel } from './resource-label.ts';

export const STATE_WORDS = {
  new: 'new',
  worse: 'worse',
  still: 'still open',
  flapping: 'flapping',
  resolved: 'resolved',
  closed: 'closed',
  'waiver-expiring': 'waiver expires soon',
  'waiver-expired': 'waiver expired',
  changed: 'changed',
  attempted: 'denied attempt',
} as const satisfies Record<NoticeState, Text>;

/** So many other resources with the same cause are named. */
const ALIKE = 3;

/** What an engineer needs to act on one item: what, since when, who, whom it hits, what to run, how to accept it. */
export function renderItem(item: NoticeItem, at: string, say: Say, language: Language): RenderedItem {
  const { state, summary, evidence, remedy, paste, waiver, account } = item;
  const isEnded = isOver(state);
  const what = item.check === '' && state !== 'attempted' ? `${sentence(say(item.title as Text))} ` : ''; // changes carry catalogue sentences
  const lines: (RenderedLine | null)[] = [
    state === 'attempted' ? { label: say('Denied'), text: say(item.title as Text) } : null,
    { label: isEnded ? say('Was') : '', text: `${what}${render(summary, evidence, language)}` },
    endingLine(item, say, language),
    line(say('Clusters'), clustersOf(item, say)),
    line(say('Also affected'), alikeOf(item, say)),
    timeLine(item, at, say),
    authorLine(item, say),
    line(
      say('Account'),
      account.name === '' ? account.id : say('{name} ({place})', { name: account.name, place: account.id }),
    ),
    line(say('Waiver'), waiver ? say('until {until} by {owner}: {reason}', { ...waiver }) : ''),
    isEnded ? null : line(say('What to do'), render(remedy.text, evidence, language)),
    isEnded ? null : codeLine(commandLabel(remedy.command, say), remedy.command),
    isEnded || remedy.url === '' ? null : { label: say('Console'), text: remedy.url, kind: 'link' },
    codeLine(say('To acknowledge'), paste.acknowledge),
    codeLine(say('To accept'), paste.waive),
  ];
  return { heading: headingOf(item, say), lines: lines.filter((entry) => entry !== null) };
}

function headingOf(item: NoticeItem, say: Say): string {
  const { state, severity, resource } = item;
  const word = state === 'changed' || state === 'attempted' ? [] : [severityWord(severity, say)];
  return [...word, say(STATE_WORDS[state]), resourceLabel(resource, say)].join(' · ');
}

export function severityWord(severity: Severity, say: Say): string {
  return say(severity).toUpperCase();
}

/** What was seen to be good, or why nothing is left to judge. */
function endingLine({ state, ending }: NoticeItem, say: Say, language: Language): RenderedLine | null {
  if (!ending) return null;
  const label = state === 'closed' ? say('Reason') : say('Now');
  return { label, text: render(ending.summary, ending.evidence, language) };
}

/** A clause as a sentence of its own. */
function sentence(clause: string): string {
  return /\p{Script=Han}/u.test(clause)
    ? `${clause}。`
    : `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

function line(label: string, text: string): RenderedLine | null {
  return text === '' ? null : { label, text };
}

function codeLine(label: string, text: string): RenderedLine | null {
  return text === '' ? null : { label, text, kind: 'code' };
}

function clustersOf({ clusters, resource }: NoticeItem, say: Say): string {
  if (clusters.count === 0 || (resource.type === 'cluster' && clusters.count === 1)) return '';
  const left = clusters.count - clusters.names.length;
  const names = [...clusters.names, ...(left > 0 ? [say('and {n} more', { n: left })] : [])];
  return say('{count} ({names})', { count: clusters.count, names });
}

/** Other resources with the same cause, unless they are the clusters that are named already. */
function alikeOf({ alike }: NoticeItem, say: Say): string {
  const others = alike.filter(({ type }) => type !== 'cluster');
  const left = others.length - ALIKE;
  const names = others.slice(0, ALIKE).map((one) => resourceLabel(one, say));
  return say('{list}', { list: [...names, ...(left > 0 ? [say('and {n} more', { n: left })] : [])] });
}

function timeLine({ since, until }: NoticeItem, at: string, say: Say): RenderedLine {
  const length = lengthOf(Date.parse(until ?? at) - Date.parse(since), say);
  if (until !== null) return { label: say('Lasted'), text: length };
  return { label: say('Since'), text: say('{time} ({length})', { time: localTime(since), length }) };
}

/** Rounded down to the largest unit that fits. */
export function lengthOf(ms: number, say: Say): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 120) return say('{n} min', { n: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? say('{n} h', { n: hours }) : say('{n} d', { n: Math.floor(hours / 24) });
}

function authorLine({ actor, actedAt, actorState }: NoticeItem, say: Say): RenderedLine | null {
  if (actor) {
    const who = actorWords(actor, say);
    const text = actedAt === null ? who : say('{who}, on {time}', { who, time: localTime(actedAt) });
    return { label: say('By'), text };
  }
  return actorState ? { label: say('By'), text: authorWords({ actor, actorState }, say) } : null;
}
