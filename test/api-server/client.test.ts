import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { apiServerClient, type Login } from '../../shared/api-server/client.ts';
import type { KeepLines } from '../../shared/api-server/read-body.ts';
import { Secret } from '../../shared/model/secret.ts';
import { certificate } from './certificates.ts';
import { type Answer, type ApiServer, apiServer } from './server.ts';

let server: ApiServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function get(answer: Answer, change: Partial<Login> = {}, maxBytes?: number, keep?: KeepLines) {
  server = await apiServer(answer);
  return ask({ ...server.login, ...change }, maxBytes, keep);
}

async function ask(login: Login, maxBytes?: number, keep?: KeepLines) {
  const client = apiServerClient(login, { timeoutMs: 5_000, now: () => new Date() });
  try {
    return await client.get('/metrics', {
      ...(maxBytes === undefined ? {} : { maxBytes }),
      ...(keep === undefined ? {} : { keep }),
    });
  } finally {
    client.close();
  }
}

const ok: Answer = (_request, response) => void response.end('apiserver_x 1\n');
const status =
  (code: number, text = '', type = 'application/json'): Answer =>
  (_request, response) =>
    void response.writeHead(code, { 'content-type': type }).end(text);

test('an answer comes as text, from whom the kubeconfig says', async () => {
  expect(await get(ok)).toMatchObject({ seen: true, value: { status: 200, text: 'apiserver_x 1\n' } });
  expect(server?.asked).toEqual(['prover /metrics']);
});

test('a packed answer is unpacked', async () => {
  const packed = gzipSync('apiserver_x 1\n');
  const answer: Answer = (_request, response) =>
    void response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
  expect(await get(answer)).toMatchObject({ seen: true, value: { text: 'apiserver_x 1\n' } });
});

test('a failing readyz is an answer, too', async () => {
  expect(await get(status(500, 'readyz check failed'))).toMatchObject({ seen: true, value: { status: 500 } });
});

const forbidden = JSON.stringify({
  kind: 'Status',
  message: 'forbidden: User "u" cannot get path "/metrics"',
});

test.each<[string, Answer, object]>([
  ['no identity', status(401, '{}'), { because: 'denied', code: 'Unauthorized' }],
  [
    'no right',
    status(403, forbidden),
    { because: 'denied', detail: 'forbidden: User "u" cannot get path "/metrics"' },
  ],
  ['too many', status(429), { because: 'throttled' }],
  ['somewhere else', status(302), { because: 'malformed', detail: 'HTTP 302' }],
  ['a page', status(200, '<html>', 'text/html'), { because: 'malformed' }],
  ['a page by another name', status(200, '\n <!doctype html>', 'text/plain'), { because: 'malformed' }],
  ['bytes', (_q, r) => void r.end(Buffer.from([0xff, 0xfe, 0x80])), { because: 'malformed' }],
  [
    'no gzip',
    (_q, r) => void r.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
    { because: 'malformed' },
  ],
  [
    'broken off',
    (_q, r) => void r.writeHead(200, { 'content-length': '9' }).write('x', () => r.destroy()),
    { because: 'unreachable' },
  ],
])('%s is not seen, and says why', async (_what, answer, expected) => {
  expect(await get(answer)).toMatchObject({ seen: false, ...expected });
});

test.each([
  ['plain', (text: string): [Buffer, object] => [Buffer.from(text), {}]],
  ['packed', (text: string): [Buffer, object] => [gzipSync(text), { 'content-encoding': 'gzip' }]],
])('no more is read than is wanted: %s', async (_how, pack) => {
  const [body, headers] = pack('x'.repeat(1_000_000));
  const answer: Answer = (_request, response) => void response.writeHead(200, { ...headers }).end(body);
  expect(await get(answer, {}, 1000)).toMatchObject({
    because: 'malformed',
    detail: expect.stringMatching(/longer than 1000/),
  });
});

const shouting = (lines: string): string => lines.toUpperCase();

test.each([
  ['plain', 0],
  ['packed', 1],
])('of whole lines only what is wanted is kept, of the last and half one all: %s', async (_how, level) => {
  const long = `${'x'.repeat(99)}\n`.repeat(5_000);
  const text = `\u00e4\n${long}half`;
  const answer: Answer = (_request, response) => {
    if (level === 0) response.end(text);
    else response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text));
  };
  const taken: number[] = [];
  const keep = (lines: string): string => {
    taken.push(lines.length);
    expect(lines.endsWith('\n')).toBe(true);
    return lines.startsWith('\u00e4') ? shouting(lines.slice(0, 2)) : '';
  };
  const read = await get(answer, {}, 1_000_000, keep);
  expect(read).toMatchObject({ value: { text: '\u00c4\nhalf' } });
  expect(taken.length).toBeGreaterThan(1);
});

test.each<[string, Answer, object]>([
  ['an error', status(500, 'a\nb\n'), { value: { status: 500, text: 'a\nb\n' } }],
  ['a page', status(200, '<p>\n</p>\n', 'text/plain'), { detail: expect.stringMatching(/^HTML/) }],
  ['bytes', (_q, r) => void r.end(Buffer.from([0xff, 0x0a])), { detail: expect.stringMatching(/UTF-8/) }],
  ['no newline', (_q, r) => void r.end('x'.repeat(300_000)), { value: { text: 'x'.repeat(300_000) } }],
])('%s is kept whole, or told', async (_what, answer, expected) => {
  expect(await get(answer, {}, 1_000_000, () => 'kept')).toMatchObject(expected);
});

test('what is dropped counts, too: a small answer that unpacks without end is not read on', async () => {
  const bomb = gzipSync('x\n'.repeat(20_000_000));
  expect(bomb.length).toBeLessThan(100_000);
  const answer: Answer = (_q, r) => void r.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
  let taken = 0;
  const keep = (lines: string): string => {
    taken += lines.length;
    return '';
  };
  expect(await get(answer, {}, 1_000_000, keep)).toMatchObject({ because: 'malformed' });
  expect(taken).toBeLessThanOrEqual(1_000_000);
});

test('an answer that does not come ends in time', async () => {
  server = await apiServer(() => undefined);
  const client = apiServerClient(server.login, { timeoutMs: 100, now: () => new Date() });
  expect(await client.get('/metrics')).toMatchObject({ because: 'unreachable', code: 'Timeout' });
  client.close();
});

test('the deadline of the job ends it', async () => {
  server = await apiServer(() => undefined);
  const signal = AbortSignal.timeout(50);
  const client = apiServerClient(server.login, { timeoutMs: 60_000, now: () => new Date(), signal });
  expect(await client.get('/metrics')).toMatchObject({ because: 'unreachable', code: 'Aborted' });
  client.close();
});

test('another authority is not trusted, and gets to see nothing', async () => {
  const other = certificate({ name: 'other-ca' });
  expect(await get(ok, { ca: other.cert })).toMatchObject({
    because: 'unreachable',
    detail: 'the certificate of the API server is not of the authority in the kubeconfig',
  });
  expect(server?.asked).toEqual([]);
});

test.each([
  ['expired', { from: new Date(0), to: new Date(1000) }, expect.stringMatching(/has expired/)],
  ['of another host', { hosts: ['kubernetes.default'] }, expect.stringMatching(/names another host/)],
])('a certificate that is %s is told', async (_what, wanted, detail) => {
  server = await apiServer(ok, { cert: (by) => certificate({ name: 'kube-apiserver', by, ...wanted }) });
  expect(await ask(server.login)).toMatchObject({ because: 'unreachable', detail });
});

test('nothing is shown to a server that nobody vouches for', async () => {
  let authorization: string | undefined = 'none asked';
  const answer: Answer = ({ headers }, response) => {
    ({ authorization } = headers);
    response.end('ok');
  };
  expect(await get(answer, { ca: null, token: new Secret('secret') })).toMatchObject({ seen: true });
  expect(server?.asked).toEqual(['anonymous /metrics']);
  expect(authorization).toBeUndefined();
});

test('a token goes to the server that it is for', async () => {
  let authorization: string | undefined;
  const answer: Answer = ({ headers }, response) => {
    ({ authorization } = headers);
    response.end('ok');
  };
  await get(answer, { token: new Secret('abc') });
  expect(authorization).toBe('Bearer abc');
});

test('nobody is asked with what has expired', async () => {
  expect(await get(ok, { expires: '2020-01-01T00:00:00.000Z' })).toMatchObject({
    because: 'denied',
    code: 'Expired',
  });
  expect(server?.asked).toEqual([]);
});

test('nobody listens', async () => {
  server = await apiServer(ok);
  await server.close();
  expect(await ask(server.login)).toMatchObject({ because: 'unreachable', code: 'ECONNREFUSED' });
});

test('over a new connection another server may answer', async () => {
  const ports = new Set<number | undefined>();
  server = await apiServer((request, response) => {
    ports.add(request.socket.remotePort);
    response.end('ok');
  });
  const client = apiServerClient(server.login, { timeoutMs: 5_000, now: () => new Date() });
  await client.get('/a');
  await client.get('/b');
  expect(ports.size).toBe(1);
  await client.get('/c', { freshConnection: true });
  expect(ports.size).toBe(2);
  client.close();
});
