import { isOver, type Notice, type NoticeItem } from '../model/notice.ts';
import { type Language, render } from '../text/render.ts';
import { type Say, speak } from '../text/say.ts';
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
    tail: more > 0 ? [say('{n} more in the report', { n: more })] : [],
    reportUrl,
  };
}

function leadOf({ kind, facts }: Notice, say: Say, language: Language): string[] {
  if (kind === 'test') return [say('This channel works.')];
  return facts ? factLines(facts, say, language) : [];
}

/** `[CRITICAL] order-prod, stock-prod: The key is disabled (and 2 more)`: the phone shows nothing else. Of what ended it says what is true now. */
function alertTitle({ items, more }: Notice, say: Say, language: Language): string {
  const [worst, ...others] = items;
  if (!worst) return 'sealwatch';
  const rest = others.length + more;
  const what = whatOf(worst, language);
  const text =
    say('{label}: ', { label: `${badge(worst, say)} ${namesOf(worst, say)}` }) +
    cutBytes(what, WHAT_BYTES).replace(/[.。]$/, '');
  return rest > 0 ? say('{text} (and {n} more)', { text, n: rest }) : text;
}

/** Of what ended, what is good now: as it was seen, or as the check expects it. */
function whatOf({ check, state, title, summary, evidence, ending }: NoticeItem, language: Language): string {
  if (ending) return render(ending.summary, ending.evidence, language);
  if (check === '' || isOver(state)) return render(title, {}, language);
  return render(summary, evidence, language);
}

function badge({ state, severity }: NoticeItem, say: Say): string {
  if (state === 'resolved') return `[${say('OK')}]`;
  if (state === 'closed') return `[${say('CLOSED')}]`;
  if (state === 'changed') return `[${say('CHANGE')}]`;
  if (state === 'attempted') return `[${say('DENIED')}]`;
  const words = [severityWord(severity, say), ...(state === 'new' ? [] : [say(STATE_WORDS[state])])];
  return `[${words.join(' · ')}]`;
}

/** The clusters that are hit are what people know; else the resource itself. */
function namesOf({ clusters, resource }: NoticeItem, say: Say): string {
  if (clusters.count === 0) return resourceLabel(resource, say);
  const names = clusters.names.slice(0, NAMES).map((name) => cutBytes(name, NAME_BYTES));
  const left = clusters.count - names.length;
  return left > 0 ? say('{names} and {n} more', { names, n: left }) : say('{list}', { list: names });
}
