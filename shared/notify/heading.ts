import { isOver, type NoticeItem, type NoticeState } from '../model/notice.ts';
import { EFFECTS, HEADLINES } from '../text/headlines.ts';
import { type Language, render } from '../text/render.ts';
import type { Say } from '../text/say.ts';
import type { Text } from '../text/zh.ts';
import { cutBytes } from './markdown.ts';
import { resourceLabel } from './resource-label.ts';

const STATE_WORDS = {
  worse: 'worse',
  still: 'still open',
  flapping: 'flapping',
  'waiver-expiring': 'waiver expires soon',
  'waiver-expired': 'waiver expired',
} as const satisfies Partial<Record<NoticeState, Text>>;

const BADGES = {
  resolved: 'OK',
  closed: 'CLOSED',
  changed: 'CHANGE',
  attempted: 'DENIED',
} as const satisfies Partial<Record<NoticeState, Text>>;

const headlines: Readonly<Record<string, Text>> = HEADLINES;
const effects: Readonly<Record<string, Text>> = EFFECTS;
const stateWords: Readonly<Partial<Record<NoticeState, Text>>> = STATE_WORDS;
const badges: Readonly<Partial<Record<NoticeState, Text>>> = BADGES;

/** So many names are in a heading. */
const NAMES = 2;
/** Bytes, so that the rest still fits into a title of 300. */
const NAME_BYTES = 50;
const WHAT_BYTES = 130;

/** `CRITICAL order-prod, stock-prod: KMS key disabled`. Of what ended it says what is true now. */
export function headingOf(item: NoticeItem, say: Say, language: Language): string {
  const label = `${badgeOf(item, say)} ${namesOf(item, say)}`;
  return say('{label}: ', { label }) + cutBytes(whatOf(item, language), WHAT_BYTES).replace(/[.。]$/, '');
}

function badgeOf({ state, severity }: NoticeItem, say: Say): string {
  const badge = badges[state];
  if (badge) return say(badge);
  const word = stateWords[state];
  const weight = say(severity).toUpperCase();
  return word ? say('{name} ({place})', { name: weight, place: say(word) }) : weight;
}

/** The clusters that are hit are what people know; else the resources themselves. */
function namesOf({ clusters, resource, alike }: NoticeItem, say: Say): string {
  const own = [resource, ...alike].map((one) => resourceLabel(one, say));
  const [all, count] = clusters.count > 0 ? [clusters.names, clusters.count] : [own, own.length];
  const names = all.slice(0, NAMES).map((name) => cutBytes(name, NAME_BYTES));
  const left = count - names.length;
  return left > 0 ? say('{names} and {n} more', { names, n: left }) : say('{list}', { list: names });
}

/** What is wrong in a few words; of what ended, what is good now, or why nothing is left to judge. */
function whatOf(item: NoticeItem, language: Language): string {
  const { check, state, title, ending } = item;
  if (ending) return render(ending.summary, ending.evidence, language);
  if (check === '' || isOver(state)) return render(title, {}, language);
  return problemOf(item, language);
}

/** What is wrong in a few words. */
export function problemOf(
  { headline, summary, evidence }: Pick<NoticeItem, 'headline' | 'summary' | 'evidence'>,
  language: Language,
): string {
  return render(headlines[summary] ?? (headline || summary), evidence, language);
}

/** What it does to the clusters, or the details of what is wrong. */
export function effectOf({ effect, summary, evidence }: NoticeItem, language: Language): string {
  const told = render((effects[summary] ?? effect) || summary, evidence, language);
  return /\{\w+\}/.test(told) ? render(summary, evidence, language) : told;
}
