import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

const table = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(data: Buffer): number {
  let value = -1;
  for (const byte of data) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] ?? 0);
  return ~value >>> 0;
}

/** A file or an entry of the directory: what both headers have in common, from their version on. */
function header(signature: number, name: string, content: Buffer, packed: Buffer): Buffer {
  const isEntry = signature === 0x02014b50;
  const bytes = Buffer.alloc(isEntry ? 46 : 30);
  bytes.writeUInt32LE(signature, 0);
  const at = isEntry ? 6 : 4;
  bytes.writeUInt16LE(20, at);
  bytes.writeUInt16LE(8, at + 4); // deflated
  bytes.writeUInt32LE(crc32(content), at + 10);
  bytes.writeUInt32LE(packed.length, at + 14);
  bytes.writeUInt32LE(content.length, at + 18);
  bytes.writeUInt16LE(Buffer.byteLength(name), at + 22);
  return bytes;
}

/** A zip file of these files, by name. */
export function zipOf(files: Readonly<Record<string, Buffer>>): Buffer {
  const places: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content);
    const place = Buffer.concat([header(0x04034b50, name, content, packed), Buffer.from(name), packed]);
    const entry = header(0x02014b50, name, content, packed);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, Buffer.from(name));
    places.push(place);
    offset += place.length;
  }
  const end = Buffer.alloc(22);
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...places, ...directory, end]);
}

/** The files of a folder and of those in it. */
export function filesOf(folder: string): Record<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    names.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path)];
    }),
  );
}
