import { EventEmitter, once } from 'node:events';
import { createServer, type RequestListener, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { answerEvent, refusedEvent } from '../../shared/http/function-event.ts';
import { nodeListener } from '../../shared/http/node-listener.ts';
import type { ReportApp } from '../../shared/http/report-app.ts';
import { PROOF, signed } from './posting.ts';
import { Stage } from './world.ts';

const context = new Stage(new Date(0)).context();
const EVENT = {
  version: 'v1',
  rawPath: '/report.json',
  requestContext: { http: { method: 'GET' } },
};

/** What the function passes on when the endpoint answers so. */
function passedOn(body: string, event: object = EVENT) {
  const app: ReportApp = async () => new Response(body);
  return answerEvent(Buffer.from(JSON.stringify(event)), app, context);
}

async function listening(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/** The status and headers of a request whose host is none. */
async function withoutHost(): Promise<{ statusCode: number; headers: object }> {
  const port = await listening(nodeListener(async () => new Response(''), context));
  const outgoing = request({ port, headers: { host: 'a b' }, agent: false }).end();
  const [{ statusCode, headers }] = await once(outgoing, 'response');
  return { statusCode, headers };
}

test.each([
  { what: 'quotes, which are escaped on the way', body: '"'.repeat(16_500_000), status: 413 },
  { what: 'Chinese, three bytes a character', body: '密'.repeat(11_000_000), status: 413 },
  { what: 'as many plain letters', body: 'x'.repeat(16_500_000), status: 200 },
])('what Function Compute can pass on is counted in bytes: $what: $status', async ({ body, status }) => {
  expect((await passedOn(body)).statusCode).toBe(status);
});

test.each([
  { what: 'no event', status: 400, ask: () => passedOn('', {}) },
  { what: 'no host', status: 400, ask: withoutHost },
  { what: 'a large answer', status: 413, ask: () => passedOn('x'.repeat(33_000_000)) },
  { what: 'a function that cannot begin', status: 500, ask: refusedEvent },
])('$what: $status, as guarded as any answer', async ({ status, ask }) => {
  const { statusCode, headers } = await ask();
  expect(statusCode).toBe(status);
  expect(headers).toMatchObject({
    'content-type': 'application/problem+json',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  });
});

test('who goes away amid a body is no error of ours', async () => {
  const stage = new Stage(new Date(0));
  const listener = nodeListener(async () => new Response(''), stage.context());
  const server = new EventEmitter();
  const port = await listening((incoming, outgoing) => {
    listener(incoming, outgoing);
    outgoing.once('close', () => setImmediate(() => server.emit('gone')));
  });
  const gone = once(server, 'gone');
  connect(port, '127.0.0.1').end('POST /runs HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  await gone;
  expect(stage.logs).toEqual([]);
});

/** The status of a post of proof whose body does not come yet, and how to end it. */
function begunPost(port: number, headers: Readonly<Record<string, string>>) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.write(`POST /proofs HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n${lines.join('')}\r\nbegun`);
  return socket;
}

async function statusOf(socket: Socket): Promise<number> {
  const [head] = await once(socket, 'data');
  return Number(String(head).split(' ')[1]);
}

test('who has not signed holds nothing: the answer does not wait for the body', async () => {
  const stage = new Stage(new Date(0));
  const app = stage.app(`report: { tokens: [{ token: "${PROOF}", scope: proof }] }`);
  const port = await listening(nodeListener(app, stage.context()));
  const forged = signed('x', stage.now().toISOString(), 'forged-token-0123456789').headers ?? {};
  for (const headers of [{}, forged]) expect(await statusOf(begunPost(port, headers))).toBe(401);
});

test('of those who have signed eight are read at once; the next is asked to come again', async () => {
  const stage = new Stage(new Date(0));
  const app = stage.app(`report: { tokens: [{ token: "${PROOF}", scope: proof }] }`);
  const arrived = new EventEmitter();
  const listener = nodeListener(async (request, context) => {
    const answer = app(request, context);
    arrived.emit('one');
    return answer;
  }, stage.context());
  const port = await listening(listener);
  const { headers = {} } = signed('x', stage.now().toISOString());
  const waiting: Socket[] = [];
  for (let nth = 0; nth < 8; nth += 1) {
    const one = once(arrived, 'one');
    waiting.push(begunPost(port, headers));
    await one;
  }
  expect(await statusOf(begunPost(port, headers))).toBe(503);
  const [first] = waiting;
  const broken = once(first ?? new EventEmitter(), 'data');
  first?.write('x'.repeat(95));
  expect(String((await broken)[0])).toMatch(/^HTTP\/1.1 401 /); // the body is another one than what was signed
  expect(stage.logs).toEqual([]);
});
