import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen, shut } from '../../sandbox/front/server.ts';

/** What a request asks, read as the cloud reads it. */
export interface Question {
  action: string;
  region: string;
  params: Readonly<Record<string, string>>;
}

export interface Answered {
  status: number;
  body: unknown;
}

export interface Front {
  url: string;
  /** The cloud behind it, and what becomes of its answers. */
  turnTo(cloud: string, change: Change): void;
  close(): Promise<void>;
}

/** The answer instead of the cloud's; null asks the cloud, whose body `edit` may change. */
export interface Change {
  instead(question: Question): Answered | null;
  edit(question: Question, body: unknown): unknown;
}

/** Stands before a cloud on loopback: passes requests on as they were signed, and changes what comes back. */
export async function startFront(): Promise<Front> {
  let cloud = '';
  let change: Change = { instead: () => null, edit: (_, body) => body };
  const server = createServer((incoming, response) => {
    serve(incoming, cloud, change).then(
      ({ status, body }) => reply(response, status, body),
      () => response.socket?.resetAndDestroy(),
    );
  });
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    turnTo: (next, then) => {
      cloud = next;
      change = then;
    },
    close: () => shut(server),
  };
}

async function serve(incoming: IncomingMessage, cloud: string, change: Change): Promise<Answered> {
  const sent = await buffer(incoming);
  const question = questionOf(incoming, sent.toString());
  const instead = change.instead(question);
  if (instead) return instead;
  const { status, body } = await passOn(incoming, sent, cloud);
  return { status, body: status < 400 ? change.edit(question, body) : body };
}

function questionOf({ url = '/', headers }: IncomingMessage, sent: string): Question {
  const { pathname, searchParams } = new URL(url, 'http://cloud');
  const form = new URLSearchParams(sent.startsWith('{') ? '' : sent);
  const place = `${headers['x-forwarded-host'] ?? ''}`;
  const region = /^[\w-]+\.([a-z]{2}-[\w-]+)\.aliyuncs\.com$/.exec(place)?.[1] ?? '';
  const params = { ...Object.fromEntries(searchParams), ...Object.fromEntries(form), path: pathname };
  return {
    action: `${headers['x-acs-action'] ?? ''}`,
    region: searchParams.get('RegionId') ?? region,
    params,
  };
}

function passOn(incoming: IncomingMessage, sent: Buffer, cloud: string): Promise<Answered> {
  const { method, url, headers } = incoming;
  return new Promise((resolve, reject) => {
    const outgoing = ask(`${cloud}${url ?? '/'}`, { method, headers }, (answer) => {
      buffer(answer).then(
        (content) => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(content.toString()) }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(sent);
  });
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
