import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import { type Answer, errorBody, reply } from '../gateway/answer.ts';
import type { Desk } from '../gateway/desk.ts';
import { hostOf } from '../gateway/host.ts';
import { send } from '../gateway/send.ts';
import { readHeaders, readWire } from '../gateway/wire.ts';
import { isForOss } from '../oss/address.ts';
import { ossRefused } from '../oss/turn.ts';
import { Refusal } from '../world/refusal.ts';
import { control, controlPrefix } from './control.ts';
import { exchange } from './exchange.ts';
import { isFunctionHost } from './http-trigger.ts';

const mebibyte = 1024 * 1024;

/** Larger bodies are refused; objects and events of functions may be larger than the parameters of an operation. */
function bodyLimitOf(request: IncomingMessage): number {
  if (isForOss(readHeaders(request.headers))) return 64 * mebibyte;
  // An event, whose own limit is refused elsewhere, or a code package.
  const isLong = /^\/[\d-]+\/functions(\/[^/]+(\/invocations)?)?(\?|$)/.test(request.url ?? '');
  return isLong || isFunctionHost(hostOf({ headers: readHeaders(request.headers) }))
    ? 33 * mebibyte
    : mebibyte;
}

async function readBody(request: IncomingMessage, bodyLimit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    // The rest is read and thrown away, so that the client gets to see the answer.
    if (length <= bodyLimit) chunks.push(chunk);
  }
  return length <= bodyLimit ? Buffer.concat(chunks) : null;
}

function tooLarge(desk: Desk, request: IncomingMessage, bodyLimit: number): Answer {
  const requestId = desk.ambient.uuid().toUpperCase();
  const text = `The body is longer than ${bodyLimit} bytes.`;
  const headers = readHeaders(request.headers);
  if (isForOss(headers)) {
    const refusal = new Refusal(400, 'EntityTooLarge', text);
    return ossRefused(requestId, request.method ?? '', hostOf({ headers }), refusal);
  }
  const refusal = new Refusal(413, 'RequestBodyTooLarge', text);
  return reply(413, errorBody(null, refusal, { requestId, host: '' }), requestId);
}

async function answerTo(desk: Desk, request: IncomingMessage): Promise<Answer> {
  const bodyLimit = bodyLimitOf(request);
  const body = await readBody(request, bodyLimit);
  if (body === null) return tooLarge(desk, request, bodyLimit);
  const wire = readWire(request.method ?? 'GET', request.url ?? '/', request.headers, body);
  // The key of an object may look like a path of the control.
  const isControl = wire.path.startsWith(controlPrefix) && !isForOss(wire.headers);
  return isControl ? control(desk, wire) : await exchange(desk, wire);
}

async function serve(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    send(response, await answerTo(desk, request));
  } catch (error) {
    // A client that hung up needs no answer; anything else is a bug of the sandbox and says so.
    if (response.destroyed || response.headersSent) return;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const refusal = new Refusal(500, 'SandboxBug', message);
    const requestId = desk.ambient.uuid().toUpperCase();
    send(response, reply(500, errorBody(null, refusal, { requestId, host: '' }), requestId));
  }
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** What answers a request, however it came. */
export function handlerFor(desk: Desk): Handler {
  return (request, response) => void serve(desk, request, response);
}

export function serverFor(desk: Desk): Server {
  return patient(createServer(handlerFor(desk)));
}

export function patient<S extends Server | TlsServer>(server: S): S {
  // Clients keep connections; a server that closes them first would look like a network fault.
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 125_000;
  server.requestTimeout = 0;
  return server;
}

/** Listens on 127.0.0.1 and answers the port. */
export async function listen(server: Server | TlsServer, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

/** Ends everything at once, including answers that hang on purpose. */
export async function shut(server: Server | TlsServer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
