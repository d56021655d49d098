import { jsonText, jsonTextPieces } from '../model/json-text.ts';
import type { Rendered } from './format.ts';

const PIECE = 64 * 1024;

/** A document that people can read, too, unless it is compact. */
export function jsonDocument(value: object, { compact }: { compact: boolean }): Rendered {
  return compact ? jsonTextPieces(value, PIECE) : `${jsonText(value, 2)}\n`;
}
