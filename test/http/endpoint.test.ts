import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { memoryStore } from '../../shared/accounts/connect.ts';
import { signLink } from '../../shared/deliver/report-link.ts';
import { ROUTES } from '../../shared/http/report-app.ts';
import { AppError } from '../../shared/model/error.ts';
import type { Report } from '../../shared/model/report.ts';
import { Secret } from '../../shared/model/secret.ts';
import { watch } from '../jobs/harness.ts';
import { describedTransport } from './described.ts';
import { type Answered, TRANSPORTS, type Transport } from './transports.ts';
import {
  auditedWorld,
  bearer,
  CONFIG,
  copyOf,
  LINK,
  NEXT,
  OLD_LINK,
  READ,
  RUN,
  Stage,
  type World,
} from './world.ts';

let world: World;
beforeAll(async () => {
  world = await auditedWorld();
});
afterAll(() => world.sandbox.close());

describe.each(TRANSPORTS)('through $name', ({ open }) => {
  let stage: Stage;
  let transport: Transport;
  const opened: Transport[] = [];

  const serve = async (configuration?: string, store = world.store): Promise<Transport> => {
    const next = describedTransport(await open(stage.app(configuration), stage.context(store)));
    opened.push(next);
    return next;
  };
  const get = (path: string, headers: Record<string, string> = {}) =>
    transport.ask(path, { headers: { ...bearer(READ), ...headers } });
  const report = async (query = ''): Promise<Report> => (await get(`/report.json${query}`)).json() as Report;
  const post = (headers: Record<string, string> = {}, body = '') =>
    transport.ask('/runs', { method: 'POST', headers: { ...bearer(RUN), ...headers }, body });

  beforeEach(async () => {
    stage = new Stage(world.sandbox.now());
    transport = await serve();
  });
  afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

  describe('who is let in', () => {
    test('without a configured token nothing is served, not even health', async () => {
      for (const configuration of ['', 'report: { tokens: [""] }', `report: { linkSecrets: ["${LINK}"] }`]) {
        transport = await serve(configuration);
        for (const path of ['/', '/report.json', '/healthz', '/nothing']) {
          const { status, headers, text } = await get(path, bearer(''));
          expect([status, headers['content-type']]).toEqual([503, 'application/problem+json']);
          expect(JSON.parse(text)).toMatchObject({ type: 'urn:sealwatch:problem:not-configured' });
        }
      }
    });

    const paths = [
      '/',
      '/report.json',
      '/history.json',
      '/clusters/c1',
      '/findings/f',
      '/runs/r',
      '/nothing',
    ];
    test.each(paths)('%s needs a token', async (path) => {
      const { status, headers, text } = await transport.ask(path);
      expect(status).toBe(401);
      expect(headers).toMatchObject({
        'www-authenticate': 'Bearer realm="sealwatch"',
        'cache-control': 'no-store',
      });
      expect(text).not.toMatch(/cluster|finding/i);
    });

    test.each([
      { how: 'the first token', headers: bearer(READ), status: 200 },
      { how: 'the next one, while tokens are changed', headers: bearer(NEXT), status: 200 },
      { how: 'one that may start runs', headers: bearer(RUN), status: 200 },
      {
        how: 'a header of its own beside a signature',
        headers: { 'x-sealwatch-token': READ, authorization: 'ACS3-HMAC-SHA256 x' },
        status: 200,
      },
      {
        how: 'the right one beside a wrong one',
        headers: { ...bearer(READ), 'x-sealwatch-token': 'wrong-token-0123456789' },
        status: 200,
      },
      { how: 'another case of the scheme', headers: { authorization: `bearer ${READ}` }, status: 200 },
      { how: 'a wrong token', headers: bearer(`${READ}x`), status: 401 },
      { how: 'the beginning of a token', headers: bearer(READ.slice(0, -1)), status: 401 },
      { how: 'an empty token', headers: { authorization: 'Bearer ' }, status: 401 },
      { how: 'another scheme', headers: { authorization: `Basic ${READ}` }, status: 401 },
      { how: 'a signing key as a token', headers: bearer(LINK), status: 401 },
    ])('$how: $status', async ({ headers, status }) => {
      expect((await transport.ask('/report.json', { headers })).status).toBe(status);
    });

    test('no token in the address', async () => {
      expect((await transport.ask(`/report.json?token=${READ}`)).status).toBe(401);
    });

    test('after ten wrong tokens a minute of waiting for wrong ones, and none for the right one', async () => {
      for (let nth = 0; nth < 10; nth += 1) {
        expect((await get('/report.json', bearer('wrong-token-0123456789'))).status).toBe(401);
      }
      const wrong = () => get('/report.json', bearer('wrong-token-0123456789'));
      const { status, headers } = await wrong();
      expect([status, headers['retry-after']]).toEqual([429, '60']);
      expect((await get('/report.json')).status).toBe(200);
      expect((await transport.ask('/healthz')).status).toBe(200);
      stage.real += 59_000;
      expect((await wrong()).status).toBe(429);
      stage.real += 1000;
      expect((await wrong()).status).toBe(401);
    });
  });

  describe('signed links', () => {
    const link = (secret: string, scope: 'read' | 'run' = 'read', seconds = 60): string => {
      const expires = new Date(stage.now().getTime() + seconds * 1000);
      const { pathname, search } = new URL(
        signLink('https://x/report.json', new Secret(secret), scope, expires),
      );
      return pathname + search;
    };

    test('opens until it ends, by the first key and by the one before', async () => {
      for (const secret of [LINK, OLD_LINK]) expect((await transport.ask(link(secret))).status).toBe(200);
      expect((await transport.ask(`${link(LINK)}&severity=critical`)).status).toBe(200);
      const before = link(LINK);
      stage.later = 60_000;
      expect((await transport.ask(before)).status).toBe(401);
    });

    test.each([
      ['another key', () => link('another-secret-0123456789')],
      ['another end', () => link(LINK).replace(/expires=\d+/, 'expires=9999999999')],
      ['another scope', () => link(LINK).replace('scope=read', 'scope=run')],
      ['no signature left', () => link(LINK).replace(/signature=[^&]*/, 'signature=')],
      ['half a signature', () => link(LINK).slice(0, -10)],
    ])('%s: refused', async (_what, path) => {
      expect((await transport.ask(path())).status).toBe(401);
    });

    test('one for reading starts nothing; one for runs does', async () => {
      const run = (path: string) => transport.ask(path.replace('/report.json', '/runs'), { method: 'POST' });
      transport = await serve(CONFIG, await copyOf(world.store));
      expect((await run(link(LINK))).status).toBe(403);
      expect((await run(link(LINK, 'run'))).status).toBe(202);
    });
  });

  describe('answers', () => {
    test('the report as JSON, which no browser guesses at, frames or tells of', async () => {
      const { status, headers, json } = await get('/report.json');
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'content-type': 'application/json',
        'cache-control': 'private, no-cache',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
      });
      expect(headers['content-security-policy']).not.toMatch(/script-src|unsafe-eval/);
      expect(json()).toMatchObject({
        schema: 'sealwatch.report/1',
        summary: { clusters: { total: expect.any(Number) } },
      });
    });

    test.each(['/report.json', '/nothing', '/healthz'])('%s: HEAD is GET without a body', async (path) => {
      const whole = await get(path);
      const head = await transport.ask(path, { method: 'HEAD', headers: bearer(READ) });
      expect([head.status, head.bytes.length]).toEqual([whole.status, 0]);
      expect(head.headers['content-length']).toBe(String(whole.bytes.length));
      expect(head.headers['content-type']).toBe(whole.headers['content-type']);
    });

    test('what the client has already is not sent again, until something changes', async () => {
      const { headers } = await get('/report.json');
      const etag = headers['etag'] ?? '';
      expect(etag).toMatch(/^W\/"[\w-]{27}"$/);
      const again = await get('/report.json', { 'if-none-match': `"x", ${etag}` });
      expect([again.status, again.bytes.length, again.headers['etag']]).toEqual([304, 0, etag]);
      for (const other of ['/report.json?lang=zh', '/report.json?severity=high', '/history.json'])
        expect((await get(other)).headers['etag']).not.toBe(etag);
      const other = await open(stage.app(`${CONFIG}\nlanguage: zh`), stage.context(world.store));
      opened.push(other);
      expect((await other.ask('/report.json', { headers: bearer(READ) })).headers['etag']).not.toBe(etag);
      const newer = await open(stage.app(CONFIG, 'another build'), stage.context(world.store));
      opened.push(newer);
      expect((await newer.ask('/report.json', { headers: bearer(READ) })).headers['etag']).not.toBe(etag);
      stage.later = 5 * 60_000;
      expect((await get('/report.json', { 'if-none-match': etag })).status).toBe(200);
    });

    test.each([
      { accept: 'gzip', encoding: 'gzip', unpack: gunzipSync },
      { accept: 'gzip, deflate, br', encoding: 'br', unpack: brotliDecompressSync },
      { accept: 'gzip, br;q=0.1', encoding: 'gzip', unpack: gunzipSync },
      { accept: 'br;q=0', encoding: undefined, unpack: (bytes: Buffer) => bytes },
      { accept: '', encoding: undefined, unpack: (bytes: Buffer) => bytes },
    ])('accept-encoding "$accept": $encoding', async ({ accept, encoding, unpack }) => {
      const plain = await get('/report.json');
      const { headers, bytes } = await get('/report.json', { 'accept-encoding': accept });
      expect(headers['content-encoding']).toBe(encoding);
      expect(headers['content-length']).toBe(String(bytes.length));
      expect(headers['vary']).toContain('Accept-Encoding');
      expect(unpack(bytes).equals(plain.bytes)).toBe(true);
      expect(
        (await get('/healthz', { 'accept-encoding': accept })).headers['content-encoding'],
      ).toBeUndefined();
    });

    test.each([
      { query: '', header: 'zh-CN,zh;q=0.9,en;q=0.8', language: 'zh-CN' },
      { query: '', header: 'fr, en;q=0.5', language: 'en' },
      { query: '', header: '', language: 'en' },
      { query: '?lang=en', header: 'zh', language: 'en' },
      { query: '?lang=zh', header: '', language: 'zh-CN' },
    ])('lang "$query" with "$header": $language', async ({ query, header, language }) => {
      const { headers, text } = await get(`/report.json${query}`, { 'accept-language': header });
      expect(headers['content-language']).toBe(language);
      expect(/[\u4e00-\u9fff]/.test(text)).toBe(language === 'zh-CN');
    });

    test.each([
      { path: '/report.json', accept: 'text/csv', status: 406 },
      { path: '/report.json', accept: 'application/json;q=0, */*', status: 406 },
      { path: '/report.json', accept: 'application/*', status: 200 },
      { path: '/clusters/c1', accept: 'image/png', status: 406 },
      { path: '/nothing', accept: '*/*', status: 404 },
      { path: '/clusters/none', accept: '*/*', status: 404 },
      { path: '/clusters/%zz', accept: '*/*', status: 404 },
      { path: '/findings/0000000000000000', accept: '*/*', status: 404 },
      { path: '/runs/20261123T000000Z-000000099', accept: '*/*', status: 404 },
      { path: '/runs/..%2f..%2fstate', accept: '*/*', status: 404 },
      { path: '/report.json?colour=red', accept: '*/*', status: 400 },
      { path: '/report.json?page=2', accept: '*/*', status: 200 },
      { path: '/report.json?page=2&page=3', accept: '*/*', status: 400 },
      { path: '/report.json?lang=zh&lang=en', accept: '*/*', status: 400 },
      { path: '/report.json?limit=007', accept: '*/*', status: 400 },
      { path: '/report.json?region=%20cn-hangzhou', accept: '*/*', status: 400 },
      { path: '/report.json?region=,cn-hangzhou,', accept: '*/*', status: 200 },
      { path: '/report.json?severity=awful', accept: '*/*', status: 400 },
      { path: '/report.json?check=none', accept: '*/*', status: 400 },
      { path: '/report.json?account=..%2f', accept: '*/*', status: 400 },
      { path: '/report.json?lang=fr', accept: '*/*', status: 400 },
      { path: '/report.json?limit=0', accept: '*/*', status: 400 },
      { path: '/clusters/c1?severity=high', accept: '*/*', status: 400 },
      { path: `/report.json?tag=${'x'.repeat(5000)}`, accept: '*/*', status: 414 },
    ])('$path for $accept: $status', async ({ path, accept, status }) => {
      const answer = await get(path, { accept });
      expect(answer.status).toBe(status);
      if (status === 200) return;
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.json()).toEqual({
        type: expect.stringMatching(/^urn:sealwatch:problem:[a-z-]+$/),
        title: expect.any(String),
        status,
        detail: expect.any(String),
      });
    });

    test.each([
      { method: 'POST', path: '/report.json', allow: 'GET, HEAD' },
      { method: 'DELETE', path: '/', allow: 'GET, HEAD' },
      { method: 'GET', path: '/runs', allow: 'POST' },
      { method: 'OPTIONS', path: '/healthz', allow: 'GET, HEAD' },
      { method: 'TRACE', path: '/', allow: 'GET, HEAD' },
      { method: 'TRACE', path: '/runs', allow: 'POST' },
    ])('$method $path: 405', async ({ method, path, allow }) => {
      const { status, headers } = await transport.ask(path, { method, headers: bearer(RUN) });
      expect([status, headers['allow']]).toEqual([405, allow]);
    });
  });

  describe('formats', () => {
    const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

    test.each([
      { path: '/report.html', type: 'text/html; charset=utf-8', begin: '<!doctype html>' },
      { path: '/report.csv', type: 'text/csv; charset=utf-8; header=present', begin: '' },
      { path: '/clusters.csv', type: 'text/csv; charset=utf-8; header=present', begin: '' },
      { path: '/report.sarif', type: 'application/sarif+json', begin: '{' },
      { path: '/report.ocsf.json', type: 'application/json', begin: '' },
      { path: '/report.md', type: 'text/markdown; charset=utf-8', begin: '## ' },
      { path: '/report.junit.xml', type: 'application/xml', begin: '<?xml' },
      { path: '/metrics', type: 'application/openmetrics-text; version=1.0.0; charset=utf-8', begin: '# ' },
    ])('$path', async ({ path, type, begin }) => {
      const { status, headers, text } = await get(path);
      expect([status, headers['content-type']]).toEqual([200, type]);
      expect(text.startsWith(begin)).toBe(true);
      expect(text.length).toBeGreaterThan(100);
      const zh = await get(`${path}?lang=zh`);
      expect(zh.headers['etag']).not.toBe(headers['etag']);
    });

    test.each([
      { accept: BROWSER.accept, begin: '<!doctype html>' },
      { accept: '*/*', begin: '<!doctype html>' },
      { accept: 'application/json', begin: '{"schema":"sealwatch.report/1"' },
      { accept: 'text/html;q=0.5, text/markdown', begin: '## ' },
      { accept: 'application/openmetrics-text;version=1.0.0', begin: '# ' },
    ])('/ for "$accept"', async ({ accept, begin }) => {
      expect((await get('/', { accept })).text.slice(0, begin.length)).toBe(begin);
    });

    test('a page has no script, and its policy allows its own style only, also when it is revalidated', async () => {
      const { headers, text } = await get('/', BROWSER);
      const policy = headers['content-security-policy'] ?? '';
      const [, style = ''] = /<style>(.*?)<\/style>/s.exec(text) ?? [];
      const hash = createHash('sha256').update(style).digest('base64');
      expect(policy).toContain(`style-src 'sha256-${hash}'`);
      expect(policy).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(policy).not.toMatch(/unsafe|script-src/);
      expect(text).not.toMatch(/<script|\son[a-z]+=|javascript:/i);
      const again = await get('/', { ...BROWSER, 'if-none-match': headers['etag'] ?? '' });
      expect([again.status, again.headers['content-security-policy']]).toEqual([304, policy]);
    });

    test('a page leads to those of clusters and findings, by signed link for who came by one', async () => {
      const plain = await get('/?lang=zh', BROWSER);
      const [href = ''] = /\/clusters\/[^"]+/.exec(plain.text) ?? [];
      expect(href).toMatch(/^\/clusters\/[\w-]+\?lang=zh$/);
      const cluster = await get(href, BROWSER);
      expect([cluster.status, cluster.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(cluster.text.length).toBeLessThan(plain.text.length);

      const expires = new Date(stage.now().getTime() + 60_000);
      const { search } = new URL(signLink('https://x/', new Secret(LINK), 'read', expires));
      const linked = await transport.ask(`/${search}`, { headers: BROWSER });
      expect(linked.headers['etag']).not.toBe((await get('/', BROWSER)).headers['etag']);
      const next = (/\/clusters\/[^"]+/.exec(linked.text)?.[0] ?? '').replaceAll('&amp;', '&');
      expect((await transport.ask(next, { headers: BROWSER })).status).toBe(200);
      expect((await get('/', BROWSER)).text).not.toContain('signature');
    });

    test('a page leads on in the language of its own address, whoever asked for the same words before', async () => {
      const browser = { ...BROWSER, 'accept-language': 'zh' };
      const linkOf = ({ text }: Answered) => /\/clusters\/[^"]+/.exec(text)?.[0] ?? '';
      expect(linkOf(await get('/', browser))).not.toContain('lang=');
      expect(linkOf(await get('/?lang=zh', BROWSER))).toContain('lang=zh');
      expect(linkOf(await get('/', browser))).not.toContain('lang=');
    });

    test('a page of HTML has a length of its own', async () => {
      expect((await get('/?page=2', BROWSER)).status).toBe(200);
      expect((await get('/?limit=2', BROWSER)).status).toBe(400);
    });
  });

  describe('parts of the report', () => {
    test('each filter chooses, and the sums follow', async () => {
      const whole = await report();
      const region = whole.clusters.at(-1)?.region ?? '';
      const check = whole.findings[0]?.check ?? '';
      const parts = {
        region: await report(`?region=${region}`),
        check: await report(`?check=${check}`),
        severity: await report('?severity=critical,high'),
        status: await report('?status=unknown'),
        account: await report('?account=1000000000000099'),
      };
      expect(parts.region.clusters).toEqual(whole.clusters.filter((one) => one.region === region));
      expect(parts.region.summary.clusters.total).toBe(parts.region.clusters.length);
      expect(parts.check.findings).toEqual(whole.findings.filter((one) => one.check === check));
      const bad = (one: { severity: string }) => one.severity === 'critical' || one.severity === 'high';
      expect(parts.severity.findings).toEqual(whole.findings.filter(bad));
      expect(parts.severity.summary.findings.low).toBe(0);
      expect(parts.status.findings.every(({ status }) => status === 'unknown')).toBe(true);
      expect(parts.account).toMatchObject({ accounts: [], clusters: [], findings: [] });
      expect(parts.region.clusters.length).toBeLessThan(whole.clusters.length);
      expect(await report('?severity=critical&severity=high')).toEqual(parts.severity);
    });

    test('by tag of the cluster', async () => {
      const whole = await report();
      const tagged = whole.clusters.find(({ tags }) => Object.keys(tags).length > 0);
      const [name, value] = Object.entries(tagged?.tags ?? {})[0] ?? [];
      const part = await report(`?tag=${name}:${value}`);
      expect(part.clusters.length).toBeGreaterThan(0);
      expect(part.clusters).toEqual(whole.clusters.filter(({ tags }) => tags[name ?? ''] === value));
      const ids = new Set(part.clusters.map(({ id }) => id));
      expect(part.findings.every(({ clusters }) => clusters.some((id) => ids.has(id)))).toBe(true);
      expect((await report(`?tag=${name}:other`)).clusters).toEqual([]);
      expect((await report('?tag=constructor')).clusters).toEqual([]);
    });

    test('of an empty store nothing is known, which is not complete', async () => {
      transport = await serve(CONFIG, memoryStore());
      expect(await report()).toMatchObject({ complete: false, accounts: [] });
      expect((await get('/metrics')).text).toContain('sealwatch_report_complete 0\n');
    });

    test('what passed is told to who asks for it', async () => {
      expect((await report()).findings.some(({ status }) => status === 'pass')).toBe(false);
      const passed = (await report('?status=pass')).findings;
      expect(passed.length).toBeGreaterThan(0);
      expect(passed.every(({ status }) => status === 'pass')).toBe(true);
    });

    test('pages join to the whole, and name the next one', async () => {
      const whole = await report();
      const clusters: unknown[] = [];
      const findings: unknown[] = [];
      let next: string | undefined = '/report.json?limit=4';
      for (let page = 0; next !== undefined && page < 50; page += 1) {
        const answer = await get(next);
        const part = answer.json() as Report;
        expect(part.clusters.length).toBeLessThanOrEqual(4);
        expect(part.summary).toEqual(whole.summary);
        clusters.push(...part.clusters);
        findings.push(...part.findings);
        next = /<([^>]+)>; rel="next"/.exec(answer.headers['link'] ?? '')?.[1];
      }
      expect(clusters).toEqual(whole.clusters);
      expect(findings).toEqual(whole.findings);
    });

    test('one cluster, and one finding', async () => {
      const whole = await report();
      const finding = whole.findings.find(({ clusters }) => clusters.length > 0);
      const id = finding?.clusters[0];
      const cluster = (await get(`/clusters/${id}`)).json() as Report;
      expect(cluster).toMatchObject({ schema: 'sealwatch.cluster/1', cluster: { id } });
      expect(cluster.findings).toContainEqual(finding);
      const found = (await get(`/findings/${finding?.fingerprint}`)).json();
      expect(found).toMatchObject({ schema: 'sealwatch.finding/1', finding, clusters: expect.any(Array) });
      const [passed] = (await report('?status=pass')).findings;
      expect((await get(`/findings/${passed?.fingerprint}`)).json()).toMatchObject({ finding: passed });
    });

    test('the history of each account', async () => {
      const told = (await get('/history.json')).json();
      expect(told).toMatchObject({
        schema: 'sealwatch.history/1',
        accounts: [
          { id: expect.any(String), days: [{ date: expect.any(String), clusters: expect.any(Number) }] },
        ],
      });
      expect((await get('/history.json?account=99999')).json()).toMatchObject({ accounts: [] });
    });
  });

  describe('health', () => {
    test('is fresh, then stale job by job, and names nobody', async () => {
      const fresh = await transport.ask('/healthz');
      expect([fresh.status, fresh.headers['cache-control']]).toEqual([200, 'no-store']);
      expect(fresh.json()).toMatchObject({
        status: 'fresh',
        jobs: { inventory: { fresh: true, finishedAt: expect.any(String) }, keys: { fresh: true } },
      });
      stage.later = 11 * 60_000;
      const stale = await transport.ask('/healthz');
      expect(stale.status).toBe(503);
      expect(stale.json()).toMatchObject({
        status: 'stale',
        jobs: { inventory: { fresh: true }, keys: { fresh: false }, activity: { fresh: true } },
      });
      expect(fresh.text + stale.text).not.toMatch(/1000000000000001|cluster/);
    });

    test('an empty store is stale', async () => {
      transport = await open(stage.app(), stage.context());
      opened.push(transport);
      const { status, text } = await transport.ask('/healthz');
      expect([status, JSON.parse(text)]).toMatchObject([
        503,
        { jobs: { keys: { finishedAt: null, fresh: false } } },
      ]);
    });
  });

  describe('evidence for an assessor', () => {
    const path = '/evidence/cis-ack-1.0?from=2026-11-23&to=2026-11-23';

    test('as JSON and as a page, kept until there is something new', async () => {
      const { status, json, headers } = await get(path, { accept: 'application/json' });
      expect(status).toBe(200);
      const { period, requirements } = json() as { period: object; requirements: { counts: object }[] };
      expect(period).toEqual({ from: '2026-11-23', to: '2026-11-23', days: 1, looked: 1 });
      expect(requirements[0]?.counts).toMatchObject({ population: 26, met: 15 });
      const again = await get(path, { accept: 'application/json', 'if-none-match': headers.etag ?? '' });
      expect(again.status).toBe(304);
      const page = await get(`${path}&lang=zh`, { accept: 'text/html' });
      expect(page.text).toContain('26 个集群中有 15 个符合');
      expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    });

    test.each([
      { path: '/evidence/pci?from=2026-11-23&to=2026-11-23', is: 404, says: 'Did you mean pci-dss-4.0.1?' },
      { path: '/evidence/soc-2?from=2026-11-24&to=2026-11-23', is: 400, says: 'after its end' },
      { path: '/evidence/soc-2', is: 400, says: 'is not a valid date' },
      {
        path: '/evidence/soc-2?from=2026-01-01&to=2026-01-02',
        is: 404,
        says: 'Evidence exists from 2026-11-23',
      },
      { path: '/evidence/soc-2?from=2026-11-23&to=2026-11-23&page=2', is: 400, says: 'no such parameter' },
    ])('$path: $is', async ({ path: asked, is, says }) => {
      const { status, text } = await get(asked);
      expect([status, text]).toEqual([is, expect.stringContaining(says)]);
    });

    test('needs a token', async () => {
      expect((await transport.ask(path)).status).toBe(401);
    });
  });

  test('the document tells of every route and is itself one', async () => {
    const { status, json } = await get('/openapi.json');
    expect(status).toBe(200);
    const { openapi, paths } = json() as { openapi: string; paths: Record<string, object> };
    expect(openapi).toBe('3.1.0');
    const told = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((verb) => `${verb} ${path}`),
    );
    const there = ROUTES.flatMap(({ path, GET, POST }) => {
      const template = path.replaceAll(/:(\w+)/g, '{$1}');
      return [...(GET ? [`get ${template}`] : []), ...(POST ? [`post ${template}`] : [])];
    });
    expect(told.sort()).toEqual(there.sort());
  });

  describe('runs', () => {
    const started = (answer: Answered) => answer.json() as { id: string; isNew: boolean; location: string };

    test('are started once, and told until they have ended', async () => {
      const store = await copyOf(world.store);
      transport = await serve(CONFIG, store);
      stage.later = 3_600_000;
      const first = await post();
      expect([first.status, first.headers['location']]).toEqual([202, started(first).location]);
      expect(started(first)).toMatchObject({ isNew: true, jobs: ['inventory', 'keys', 'activity', 'spend'] });
      const second = await post({ 'content-type': 'application/json' }, '{"jobs":["keys"]}');
      expect(started(second)).toMatchObject({ id: started(first).id, isNew: false });
      expect(stage.started).toEqual([['inventory', 'keys', 'activity', 'spend']]);
      const waiting = { state: 'waiting', accounts: { finished: 0, failed: 0, waiting: 1 } };
      expect((await get(started(first).location)).json()).toMatchObject({
        state: 'running',
        jobs: { inventory: waiting, keys: waiting, activity: waiting },
        verdict: null,
      });
      await watch(world.sandbox, '', store, stage.now).audit();
      stage.real += 5000;
      expect((await get(started(first).location)).json()).toMatchObject({
        state: 'finished',
        jobs: { inventory: { state: 'finished' }, keys: { accounts: { finished: 1, waiting: 0 } } },
        verdict: 'fail',
      });
      stage.later += 1000;
      expect(started(await post())).toMatchObject({ isNew: true });
    });

    test('of two who ask at once one starts it', async () => {
      transport = await serve(CONFIG, await copyOf(world.store));
      stage.later = 3_600_000;
      const [one, other] = (await Promise.all([post(), post()])).map(started);
      expect(one?.id).toBe(other?.id);
      expect(stage.started).toHaveLength(1);
    });

    test('one that does not come back is overdue, and another may be started', async () => {
      transport = await serve(CONFIG, await copyOf(world.store));
      stage.later = 3_600_000;
      const { location } = started(await post());
      stage.later += 600_000;
      expect((await get(location)).json()).toMatchObject({ state: 'overdue' });
      expect(started(await post())).toMatchObject({ isNew: true });
    });

    test('what cannot be started is no run', async () => {
      transport = await serve(CONFIG, await copyOf(world.store));
      stage.failStart = new AppError('StartFailed', 'inner words', 'fc:InvokeFunction');
      stage.later = 3_600_000;
      const { status, text } = await post();
      expect([status, /inner|fc:/.test(text)]).toEqual([502, false]);
      stage.failStart = null;
      expect(started(await post())).toMatchObject({ isNew: true });
    });

    test.each([
      { what: 'a token for reading', headers: bearer(READ), body: '', status: 403 },
      { what: 'no JSON', headers: { 'content-type': 'application/json' }, body: '{', status: 400 },
      {
        what: 'an unknown job',
        headers: { 'content-type': 'application/json' },
        body: '{"jobs":["all"]}',
        status: 400,
      },
      { what: 'no job', headers: { 'content-type': 'application/json' }, body: '{"jobs":[]}', status: 400 },
      {
        what: 'an unknown key',
        headers: { 'content-type': 'application/json' },
        body: '{"job":"keys"}',
        status: 400,
      },
      { what: 'a form', headers: { 'content-type': 'text/plain' }, body: '{"jobs":["keys"]}', status: 415 },
      {
        what: 'a large body',
        headers: { 'content-type': 'application/json' },
        body: 'x'.repeat(5000),
        status: 413,
      },
      {
        what: 'a huge body',
        headers: { 'content-type': 'application/json' },
        body: 'x'.repeat(500_000),
        status: 413,
      },
    ])('$what: $status', async ({ headers, body, status }) => {
      expect((await post(headers, body)).status).toBe(status);
      expect(stage.started).toEqual([]);
    });
  });

  describe('trouble', () => {
    test('of the store is told without its words, and not for ever', async () => {
      let broken = true;
      const secret = 'bucket-of-ours';
      const store = {
        ...world.store,
        list: async (prefix: string) => {
          if (broken) throw new AppError('StoreUnreachable', secret, secret);
          return world.store.list(prefix);
        },
      };
      transport = await serve(CONFIG, store);
      const { status, headers, text } = await get('/report.json');
      expect([status, headers['retry-after']]).toEqual([503, '5']);
      expect(text).not.toContain(secret);
      expect(stage.logs).toMatchObject([
        { message: 'request failed', code: 'StoreUnreachable', cause: secret },
      ]);
      broken = false;
      expect((await get('/report.json')).status).toBe(200);
    });

    test('of our own is told in the log only', async () => {
      const store = { ...world.store, list: () => Promise.reject(new TypeError('inner words')) };
      transport = await serve(CONFIG, store);
      const { status, text } = await get('/report.json');
      expect([status, text.includes('inner')]).toEqual([500, false]);
      expect(stage.logs).toMatchObject([{ code: 'Bug', cause: expect.stringContaining('inner words') }]);
    });
  });
});
