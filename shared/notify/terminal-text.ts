import { printable, wrap } from '../text/width.ts';
import { type RenderedItem, type RenderedNotice, startOf } from './rendered.ts';

/** A message as plain text for a terminal or a log. */
export function terminalText({ title, lead, items, tail, reportUrl }: RenderedNotice, width: number): string {
  const columns = Math.max(40, width) - 4;
  const lines = [
    ...wrapped(title, columns),
    ...(lead.length > 0 ? ['', ...lead.flatMap((text) => wrapped(text, columns))] : []),
    ...items.flatMap((item) => ['', ...itemText(item, columns)]),
    ...(tail.length > 0 ? ['', ...tail.flatMap((text) => wrapped(text, columns))] : []),
    ...(reportUrl === null ? [] : ['', reportUrl]),
  ];
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
