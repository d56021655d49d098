import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf, type Sent } from './hold.ts';

/** A request that went over the wire, and what it was answered. */
export interface Exchange extends Sent {
  /** Host that it was for. */
  host: string;
  status: number;
  answer: unknown;
}

export interface RecordingProxy {
  url: string;
  exchanges: Exchange[];
  close(): Promise<void>;
}

/** Stands between a client and the sandbox, and notes what goes to and fro. OSS and DingTalk are not noted. */
export async function recordingProxy(target: string): Promise<RecordingProxy> {
  const exchanges: Exchange[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { method, url, headers } = request;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      send(`${target}${url}`, { method, headers, agent: false }, resolve).on('error', reject).end(body);
    });
    const text = await bodyOf(answer);
    const status = answer.statusCode ?? 0;
    if (headers['x-acs-action']) exchanges.push(exchange(request, body.toString(), status, text));
    const { 'transfer-encoding': _, connection: __, ...back } = answer.headers;
    response.writeHead(status, { ...back, 'content-length': text.length }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, exchanges, close };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function hostOf({ headers }: IncomingMessage): string {
  return String(headers['x-forwarded-host'] ?? headers.host);
}

function exchange(request: IncomingMessage, body: string, status: number, text: Buffer): Exchange {
  const { method = '', url = '/', headers } = request;
  const { pathname, searchParams } = new URL(url, 'http://x');
  const host = hostOf(request);
  const isForm = String(headers['content-type']).startsWith('application/x-www-form-urlencoded');
  const query = {
    ...Object.fromEntries(searchParams),
    ...(isForm ? Object.fromEntries(new URLSearchParams(body)) : {}),
  };
  const product = host.includes('.fc.aliyuncs.com') ? 'fc' : codeOf(host.split('.')[0] ?? '');
  const action = String(headers['x-acs-action']);
  return {
    product,
    action,
    host,
    method,
    path: pathname,
    query,
    body: isForm ? null : parsed(body),
    status,
    answer: parsed(text.toString()),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
