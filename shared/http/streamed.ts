import { pipeline, Readable } from 'node:stream';
import type { Rendered } from '../report/format.ts';
import { LARGEST_BODY } from './body-cache.ts';
import { type Encoding, packer } from './negotiate.ts';

/** Characters up to which a body is made before it is sent, so that its length is told. */
const WHOLE = 256 * 1024;

/** A small body whole; of a larger one that comes in pieces the pieces, which begin with those that were made. */
export function begun(rendered: Rendered): Buffer | Iterable<string> {
  if (typeof rendered === 'string') return Buffer.from(rendered);
  const pieces = rendered[Symbol.iterator]();
  const made: string[] = [];
  let length = 0;
  for (let next = pieces.next(); !next.done; next = pieces.next()) {
    made.push(next.value);
    length += next.value.length;
    if (length > WHOLE) return continued(made, pieces);
  }
  return Buffer.from(made.join(''));
}

function* continued(made: readonly string[], pieces: Iterator<string>): Generator<string> {
  try {
    yield* made;
    for (let next = pieces.next(); !next.done; next = pieces.next()) yield next.value;
  } finally {
    pieces.return?.();
  }
}

/**
 * A body that is made as fast as it is read, and no further once nobody reads it. It errors where a piece cannot be made: what was
 * sent is then no complete answer. `keep` is given what was read to its end, unless it is too large to be kept.
 */
export function streamed(
  pieces: Iterable<string>,
  encoding: Encoding,
  keep: (body: Buffer) => void,
): ReadableStream<Uint8Array> {
  return ReadableStream.from(read(pieces, encoding, keep));
}

function packed(pieces: Iterable<string>, encoding: Encoding): AsyncIterable<Buffer> {
  const whole = Readable.from(bytesOf(pieces), { objectMode: false });
  if (encoding === 'identity') return whole;
  // An error of the pieces reaches who reads; that it was told here, too, changes nothing.
  return pipeline(whole, packer(encoding), () => undefined);
}

function* bytesOf(pieces: Iterable<string>): Generator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece);
}

async function* read(
  pieces: Iterable<string>,
  encoding: Encoding,
  keep: (body: Buffer) => void,
): AsyncGenerator<Uint8Array> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of packed(pieces, encoding)) {
    bytes += part.length;
    if (bytes <= LARGEST_BODY) parts.push(part);
    else parts = [];
    yield part;
  }
  if (bytes <= LARGEST_BODY) keep(Buffer.concat(parts));
}
