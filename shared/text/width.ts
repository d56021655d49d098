import { UNPRINTABLE } from '../model/json-text.ts';

/**
 * Text for a terminal: what a name may hold (control codes, colours, marks that turn the direction of
 * writing) is made visible or dropped, and Chinese characters count as two columns.
 */

/** They have no place in a line of output. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** The same for text of several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** The same for text whose tabs and line ends stay as they are. */
export function printableText(text: string): string {
  return text.replace(/[^\t\r\n]+/g, printable);
}

/** Columns that the text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += isMark(character) ? 0 : isWide(character) ? 2 : 1;
  return width;
}

/** Pads with spaces to the right; longer text is cut and ends in an ellipsis. */
export function padTo(text: string, width: number): string {
  const cut = shorten(text, width);
  return cut + ' '.repeat(Math.max(0, width - widthOf(cut)));
}

export function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let cut = '';
  let used = 0;
  for (const character of text) {
    const next = used + widthOf(character);
    if (next > width - 1) break;
    used = next;
    cut += character;
  }
  return width > 0 ? `${cut}…` : '';
}

/** Cuts the middle out, because the ends of ids and names tell more. */
export function shortenMiddle(text: string, width: number): string {
  if (widthOf(text) <= width || width < 5) return shorten(text, width);
  const characters = [...text];
  let tail = '';
  while (widthOf(tail) < Math.floor(width / 2) - 1) tail = (characters.pop() ?? '') + tail;
  return shorten(text, width - widthOf(tail)) + tail;
}

/** A word, or a wide character, with the Chinese marks that stay at it: no line starts with 。 or ends with （. */
const PIECE =
  /[（「《“]*(?:[^\s\u2e80-\u9fff\uff00-\uffef]+|[\u2e80-\u9fff\uff00-\uffef])[。，、）：；！？」》”]*\s*/g;

/** Breaks text into lines of at most `width` columns, at spaces, or between wide characters. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(PIECE) ?? []) {
    if (line !== '' && widthOf(line) + widthOf(word.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
  }
  return line === '' ? lines : [...lines, line.trimEnd()];
}

function isMark(character: string): boolean {
  return /\p{Mn}|\p{Me}/u.test(character);
}

/** East Asian wide and fullwidth blocks, and emoji. */
function isWide(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe4f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
