import { countLeft } from '../model/notice.ts';
import { linesOf, SCREEN_LINES } from './phone-lines.ts';
import type { RenderedItem, RenderedNotice } from './rendered.ts';

const MOST_LINES = 2 * SCREEN_LINES;

type Shorten = (notice: RenderedNotice, item: RenderedItem) => RenderedNotice;

/** Who, when and what it does remains; what to do is in the report. */
const factsOnly: Shorten = (notice, item) =>
  replaced(notice, item, { ...item, lines: item.lines.slice(0, 1) });

/** Who, when and what to do remains; what it does is in the report. */
const brief: Shorten = (notice, item) =>
  replaced(notice, item, {
    ...item,
    lines: item.lines
      .map(({ brief: less, ...line }) => (less === undefined ? line : { ...line, text: less }))
      .filter(({ text }) => text !== ''),
  });

/** What to do remains. */
const stepOnly: Shorten = (notice, item) =>
  replaced(notice, item, {
    ...item,
    lines: item.lines.filter(({ kind }) => kind === 'code' || kind === 'step'),
  });

const dropped: Shorten = ({ items, left, ...notice }, item) => ({
  ...notice,
  items: items.filter((one) => one !== item),
  left: countLeft([item.severity], left),
});

const isCritical = ({ severity }: RenderedItem): boolean => severity === 'critical';
const isOther = (item: RenderedItem): boolean => !isCritical(item);

/** What is given up first comes first: a critical is never left out for something else, and never loses what to do. */
const STEPS = [
  [isOther, factsOnly],
  [isOther, dropped],
  [isCritical, brief],
  [isCritical, stepOnly],
] as const;

/**
 * A message of at most two screens of a phone: the first item stays whole, the least urgent ones are made shorter or only
 * counted. Many criticals may take more, with their headings and what to do.
 */
export function fitScreens(notice: RenderedNotice): RenderedNotice {
  let fitted = notice;
  for (const [concerns, shorten] of STEPS) {
    for (const item of fitted.items.slice(1).filter(concerns).reverse()) {
      if (linesOf(fitted) <= MOST_LINES) return fitted;
      fitted = shorten(fitted, item);
    }
  }
  return fitted;
}

function replaced(notice: RenderedNotice, item: RenderedItem, by: RenderedItem): RenderedNotice {
  return { ...notice, items: notice.items.map((one) => (one === item ? by : one)) };
}
