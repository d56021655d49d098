import { startOf } from '../text/label.ts';
import { widthOf } from '../text/width.ts';
import type { RenderedItem, RenderedNotice } from './rendered.ts';

/** A phone shows about 14 lines of 24 Chinese or 40 Latin characters. */
export const SCREEN_LINES = 14;
const CHINESE_COLUMNS = 48;
const LATIN_COLUMNS = 40;

/** Lines that a text takes on a phone. */
export function phoneLines(text: string): number {
  const columns = /\p{Script=Han}/u.test(text) ? CHINESE_COLUMNS : LATIN_COLUMNS;
  return Math.max(1, Math.ceil(widthOf(text) / columns));
}

function linesOfItem({ heading, lines }: RenderedItem): number {
  const texts = lines.map(({ label, text, kind }) => (kind === 'link' ? label : startOf(label) + text));
  return sum([heading, ...texts]);
}

/** Lines of a whole message, without its buttons. */
export function linesOf({ heading, lead, items, left }: RenderedNotice): number {
  const head = [heading, ...lead].filter((text) => text !== '');
  const tail = Object.keys(left).length > 0 ? 1 : 0;
  return sum(head) + items.reduce((total, item) => total + linesOfItem(item), 0) + tail;
}

function sum(texts: readonly string[]): number {
  return texts.reduce((total, text) => total + phoneLines(text), 0);
}
