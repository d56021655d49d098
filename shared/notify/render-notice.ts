import { LINK_HOURS } from '../model/acknowledgement.ts';
import { isOver, type OutgoingNotice, totalOf } from '../model/notice.ts';
import type { Language } from '../text/render.ts';
import { type Say, speak } from '../text/say.ts';
import { fitScreens } from './fit-screens.ts';
import { headingOf } from './heading.ts';
import { factLines, factTitle } from './render-facts.ts';
import { factsOf, renderItem } from './render-item.ts';
import type { RenderedItem, RenderedLink, RenderedNotice } from './rendered.ts';

/** A message in one language, of at most two screens of a phone. */
export function renderNotice(notice: OutgoingNotice, language: Language): RenderedNotice {
  const say = speak(language);
  const { kind, items, more } = notice;
  const heading = kind === 'alert' ? '' : factTitle(notice, say);
  return fitScreens({
    title: kind === 'alert' ? alertTitle(notice, say, language) : heading,
    heading,
    lead: leadOf(notice, say, language),
    items: items.map((item) => withLink(renderItem(item, notice.at, say, language), item, notice, say)),
    left: more,
    actions: actionsOf(notice, say),
  });
}

function leadOf({ kind, facts }: OutgoingNotice, say: Say, language: Language): string[] {
  if (kind === 'test') return [say('This channel works.')];
  return facts ? factLines(facts, kind, say, language) : [];
}

/** The first two lines of the message, because a phone shows nothing else before it is opened. */
function alertTitle({ items, more, at }: OutgoingNotice, say: Say, language: Language): string {
  const [worst, ...others] = items;
  if (!worst) return 'sealwatch';
  const rest = others.length + totalOf(more);
  const heading = headingOf(worst, say, language);
  const first = rest > 0 ? say('{text} (and {n} more)', { text: heading, n: rest }) : heading;
  return `${first} · ${factsOf(worst, at, say, language)}`;
}

/** Several items have a link each; a single one has a button. */
function withLink(
  item: RenderedItem,
  { fingerprint }: { fingerprint: string },
  { items, acknowledgeUrls = {} }: OutgoingNotice,
  say: Say,
): RenderedItem {
  const text = acknowledgeUrls[fingerprint];
  if (items.length < 2 || text === undefined) return item;
  return { ...item, lines: [...item.lines, { label: acknowledgeLabel(say), text, kind: 'link' }] };
}

function actionsOf({ items, reportUrl, acknowledgeUrls = {} }: OutgoingNotice, say: Say): RenderedLink[] {
  const [first, ...others] = items;
  const acknowledge = first && others.length === 0 ? acknowledgeUrls[first.fingerprint] : undefined;
  const console = first && !isOver(first.state) && reportUrl === null ? first.remedy.url : '';
  return [
    ...(acknowledge === undefined ? [] : [{ label: acknowledgeLabel(say), url: acknowledge }]),
    ...(reportUrl === null ? [] : [{ label: say('Report'), url: reportUrl }]),
    ...(console === '' ? [] : [{ label: say('Console'), url: console }]),
  ];
}

function acknowledgeLabel(say: Say): string {
  return say('Acknowledge {n} h', { n: LINK_HOURS });
}
