import { AppError } from '../model/error.ts';

const SEGMENT = /^[A-Za-z0-9_=-][A-Za-z0-9._=-]*$/;
/** Begin of a segment, or nothing of it yet. */
const BEGIN = /^([A-Za-z0-9_=-][A-Za-z0-9._=-]*)?$/;
/** File systems take 255 bytes for a name, and temporary ones are longer than ours. */
const LONGEST_SEGMENT = 200;
/** OSS takes 1,023 bytes, of which some are for the prefix of the configuration. */
const LONGEST_KEY = 800;

export function isKey(text: string): boolean {
  return isShort(text) && text.split('/').every((segment) => SEGMENT.test(segment));
}

/** Throws `AppError` StoreKeyInvalid. */
export function requireKey(key: string): void {
  if (!isKey(key)) throw invalidKey(key);
}

/** Begin of a key, as listings take it: the last segment may be cut anywhere. Throws `AppError` StoreKeyInvalid. */
export function requireBegin(text: string): void {
  const segments = text.split('/');
  const last = segments.pop() ?? '';
  if (!isShort(text) || !BEGIN.test(last) || !segments.every((segment) => SEGMENT.test(segment))) {
    throw invalidKey(text);
  }
}

function isShort(text: string): boolean {
  return text.length <= LONGEST_KEY && text.split('/').every(({ length }) => length <= LONGEST_SEGMENT);
}

export function invalidKey(key: string, why = 'is not valid'): AppError {
  return new AppError(
    'StoreKeyInvalid',
    `The store key ${JSON.stringify(key.slice(0, 100))} ${why}.`,
    'Keys are relative paths of letters, digits and . _ = - joined with /; no part of one starts with a dot.',
  );
}
