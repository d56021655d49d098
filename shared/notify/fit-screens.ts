import { countLeft } from '../model/notice.ts';
import { linesOf, SCREEN_LINES } from './phone-lines.ts';
import type { RenderedItem, RenderedNotice } from './rendered.ts';

const MOST_LINES = 2 * SCREEN_LINES;

type Shorten = (notice: RenderedNotice, item: RenderedItem) => RenderedNotice;

/** Who, when and what it does remains; what to do is in the report. */
const brief: Shorten = (notice, item) => replaced(notice, item, { ...item, lines: item.lines.slice(0, 1) });

const headingOnly: Shorten = (notice, item) => replaced(notice, item, { ...item, lines: [] });

const dropped: Shorten = ({ items, left, ...notice }, item) => ({
  ...notice,
  items: items.filter((one) => one !== item),
  left: countLeft([item.severity], left),
});

const isCritical = ({ severity }: RenderedItem): boolean => severity === 'critical';
const isOther = (item: RenderedItem): boolean => !isCritical(item);

/** What is given up first comes first: a critical is never left out for something else. */
const STEPS = [
  [isOther, brief],
  [isOther, dropped],
  [isCritical, brief],
  [isCritical, headingOnly],
] as const;

/**
 * A message of at most two screens of a phone: the first item stays whole, the least urgent ones are made shorter or only
 * counted. Many criticals may take more, with their headings alone.
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
