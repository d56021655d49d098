import { isLook } from '../model/finding.ts';
import { isOver, type NoticeItem } from '../model/notice.ts';
import { actorName, authorWords } from '../text/change-words.ts';
import { commandLabel } from '../text/command-words.ts';
import { type Language, render } from '../text/render.ts';
import type { Say } from '../text/say.ts';
import { effectOf, headingOf, problemOf } from './heading.ts';
import type { RenderedItem, RenderedLine } from './rendered.ts';
import { shortTime, withShortTimes } from './short-time.ts';

const HOUR_MS = 3_600_000;

/** Three lines to act on at night: what is affected and wrong; who, when and what it does; the command. */
export function renderItem(item: NoticeItem, at: string, say: Say, language: Language): RenderedItem {
  const { severity, waiver } = item;
  const lines = [
    { label: '', text: factsOf(item, at, say, language), brief: whoAndWhen(item, at, say) },
    ...(waiver
      ? [{ label: say('Waiver'), text: say('until {until} by {owner}: {reason}', { ...waiver }) }]
      : []),
    ...actionOf(item, say, language),
  ];
  return { severity, heading: headingOf(item, say, language), lines };
}

/** `dana.wu 05:55 · writes fail; do not restart the API server`. */
export function factsOf(item: NoticeItem, at: string, say: Say, language: Language): string {
  const { state, since, until, explains } = item;
  const length = lengthOf(Date.parse(until ?? at) - Date.parse(since), say);
  const parts = isOver(state)
    ? [
        until === null ? '' : say('lasted {length}', { length }),
        say('was: {problem}', { problem: problemOf(item, language) }),
      ]
    : [
        whoAndWhen(item, at, say),
        Date.parse(at) - Date.parse(since) < HOUR_MS ? '' : say('open for {length}', { length }),
        effectOf(item, language),
        explains > 0 ? say('{n} more {n:finding|findings} from this cause', { n: explains }) : '',
      ];
  const told = parts.filter((part) => part !== '').map((part) => part.replace(/[.。]$/, ''));
  return withShortTimes(told.join(' · '), at);
}

/** Since when, where nobody is known to have done it; empty for what is over. */
function whoAndWhen(item: NoticeItem, at: string, say: Say): string {
  const { actor, actedAt, actorState, since, check, state } = item;
  if (isOver(state)) return '';
  const time = shortTime(actedAt ?? since, at);
  if (actor) return `${actorName(actor, say)} ${time}`;
  const why = check === '' && actorState ? authorWords({ actor, actorState }, say) : '';
  return why === '' ? say('since {time}', { time }) : `${time} · ${why}`;
}

/** The command, or what to do where there is none. */
function actionOf({ state, remedy, evidence }: NoticeItem, say: Say, language: Language): RenderedLine[] {
  const { command, text } = remedy;
  if (isOver(state)) return [];
  if (command !== '')
    return [{ label: isLook(command) ? commandLabel(command, say) : '', text: command, kind: 'code' }];
  return text === '' ? [] : [{ label: '', text: render(text, evidence, language), kind: 'step' }];
}

/** Rounded down to the largest unit that fits. */
export function lengthOf(ms: number, say: Say): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 120) return say('{n} min', { n: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? say('{n} h', { n: hours }) : say('{n} d', { n: Math.floor(hours / 24) });
}
