import { createHash } from 'node:crypto';
import { AppError } from '../model/error.ts';
import { jsonPieces } from '../model/json-pieces.ts';
import { isGzip, pack, unpack } from './gzip.ts';
import { digest } from './paths.ts';

/** Documents larger than this are compressed; a small one stays readable in the store. */
const COMPRESS_FROM = 64 * 1024;
const NEWLINE = 0x0a;

/** Name and version of a kind of document, such as `sealwatch.state/1`. */
export interface Format {
  name: string;
  version: number;
  /** The oldest version that is still read; absent: only this one. */
  oldest?: number;
}

export type Decoded = { kind: 'ok'; value: unknown; version: number } | { kind: 'corrupt'; why: string };

/**
 * A line that names the format and the hash of the rest, then the document as JSON. A large one is compressed piece by
 * piece: several compressed parts in a row are one valid gzip file.
 */
export function encode(format: Format, value: unknown): Buffer {
  const hash = createHash('sha256');
  const parts: Buffer[] = [];
  for (const piece of jsonPieces(value, COMPRESS_FROM + 1)) {
    const bytes = Buffer.from(piece);
    hash.update(bytes);
    // A piece that is small is the only one or the last.
    parts.push(parts.length === 0 && bytes.length <= COMPRESS_FROM ? bytes : pack(bytes));
  }
  const [first] = parts;
  const isPacked = first !== undefined && isGzip(first);
  const frame = (text: string): Buffer => (isPacked ? pack(Buffer.from(text)) : Buffer.from(text));
  return Buffer.concat([frame(headOf(format, hash.digest('hex'))), ...parts, frame('\n')]);
}

function headOf(format: Format, sha256: string): string {
  return `${JSON.stringify({ schema: markOf(format), sha256 })}\n`;
}

/** `sealwatch.state/1`: what an object says of its format. */
export function markOf({ name, version }: Format): string {
  return `${name}/${version}`;
}

/**
 * Reads a document back. Bytes that are not what was written are `corrupt`. Throws `AppError` StateTooNew or StateTooOld
 * for a document of a version that is not read, which must not be guessed at.
 */
export function decode(format: Format, key: string, bytes: Buffer): Decoded {
  const whole = unpacked(bytes);
  if (whole === null) return { kind: 'corrupt', why: 'it cannot be decompressed' };
  const end = whole.indexOf('\n');
  const head = parse(whole.toString('utf8', 0, Math.max(end, 0)));
  const version = versionIn(head, format);
  if (version === null) return { kind: 'corrupt', why: `it does not start as a ${format.name} document` };
  requireVersion(format, key, version);
  const body = whole.subarray(end + 1, whole.at(-1) === NEWLINE ? -1 : undefined);
  if (head?.['sha256'] !== digest(body))
    return { kind: 'corrupt', why: 'its content does not match its hash' };
  return { kind: 'ok', value: JSON.parse(body.toString('utf8')), version };
}

/** Whether an object that tells its own hash is what was written; true for one that tells none. */
export function hasOwnHash(bytes: Buffer): boolean {
  const whole = unpacked(bytes);
  if (whole === null) return false;
  const end = whole.indexOf('\n');
  const hash = parse(whole.toString('utf8', 0, Math.max(end, 0)))?.['sha256'];
  const body = whole.subarray(end + 1, whole.at(-1) === NEWLINE ? -1 : undefined);
  return hash === undefined || hash === digest(body);
}

/**
 * Reads an object that is JSON and nothing else, so that people and other tools can read it in the store. Its field `schema`
 * tells its version, as in `sealwatch.manifest/1`; without that field it is of the first one. Throws as `decode` does.
 */
export function decodePlain(format: Format, key: string, bytes: Buffer): Decoded {
  const whole = unpacked(bytes);
  if (whole === null) return { kind: 'corrupt', why: 'it cannot be decompressed' };
  let value: unknown;
  try {
    value = JSON.parse(whole.toString('utf8'));
  } catch {
    return { kind: 'corrupt', why: 'it is not JSON' };
  }
  const mark = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : null;
  const version = mark === null ? 1 : versionIn({ schema: mark }, format);
  if (version === null) return { kind: 'corrupt', why: `it is not marked as ${format.name}` };
  requireVersion(format, key, version);
  return { kind: 'ok', value, version };
}

function unpacked(bytes: Buffer): Buffer | null {
  try {
    return unpack(bytes);
  } catch {
    return null;
  }
}

function parse(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

function versionIn(head: Readonly<Record<string, unknown>> | null, { name }: Format): number | null {
  const schema = head?.['schema'];
  const [, found, version] = (typeof schema === 'string' && /^([\w.]+)\/(\d+)$/.exec(schema)) || [];
  return found === name ? Number(version) : null;
}

function requireVersion({ name, version, oldest = version }: Format, key: string, found: number): void {
  if (found >= oldest && found <= version) return;
  const text = `${key} is in format ${name}/${found}; this version of sealwatch reads ${name}/${version}.`;
  throw found > version
    ? new AppError('StateTooNew', text, 'Deploy the newer version again, or use another store.')
    : new AppError('StateTooOld', text, 'Move it away to start from a new baseline; evidence stays valid.');
}
