import { printable } from '../text/width.ts';

/** What is markup anywhere in a line: `$` begins a formula, `&` an entity. */
const MARKUP = /[\\`*_[\]<>|~&$]/g;
/** Where a heading, a list or a rule would begin. */
const BLOCK = /^(?:\d+(?=[.)](?: |$))|(?=(?:#{1,6}|[+-])(?: |$)|---))/;

/**
 * Text in which nothing is markup in GitHub's Markdown. Its sites make mentions, references and links of plain text
 * after escapes are gone; there the sign is replaced by one that looks like it.
 */
export function plain(text: string): string {
  return printable(text.replace(/\s+/g, ' '))
    .trim()
    .replaceAll('@', '＠')
    .replace(/#(?=\d)/g, '＃')
    .replaceAll('://', ':∕∕')
    .replace(/www\./gi, 'www․')
    .replace(MARKUP, '\\$&')
    .replace(BLOCK, '$&\\');
}

/** A block of code that only its own fence can end. */
export function codeBlock(text: string, language: string): string {
  const lines = text
    .trimEnd()
    .split(/\r\n|\r|\n/)
    .map(printable);
  const runs = text.match(/`{3,}/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
  return [`${fence}${language}`, ...lines, fence].join('\n');
}

/** A link; nothing when it is no address of the web. */
export function link(label: string, address: string): string {
  if (!/^https?:\/\/[^\s\p{Cc}\p{Cf}]+$/u.test(address)) return '';
  const closed = address.replace(/[()<>[\]\\`"|]/g, percentEncoded);
  return `[${plain(label)}](${closed})`;
}

/** `encodeURIComponent` leaves parentheses as they are. */
function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Cells are escaped already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
