import { gunzipSync, gzipSync } from 'node:zlib';

/** A large state comes out in a thousand pieces of the default, which are all copied. */
const CHUNK = 64 * 1024;

/** One part; several in a row are one valid gzip file, so that a large text is never held as a whole. */
export function pack(content: string | Buffer): Buffer {
  return gzipSync(content, { level: 4 });
}

export function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Bytes that are not compressed stay as they are. Throws what zlib throws. */
export function unpack(bytes: Buffer): Buffer {
  return isGzip(bytes) ? gunzipSync(bytes, { chunkSize: CHUNK }) : bytes;
}
