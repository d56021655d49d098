import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** What is wanted of whole lines; the others are dropped as they come. */
export type KeepLines = (lines: string) => string;

export interface Reading {
  /** Longest body that is read, after it was unpacked, whatever is kept of it. */
  limit: number;
  signal: AbortSignal;
  keep: KeepLines | null;
}

/** Fewer and larger turns of the unpacker: a page of metrics has a megabyte. */
const UNPACKED_AT_ONCE = 65_536;
const NEWLINE = 0x0a;

/** The body, unpacked; `too long`: then no more of it is read. */
export async function readBody(
  message: IncomingMessage,
  { limit, signal, keep }: Reading,
): Promise<Buffer | 'too long'> {
  const packed = message.headers['content-encoding'] === 'gzip';
  const stream: Readable = packed ? message.pipe(createGunzip({ chunkSize: UNPACKED_AT_ONCE })) : message;
  if (packed) message.on('error', (error) => stream.destroy(error)); // a pipe does not hand errors on
  const stop = (): void => void stream.destroy(new Error('aborted'));
  signal.addEventListener('abort', stop, { once: true });
  const parts = keep ? sieve(keep) : whole();
  let length = 0;
  try {
    for await (const chunk of stream) {
      const piece: unknown = chunk;
      if (!Buffer.isBuffer(piece)) continue;
      length += piece.length;
      if (length > limit) return 'too long';
      parts.add(piece);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    message.destroy();
  }
  return parts.end();
}

/** The text of a body; null where it is none in UTF-8. */
export function textOf(body: Buffer): string | null {
  return isUtf8(body) ? body.toString('utf8') : null;
}

/** HTML or XML, such as of a proxy on the way. */
export function isMarkup(text: string): boolean {
  return /^\s*</.test(text.slice(0, 200));
}

interface Parts {
  add(piece: Buffer): void;
  end(): Buffer;
}

function whole(): Parts {
  const pieces: Buffer[] = [];
  return { add: (piece) => void pieces.push(piece), end: () => Buffer.concat(pieces) };
}

/**
 * Keeps what is wanted, and what comes after the last newline, of which nobody knows what it was to be. What is no text, and
 * markup, is kept as it is, so that whoever reads it sees what it is. Only a line that two pieces share is copied.
 */
function sieve(keep: KeepLines): Parts {
  const kept: Buffer[] = [];
  let begun: Buffer[] = [];
  let isFirst = true;
  const take = (lines: Buffer): void => {
    if (lines.length === 0) return;
    const text = textOf(lines);
    const isKept = text === null || (isFirst && isMarkup(text));
    kept.push(isKept ? Buffer.from(lines) : Buffer.from(keep(text)));
    isFirst = false;
  };
  return {
    add: (piece) => {
      const first = piece.indexOf(NEWLINE) + 1;
      const last = piece.lastIndexOf(NEWLINE) + 1;
      if (first > 0) {
        take(Buffer.concat([...begun, piece.subarray(0, first)]));
        take(piece.subarray(first, last));
        begun = [];
      }
      if (last < piece.length) begun.push(Buffer.from(piece.subarray(last)));
    },
    end: () => Buffer.concat([...kept, ...begun]),
  };
}
