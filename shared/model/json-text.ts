import { jsonPieces } from './json-pieces.ts';

/** Control, format and direction characters, and line separators: what terminals obey, and what hides text or turns it round. */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** What nearly all JSON is: found quickly, and there is nothing to replace in it. */
const PLAIN = /^[\x20-\x7e\n]*$/;

/** JSON that holds none of them but the line breaks of its layout, and says the same; `indent` for people. */
export function jsonText(value: unknown, indent = 0): string {
  return harmless(JSON.stringify(value, null, indent));
}

/** The same text without layout, in pieces of at least so many characters, but for the last. `value` is plain data. */
export function* jsonTextPieces(value: unknown, atLeast: number): Generator<string> {
  for (const piece of jsonPieces(value, atLeast)) yield harmless(piece);
}

function harmless(json: string): string {
  if (PLAIN.test(json)) return json;
  return json.replace(UNPRINTABLE, (character) => (character === '\n' ? character : escaped(character)));
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
