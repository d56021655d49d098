import { Agent as HttpAgent, request as http, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as https } from 'node:https';
import { buffer } from 'node:stream/consumers';
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
      buffer(incoming).then((content) => resolve({ ...head, body: content }), reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
