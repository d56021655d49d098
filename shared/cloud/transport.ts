import {
  Agent as HttpAgent,
  request as http,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as https } from 'node:https';
import { urlToHttpOptions } from 'node:url';

/** A request as it goes over the wire, already signed. */
export interface Message {
  /** `https://host`, with the port unless it is the usual one. */
  origin: string;
  /** With the query; sent as it is, because it was signed as it is. */
  path: string;
  method: string;
  headers: Record<string, string>;
  body?: Buffer | string | undefined;
}

export interface Head {
  status: number;
  headers: IncomingHttpHeaders;
}

export interface Reply extends Head {
  body: Buffer;
}

/** Longest body that is read. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Of all that arrive at once. Beyond it those are given up that are longer than an answer of the cloud usually is. */
const MOST_AT_ONCE = 64 * 1024 * 1024;
const USUAL_BYTES = 1024 * 1024;

/** An answer that does not end where it should; no more of it is read. */
export class BodyTooLong extends Error {
  readonly code = 'BodyTooLong';

  constructor() {
    super('the answer is too long (more than 32 MB)');
  }
}

let arriving = 0;

/** The whole body. Throws `BodyTooLong` and what the socket threw; then the connection is closed. */
async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of incoming as AsyncIterable<Buffer>) {
      parts.push(part);
      bytes += part.length;
      arriving += part.length;
      if (bytes > MOST_BYTES || (arriving > MOST_AT_ONCE && bytes > USUAL_BYTES)) throw new BodyTooLong();
    }
  } finally {
    arriving -= bytes;
  }
  return Buffer.concat(parts);
}

const plain = { request: http, agent: new HttpAgent({ keepAlive: true }) };
const encrypted = { request: https, agent: new HttpsAgent({ keepAlive: true }) };

/**
 * Sends what an official client has prepared. Their own HTTP clients call `url.parse`, which Node.js 24 and later report as
 * deprecated on stderr, take no abort signal and hide the headers of an answer. Rejects with what the socket threw, or when
 * the signal aborts; `onHead` is told of an answer before its body has arrived.
 */
export function send(
  { origin, path, method, headers, body }: Message,
  signal: AbortSignal,
  onHead: (head: Head) => void = () => undefined,
): Promise<Reply> {
  const { request, agent } = origin.startsWith('https:') ? encrypted : plain;
  const options = { ...urlToHttpOptions(new URL(origin)), path, method, headers, agent, signal };
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (incoming) => {
      const head = { status: incoming.statusCode ?? 0, headers: incoming.headers };
      onHead(head);
      bodyOf(incoming).then((body) => resolve({ ...head, body }), reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
