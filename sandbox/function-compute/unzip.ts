import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { Refusal } from '../world/refusal.ts';

/** Signatures and lengths of https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3. */
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endLength = 22;
const entryLength = 46;
const localLength = 30;

/** Text: assumption. */
function noZip(why: string): Refusal {
  return new Refusal(400, 'InvalidArgument', `the code package is no usable zip file: ${why}`);
}

interface Entry {
  name: string;
  method: number;
  size: number;
  /** of its local header */
  offset: number;
}

/** Unpacks a zip file into a folder. Refuses what is none, what is encrypted, and a path that leads out of the folder. */
export function unzip(zip: Buffer, folder: string): void {
  for (const entry of entriesOf(zip)) {
    const path = normalize(entry.name);
    if (/^([\\/]|\.\.([\\/]|$)|[a-z]:)/i.test(path)) throw noZip(`${entry.name} lies outside of it`);
    const place = join(folder, path);
    if (entry.name.endsWith('/')) {
      mkdirSync(place, { recursive: true });
      continue;
    }
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, contentOf(zip, entry));
  }
}

function entriesOf(zip: Buffer): Entry[] {
  const end = endOf(zip);
  const count = zip.readUInt16LE(end + 10);
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (at + entryLength > zip.length || zip.readUInt32LE(at) !== entrySignature) {
      throw noZip('its directory is damaged');
    }
    const lengths = [28, 30, 32].map((place) => zip.readUInt16LE(at + place));
    const [nameLength = 0] = lengths;
    const name = zip.toString('utf8', at + entryLength, at + entryLength + nameLength);
    if ((zip.readUInt16LE(at + 8) & 1) === 1) throw noZip(`${name} is encrypted`);
    entries.push({
      name,
      method: zip.readUInt16LE(at + 10),
      size: zip.readUInt32LE(at + 20),
      offset: zip.readUInt32LE(at + 42),
    });
    at += lengths.reduce((sum, length) => sum + length, entryLength);
  }
  return entries;
}

/** The end of the directory stands last, but for a comment. */
function endOf(zip: Buffer): number {
  for (let at = zip.length - endLength; at >= 0; at -= 1) {
    if (zip.readUInt32LE(at) === endSignature) return at;
  }
  throw noZip('it has no directory');
}

function contentOf(zip: Buffer, { name, method, size, offset }: Entry): Buffer {
  if (offset + localLength > zip.length) throw noZip(`${name} is cut off`);
  const start = offset + localLength + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const packed = zip.subarray(start, start + size);
  if (packed.length < size) throw noZip(`${name} is cut off`);
  if (method === 0) return packed;
  if (method !== 8) throw noZip(`${name} is packed with method ${method}`);
  try {
    return inflateRawSync(packed);
  } catch {
    throw noZip(`${name} is damaged`);
  }
}
