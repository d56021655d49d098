import type { Notice, NoticeItem } from '../model/notice.ts';
import { type Language, render } from '../text/render.ts';
import { type Say, speak } from '../text/say.ts';
import type { Text } from '../text/zh.ts';
import { cutBytes } from './markdown.ts';
import { factLines, factTitle } from './render-facts.ts';
import { renderItem, STATE_WORDS, severityWord } from './render-item.ts';
import type { RenderedNotice } from './rendered.ts';
import { resourceLabel } from './resource-label.ts';

/** So many names are in a title. */
const NAMES = 2;
/** Bytes, so that the counts at the end still fit into a title of 300. */
const NAME_BYTES = 50;
const WHAT_BYTES = 130;

/** A message in one language. */
export function renderNotice(notice: Notice, language: Language): RenderedNotice {
  const say = speak(language);
  const { kind, items, more, reportUrl } = notice;
  return {
    title: kind === 'alert' ? alertTitle(notice, say, language) : factTitle(notice, say),
    lead: leadOf(notice, say, language),
    items: items.map((item) => renderItem(item, notice.at, say, language)),
    tail: more > 0 ? [say('{n} more are in the report.', { n: more })] : [],
    reportUrl,
  };
}

function leadOf({ kind, facts }: Notice, say: Say, language: Language): string[] {
  if (kind === 'test') return [say('If you can read this, the channel works.')];
  return facts ? factLines(facts, say, language) : [];
}

/** `[CRITICAL] new: order-prod, stock-prod — The key is disabled. +2`: the phone shows nothing else. Of what ended it says what is true now. */
function alertTitle({ items, more }: Notice, say: Say, language: Language): string {
  const [worst, ...others] = items;
  if (!worst) return 'sealwatch';
  const rest = others.length + more;
  const { summary, evidence } = worst.ending ?? worst;
  const what = worst.check === '' ? say(worst.title as Text) : render(summary, evidence, language); // changes carry catalogue sentences
  const text = `${badge(worst, say)} ${say(STATE_WORDS[worst.state])}: ${namesOf(worst, say)} — ${cutBytes(what, WHAT_BYTES)}`;
  return rest > 0 ? `${text} +${rest}` : text;
}

function badge({ state, severity }: NoticeItem, say: Say): string {
  if (state === 'resolved') return `[${say('OK')}]`;
  if (state === 'closed') return `[${say('CLOSED')}]`;
  if (state === 'changed' || state === 'attempted') return `[${say('CHANGE')}]`;
  return `[${severityWord(severity, say)}]`;
}

/** The clusters that are hit are what people know; else the resource itself. */
function namesOf({ clusters, resource }: NoticeItem, say: Say): string {
  if (clusters.count === 0) return resourceLabel(resource);
  const names = clusters.names.slice(0, NAMES).map((name) => cutBytes(name, NAME_BYTES));
  const left = clusters.count - names.length;
  const text = names.join(', ');
  return left > 0 ? say('{names} and {n} more', { names: text, n: left }) : text;
}
