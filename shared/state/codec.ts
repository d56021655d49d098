import { gunzipSync, gzipSync } from 'node:zlib';
import { AppError } from '../model/error.ts';
import { digest } from './paths.ts';

/** Documents larger than this are compressed; a small one stays readable in the store. */
const COMPRESS_FROM = 64 * 1024;

/** Name and version of a kind of document, such as `sealwatch.state/1`. */
export interface Format {
  name: string;
  version: number;
}

export type Decoded = { kind: 'ok'; value: unknown } | { kind: 'corrupt'; why: string };

/** A line that names the format and the hash of the rest, then the document as JSON. */
export function encode({ name, version }: Format, value: unknown): Buffer {
  const body = JSON.stringify(value);
  const head = JSON.stringify({ schema: `${name}/${version}`, sha256: digest(body) });
  const text = Buffer.from(`${head}\n${body}\n`);
  return text.length > COMPRESS_FROM ? gzipSync(text, { level: 4 }) : text;
}

/**
 * Reads a document back. Bytes that are not what was written are `corrupt`. Throws `AppError`
 * StateTooNew or StateTooOld for a document of another version, which must not be guessed at.
 */
export function decode(format: Format, key: string, bytes: Buffer): Decoded {
  const text = unpack(bytes);
  if (text === null) return { kind: 'corrupt', why: 'it cannot be decompressed' };
  const end = text.indexOf('\n');
  const head = parse(text.slice(0, Math.max(end, 0)));
  const version = versionIn(head, format);
  if (version === null) return { kind: 'corrupt', why: `it does not start as a ${format.name} document` };
  if (version !== format.version) throw otherVersion(key, format, version);
  const body = text.slice(end + 1, text.endsWith('\n') ? -1 : undefined);
  if (head?.['sha256'] !== digest(body))
    return { kind: 'corrupt', why: 'its content does not match its hash' };
  return { kind: 'ok', value: JSON.parse(body) };
}

function unpack(bytes: Buffer): string | null {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes).toString('utf8');
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

function otherVersion(key: string, { name, version }: Format, found: number): AppError {
  const text = `${key} is in format ${name}/${found}; this version of sealwatch reads ${name}/${version}.`;
  return found > version
    ? new AppError('StateTooNew', text, 'Deploy the newer version again, or use another store.')
    : new AppError('StateTooOld', text, 'Move it away to start from a new baseline; evidence stays valid.');
}
