import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { clientAddress } from './client-address.ts';
import { INTERNAL, problemAnswer } from './problem.ts';
import type { ReportApp } from './report-app.ts';
import type { RequestContext, Surroundings } from './request-context.ts';
import { requestFor } from './request-for.ts';

/** A body that has not come within this is cut off with 408, so that nobody holds what it is read into. */
export const SERVER_LIMITS = { requestTimeout: 30_000, connectionsCheckingInterval: 5_000 };

/** Serves the app from a server of Node.js. */
export function nodeListener(
  app: ReportApp,
  surroundings: Surroundings,
  trustedProxies: readonly string[] = [],
): RequestListener {
  return (incoming, outgoing) => {
    const client = clientOf(incoming, trustedProxies);
    const read = (mostBytes: number): Promise<Buffer> => bodyOf(incoming, mostBytes);
    answer(app, incoming, { ...surroundings, client, read })
      .catch((error: unknown) => {
        surroundings.log.error('request failed', { code: 'Bug', cause: String(error) });
        return problemAnswer(INTERNAL);
      })
      .then((response) => write(response, incoming, outgoing))
      .catch((error: unknown) => {
        if (!hasLeft(error)) surroundings.log.error('request failed', { code: 'Bug', cause: String(error) });
        outgoing.destroy(); // a body that breaks off here is seen to
      });
  };
}

async function answer(app: ReportApp, incoming: IncomingMessage, context: RequestContext): Promise<Response> {
  const request = requestOf(incoming);
  return request ? app(request, context) : problemAnswer(NO_REQUEST);
}

function clientOf({ socket, headersDistinct }: IncomingMessage, trusted: readonly string[]): string {
  const forwarded = headersDistinct['x-forwarded-for']?.join(',') ?? '';
  return clientAddress({ remote: socket.remoteAddress ?? '', forwarded }, trusted);
}

/** Reads no more than a little beyond what is allowed. */
async function bodyOf(incoming: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of incoming.iterator({ destroyOnReturn: false })) {
    parts.push(part);
    bytes += part.length;
    if (bytes > mostBytes) break;
  }
  return Buffer.concat(parts);
}

/** Null for what is no valid request. */
function requestOf({ method = 'GET', url = '/', headers, headersDistinct }: IncomingMessage): Request | null {
  const flat = Object.entries(headersDistinct).map(([name, values = []]): [string, string] => [
    name,
    values.join(', '),
  ]);
  const address = url.startsWith('/') ? `http://${headers.host ?? 'localhost'}${url}` : url;
  return requestFor(address, method, flat);
}

/** The client went away before it had everything. */
function hasLeft(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}

async function write(response: Response, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const headers = Object.fromEntries(response.headers);
  // What was not read of the body would be taken for the next request.
  if (!incoming.complete) headers['connection'] = 'close';
  outgoing.writeHead(response.status, headers);
  const { body } = response;
  if (!body) outgoing.end();
  else if (headers['content-length'] === undefined) await pipeline(Readable.fromWeb(body), outgoing);
  else outgoing.end(Buffer.from(await response.arrayBuffer()));
}

const NO_REQUEST = {
  status: 400,
  code: 'no-request',
  title: 'Bad request',
  detail: 'This is no valid HTTP request.',
};
