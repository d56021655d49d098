import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { bytesToRead, LARGE_AT_ONCE, PROOFS_PATH } from './body-limits.ts';
import { INTERNAL, problemAnswer } from './problem.ts';
import type { ReportApp } from './report-app.ts';
import type { RequestContext } from './request-context.ts';

/** Serves the app from a server of Node.js. */
export function nodeListener(app: ReportApp, context: Omit<RequestContext, 'client'>): RequestListener {
  const large = new Set<IncomingMessage>();
  return (incoming, outgoing) => {
    answer(app, incoming, context, large)
      .catch((error: unknown) => {
        const isGone = incoming.errored !== null; // the client, amid its body
        if (!isGone) context.log.error('request failed', { code: 'Bug', cause: String(error) });
        return problemAnswer(INTERNAL);
      })
      .then((response) => write(response, incoming, outgoing))
      .catch(() => outgoing.destroy()); // the client went away
  };
}

async function answer(
  app: ReportApp,
  incoming: IncomingMessage,
  context: Omit<RequestContext, 'client'>,
  large: Set<IncomingMessage>,
): Promise<Response> {
  const isLarge = incoming.method === 'POST' && pathOf(incoming) === PROOFS_PATH;
  if (isLarge && large.size >= LARGE_AT_ONCE) return problemAnswer(BUSY, { 'retry-after': '5' });
  if (isLarge) large.add(incoming);
  try {
    return await answerWhole(app, incoming, context);
  } finally {
    large.delete(incoming);
  }
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?')[0] ?? url;
}

async function answerWhole(
  app: ReportApp,
  incoming: IncomingMessage,
  context: Omit<RequestContext, 'client'>,
): Promise<Response> {
  const body = await bodyOf(incoming);
  const request = requestOf(incoming, body);
  if (!request) return problemAnswer(NO_REQUEST);
  return app(request, { ...context, client: incoming.socket.remoteAddress ?? '' });
}

/** Reads no more than a little beyond what is allowed. */
async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  const most = bytesToRead(pathOf(incoming));
  let bytes = 0;
  if (incoming.method === 'GET' || incoming.method === 'HEAD') return Buffer.alloc(0);
  for await (const part of incoming.iterator({ destroyOnReturn: false })) {
    parts.push(part);
    bytes += part.length;
    if (bytes > most) break;
  }
  return Buffer.concat(parts);
}

/** Null for what is no valid request. */
function requestOf(incoming: IncomingMessage, body: Buffer): Request | null {
  const { method = 'GET', url = '/', headers, headersDistinct } = incoming;
  try {
    const flat = Object.entries(headersDistinct).map(([name, values = []]): [string, string] => [
      name,
      values.join(', '),
    ]);
    const address = new URL(url.startsWith('/') ? `http://${headers.host ?? 'localhost'}${url}` : url);
    return new Request(address, { method, headers: flat, ...(body.length > 0 && { body }) });
  } catch {
    return null; // an address or a method that HTTP does not know
  }
}

async function write(response: Response, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const headers = Object.fromEntries(response.headers);
  // What was not read of the body would be taken for the next request.
  if (!incoming.complete) headers['connection'] = 'close';
  outgoing.writeHead(response.status, headers);
  outgoing.end(bytes);
}

const BUSY = {
  status: 503,
  code: 'busy',
  title: 'Busy',
  detail: 'Too many large bodies are being read; post again later.',
};
const NO_REQUEST = {
  status: 400,
  code: 'no-request',
  title: 'Bad request',
  detail: 'This is no valid HTTP request.',
};
