import { once } from 'node:events';
import { createServer, type IncomingMessage, request as nodeRequest, type RequestListener } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';
import { BodyCache } from '../../shared/http/body-cache.ts';
import { answerEvent } from '../../shared/http/function-event.ts';
import { nodeListener } from '../../shared/http/node-listener.ts';
import type { ReportApp } from '../../shared/http/report-app.ts';
import { show } from '../../shared/http/representation.ts';
import type { Report } from '../../shared/model/report.ts';
import { watch } from '../jobs/harness.ts';
import { bearer, READ, Stage, type World } from './world.ts';

const CLUSTERS = 1500;

let closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing) close();
  closing = [];
});

async function listening(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

async function ask(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<IncomingMessage> {
  const outgoing = nodeRequest({
    ...{ port, path, method, agent: false },
    headers: { ...bearer(READ), ...headers },
  });
  outgoing.on('error', () => undefined); // told by whoever waits for the response or reads it
  outgoing.end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  return incoming;
}

async function bytesOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

describe(`the report of ${CLUSTERS} clusters`, () => {
  let world: World;
  beforeAll(async () => {
    const generate = { clusters: CLUSTERS, regions: 3, keys: 100, seed: 7 };
    const sandbox = await startSandbox({ generate, rates: 'off' });
    const { store, audit } = watch(sandbox);
    await audit();
    world = { sandbox, store };
  }, 120_000);
  afterAll(() => world.sandbox.close());

  const serve = async (): Promise<number> => {
    const stage = new Stage(world.sandbox.now());
    return listening(nodeListener(stage.app(), stage.context(world.store)));
  };

  test('goes out in pieces, whole; the next client is told its length', async () => {
    const port = await serve();
    const first = await ask(port, '/report.json');
    expect(first.headers).toMatchObject({ 'transfer-encoding': 'chunked' });
    expect(first.headers['content-length']).toBeUndefined();
    const bytes = await bytesOf(first);
    const { clusters, findings, summary } = JSON.parse(bytes.toString('utf8')) as Report;
    expect([clusters.length, summary.clusters.total]).toEqual([CLUSTERS, CLUSTERS]);
    const { waived, ...open } = summary.findings;
    const counted = findings.filter(({ status }) => status === 'fail' || status === 'unknown').length;
    expect(counted).toBe(Object.values(open).reduce((sum, n) => sum + n, waived));
    expect(new Set(clusters.map(({ id }) => id)).size).toBe(CLUSTERS);
    const again = await ask(port, '/report.json');
    expect(again.headers['content-length']).toBe(String(bytes.length));
    expect((await bytesOf(again)).equals(bytes)).toBe(true);
  });

  test.each([
    { encoding: 'br', unpack: brotliDecompressSync },
    { encoding: 'gzip', unpack: gunzipSync },
  ])(
    'compressed with $encoding it is the same, and so is what is kept of it',
    async ({ encoding, unpack }) => {
      const port = await serve();
      const plain = await bytesOf(await ask(port, '/report.json'));
      const headers = { 'accept-encoding': encoding };
      const other = await serve(); // keeps nothing yet
      for (const length of [undefined, expect.stringMatching(/^\d+$/)]) {
        const incoming = await ask(other, '/report.json', headers);
        expect(incoming.headers['content-encoding']).toBe(encoding);
        expect(incoming.headers['content-length']).toEqual(length);
        expect(unpack(await bytesOf(incoming)).equals(plain)).toBe(true);
      }
    },
  );

  test('one is found by its name or id, with what is about it and nothing else', async () => {
    const port = await serve();
    const told = async (query: string): Promise<Report> =>
      JSON.parse((await bytesOf(await ask(port, `/report.json${query}`))).toString('utf8')) as Report;
    const all = await told('');
    const [finding] = all.findings.filter(({ resource }) => resource.type === 'cluster');
    const [id = ''] = finding?.clusters ?? [];
    const name = all.clusters.find((one) => one.id === id)?.name ?? '';
    for (const part of [id, name.toUpperCase(), `no-such-cluster,${id.slice(8)}`]) {
      const { clusters, findings, summary } = await told(`?cluster=${part}`);
      expect(clusters.map((one) => one.id)).toContain(id);
      expect(clusters.length).toBeLessThan(20);
      expect([summary.clusters.total, findings.length > 0]).toEqual([clusters.length, true]);
      const ids = new Set(clusters.map((one) => one.id));
      expect(findings.every((one) => one.clusters.some((hit) => ids.has(hit)))).toBe(true);
    }
    expect(await told('?cluster=no-such-cluster')).toMatchObject({ clusters: [], findings: [] });
  });

  test('HEAD and 304 tell the same tag, and make no body', async () => {
    const port = await serve();
    const head = await ask(port, '/report.json', {}, 'HEAD');
    expect([head.statusCode, (await bytesOf(head)).length]).toEqual([200, 0]);
    const { etag = '' } = head.headers;
    const whole = await ask(port, '/report.json');
    expect(whole.headers.etag).toBe(etag);
    await bytesOf(whole);
    const none = await ask(port, '/report.json', { 'if-none-match': etag });
    expect([none.statusCode, (await bytesOf(none)).length]).toEqual([304, 0]);
  });

  test.each(['/report.sarif', '/report.ocsf.json', '/report.csv', '/clusters.csv'])(
    '%s comes in pieces, too',
    async (path) => {
      const incoming = await ask(await serve(), path);
      expect(incoming.headers['transfer-encoding']).toBe('chunked');
      const text = (await bytesOf(incoming)).toString('utf8');
      if (path.endsWith('.csv')) expect(text).toMatch(/\r\n$/);
      else expect(() => JSON.parse(text)).not.toThrow();
    },
  );

  test('every cluster is on one of the pages, without script', async () => {
    const port = await serve();
    const found = new Set<string>();
    let pages = 0;
    for (let path: string | null = '/'; path !== null; ) {
      const html = (await bytesOf(await ask(port, path, { accept: 'text/html' }))).toString('utf8');
      expect(html).not.toContain('<script');
      pages += 1;
      for (const [, id = ''] of html.matchAll(/<tr class="v-[a-z]+" id="c-([^"]+)"/g)) found.add(id);
      path = html.includes(`href="/?page=${pages + 1}"`) ? `/?page=${pages + 1}` : null;
    }
    expect(pages).toBeGreaterThan(2);
    expect(found.size).toBe(CLUSTERS);
  }, 60_000);
});

const PIECE = JSON.stringify({ text: 'x'.repeat(100_000) });

/** A list that is `end`ed, and how often a piece of it was made, and whether it was let go. */
function pieces(end: (made: number) => boolean) {
  let letGo = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const told = { made: 0, ended };
  function* list(): Generator<string> {
    try {
      yield '[1';
      for (; !end(told.made); told.made += 1) yield `,${PIECE}`;
      yield ']';
    } finally {
      letGo();
    }
  }
  return { told, list };
}

/** Shows such a list as the report is shown. */
function appOf(list: () => Iterable<string>): ReportApp {
  const cache = new BodyCache();
  return async ({ headers }) =>
    show(
      { mediaType: 'application/json', language: null, name: ['list'], render: async () => list() },
      headers,
      cache,
    );
}

const ENCODINGS = [{ encoding: 'identity' }, { encoding: 'br' }, { encoding: 'gzip' }];

describe('a body in pieces', () => {
  test.each(ENCODINGS)('is made no further when the client goes away: $encoding', async ({ encoding }) => {
    const { told, list } = pieces(() => false);
    const stage = new Stage(new Date(0));
    const port = await listening(nodeListener(appOf(list), stage.context()));
    const incoming = await ask(port, '/', { 'accept-encoding': encoding });
    await once(incoming, 'data');
    incoming.destroy();
    await told.ended; // else this test never ends
    expect(stage.logs).toEqual([]);
  });

  test.each(ENCODINGS)(
    'that cannot be finished is broken off, and logged: $encoding',
    async ({ encoding }) => {
      const { list } = pieces((made) => {
        if (made === 20) throw new Error('what is stored is gone');
        return false;
      });
      const stage = new Stage(new Date(0));
      const port = await listening(nodeListener(appOf(list), stage.context()));
      const parts: Buffer[] = [];
      const read = async () => {
        const incoming = await ask(port, '/', { 'accept-encoding': encoding });
        for await (const part of incoming) parts.push(part as Buffer);
      };
      await expect(read()).rejects.toThrow(/aborted|socket hang up/); // before or after the first bytes
      const bytes = Buffer.concat(parts);
      if (encoding === 'identity') expect(() => JSON.parse(bytes.toString('utf8'))).toThrow();
      expect(stage.logs).toMatchObject([
        { message: 'request failed', cause: expect.stringContaining('is gone') },
      ]);
      const whole = pieces((made) => made === 20);
      const next = await listening(nodeListener(appOf(whole.list), stage.context()));
      expect((await bytesOf(await ask(next, '/'))).length).toBeGreaterThan(2_000_000);
    },
  );

  test('that broke off is not kept for the next client', async () => {
    let broken = true;
    const stage = new Stage(new Date(0));
    const app = appOf(() => {
      const { list } = pieces((made) => {
        if (broken && made === 20) throw new Error('gone');
        return made === 20;
      });
      return list();
    });
    const port = await listening(nodeListener(app, stage.context()));
    await expect(ask(port, '/').then(bytesOf)).rejects.toThrow('aborted');
    broken = false;
    expect(JSON.parse((await bytesOf(await ask(port, '/'))).toString('utf8'))).toHaveLength(21);
  });

  test('too large for Function Compute is made no further than tells that', async () => {
    const { told, list } = pieces(() => false);
    const event = {
      ...{ version: 'v1', rawPath: '/', headers: {} },
      requestContext: { domainName: 'x', http: { method: 'GET' } },
    };
    const surroundings = new Stage(new Date(0)).context();
    const answer = await answerEvent(Buffer.from(JSON.stringify(event)), appOf(list), surroundings);
    expect(answer.statusCode).toBe(413);
    await told.ended;
    expect(told.made).toBeLessThan(340); // 32 MB
  });
});
