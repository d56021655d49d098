import { startOf } from '../text/label.ts';
import type { Language } from '../text/render.ts';
import { speak } from '../text/say.ts';
import { printable, wrap } from '../text/width.ts';
import { leftLine } from './left-line.ts';
import type { RenderedItem, RenderedNotice } from './rendered.ts';

/** A message as plain text for a terminal or a log. */
export function terminalText(
  { heading, lead, items, left, actions }: RenderedNotice,
  width: number,
  language: Language,
): string {
  const columns = Math.max(40, width) - 4;
  const counted = leftLine(left, speak(language));
  const lines = [
    ...(heading === '' ? [] : wrapped(heading, columns)),
    ...(lead.length > 0 ? ['', ...lead.flatMap((text) => wrapped(text, columns))] : []),
    ...items.flatMap((item) => ['', ...itemText(item, columns)]),
    ...(counted === '' ? [] : ['', ...wrapped(counted, columns)]),
    ...(actions.length === 0 ? [] : ['', ...actions.map(({ label, url }) => `${startOf(label)}${url}`)]),
  ];
  if (heading === '') lines.shift();
  return `${lines.map((line) => (line === '' ? '' : `    ${line}`)).join('\n')}\n`;
}

function itemText({ heading, lines }: RenderedItem, columns: number): string[] {
  const body = lines.flatMap(({ label, text, kind }) => {
    const start = startOf(label);
    if (kind === 'code')
      return [
        ...(start === '' ? [] : [start.trimEnd()]),
        ...text.split('\n').map((line) => `  ${printable(line)}`),
      ];
    return wrapped(start + text, columns - 2);
  });
  return [...wrapped(heading, columns), ...body.map((line) => `  ${line}`)];
}

function wrapped(text: string, columns: number): string[] {
  return wrap(printable(text), columns);
}
