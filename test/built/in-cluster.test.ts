import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, inject, onTestFinished, test } from 'vitest';
import { nodeListener } from '../../shared/http/node-listener.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { readPushedProof } from '../../shared/state/pushed-proofs.ts';
import { certificate } from '../api-server/certificates.ts';
import { type Item, items, secretsAnswer, VALUE } from '../api-server/secrets-answer.ts';
import {
  type Answer,
  type ApiServer,
  answers,
  apiServer,
  READY,
  recordedMetrics,
  VERSION,
} from '../api-server/server.ts';
import { auditedWorld, copyOf, knownClusters, Stage, type World } from '../http/world.ts';

const PROOF = 'proof-token-0123456789';
const POD = 'service-account-token-of-the-pod';
const ACCOUNT = '1000000000000001';
const program = join(inject('bundles'), 'in-cluster.mjs');

let world: World;
let cluster: string;
beforeAll(async () => {
  world = await auditedWorld();
  cluster = (await knownClusters(world))[0]?.id ?? '';
});
afterAll(() => world.sandbox.close());

let store: ObjectStore;
beforeEach(async () => {
  store = await copyOf(world.store);
});

/** An API server that knows the pod, and nobody else. */
async function cluster1(
  all: readonly Item[] = items(700),
  more: Parameters<typeof answers>[0] = {},
): Promise<ApiServer> {
  const list = secretsAnswer(all);
  const others = answers({
    '/version': VERSION,
    '/readyz?verbose': READY,
    '/metrics': recordedMetrics('1.31'),
    ...more,
  });
  const answer: Answer = (request, response) => {
    if (request.headers.authorization !== `Bearer ${POD}`) response.writeHead(401).end('{}');
    else if (more[request.url ?? ''] === undefined && request.url?.startsWith('/api/v1/secrets?'))
      list(request, response);
    else others(request, response);
  };
  const server = await apiServer(answer);
  onTestFinished(server.close);
  return server;
}

interface Endpoint {
  url: string;
  ca: string;
  /** Signatures of all posts. */
  signatures: string[];
}

/** The report over TLS. The first `failing` posts are answered with 503. */
async function endpoint({ later = 0, failing = 0 } = {}): Promise<Endpoint> {
  const ca = certificate({ name: 'report-ca' });
  const own = certificate({ name: 'report', by: ca });
  const stage = new Stage(new Date(Date.now() + later));
  const app = stage.app(`report: { tokens: [{ token: "${PROOF}", scope: proof }] }`);
  const listener = nodeListener(app, stage.context(store));
  const signatures: string[] = [];
  const server = createServer({ cert: own.cert, key: own.key }, (request, response) => {
    signatures.push(String(request.headers['x-sealwatch-signature']));
    if (signatures.length > failing) listener(request, response);
    else request.resume().on('end', () => response.writeHead(503).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close().closeAllConnections());
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, ca: ca.cert, signatures };
}

interface Ended {
  code: number | null;
  line: Record<string, unknown>;
  printed: string;
}

/** The program as the CronJob starts it, with the files that its pod has. */
async function run(
  { address, ca }: ApiServer,
  report: Endpoint,
  env: Record<string, string> = {},
  files: Record<string, string> = {},
): Promise<Ended> {
  const pod = mkdtempSync(join(tmpdir(), 'sealwatch-pod-'));
  const all = {
    'ca.crt': ca.cert,
    token: POD,
    'report-token': `${PROOF}\n`,
    'report-ca.crt': report.ca,
    ...files,
  };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(pod, name), text);
  const child = spawn(process.execPath, [program], {
    env: {
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: new URL(address).port,
      SEALWATCH_SERVICE_ACCOUNT: pod,
      SEALWATCH_TOKEN_FILE: join(pod, 'report-token'),
      SEALWATCH_REPORT_URL: report.url,
      SEALWATCH_CLUSTER: cluster,
      NODE_EXTRA_CA_CERTS: join(pod, 'report-ca.crt'),
      ...env,
    },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (stdout += text));
  child.stderr.on('data', (text: Buffer) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^\{[^\n]*\}\n$/);
  expect(stdout).not.toMatch(new RegExp(`${VALUE}|${PROOF}|${POD}`));
  return { code, line: JSON.parse(stdout) as Record<string, unknown>, printed: stdout };
}

const stored = async () => {
  const read = await readPushedProof(store, ACCOUNT, cluster);
  return read.kind === 'ok' ? read.value : null;
};

test('posts what it counted, without names, values or tokens, and a marker each time', async () => {
  const server = await cluster1();
  const report = await endpoint();
  const first = await run(server, report);
  expect(first).toMatchObject({
    code: 0,
    line: { level: 'info', message: 'proof posted', cluster, secrets: 700, names: false, missing: [] },
  });
  const proof = await stored();
  expect(proof?.proof).toMatchObject({
    source: 'push',
    level: 'cluster',
    version: { value: 'v1.31.14' },
    providers: { value: [{ name: 'kms-providers', ok: true }] },
    servers: { value: [{ read: { plain: 5 } }] },
    secrets: { value: { resourceVersion: '5000', rows: { length: 700 } } },
  });
  expect(JSON.stringify(proof)).not.toMatch(new RegExp(`${VALUE}|${PROOF}|${POD}|shop/`));
  expect(await run(server, report)).toMatchObject({ code: 0 });
  expect((await stored())?.markers).toHaveLength(2);
  expect(new Set(server.asked.map((path) => path.replace(/\?.*/, '')))).toEqual(
    new Set(['anonymous /version', 'anonymous /readyz', 'anonymous /metrics', 'anonymous /api/v1/secrets']),
  );
});

test('names go along where that is wanted', async () => {
  const ended = await run(await cluster1(items(2)), await endpoint(), { SEALWATCH_NAMES: 'true' });
  expect(ended).toMatchObject({ code: 0, line: { names: true } });
  expect((await stored())?.proof.secrets).toMatchObject({
    value: { rows: [{ name: 'shop/s-0' }, { name: 'shop/s-1' }] },
  });
});

test('with level metrics no Secret is asked for', async () => {
  const server = await cluster1();
  const ended = await run(server, await endpoint(), { SEALWATCH_LEVEL: 'metrics' });
  expect(ended).toMatchObject({ code: 0, line: { secrets: null, missing: [] } });
  expect(server.asked.filter((path) => path.includes('secrets'))).toEqual([]);
  expect((await stored())?.proof).toMatchObject({
    level: 'metrics',
    secrets: { seen: false, because: 'absent' },
  });
});

test('what may not be read is posted as such, and the job says so', async () => {
  const forbidden: [number, string] = [403, '{"kind":"Status","message":"secrets is forbidden"}'];
  const server = await cluster1([], { '/metrics': [403, '{}'], '/api/v1/secrets?limit=500': forbidden });
  const ended = await run(server, await endpoint());
  expect(ended).toMatchObject({
    code: 2,
    line: { level: 'warn', message: 'proof posted', missing: ['HTTP 403', 'secrets is forbidden'] },
  });
  expect((await stored())?.proof).toMatchObject({
    providers: { seen: true },
    servers: { seen: false, because: 'denied' },
    secrets: { seen: false, because: 'denied' },
  });
});

test.each([
  {
    what: 'a server that the authority of the pod does not vouch for',
    files: () => ({ 'ca.crt': certificate({ name: 'other-ca' }).cert }),
    because: 'unreachable',
  },
  {
    what: 'a token that the server does not know',
    files: () => ({ token: `${POD}-of-another` }),
    because: 'denied',
  },
])('$what: unknown, never well', async ({ files, because }) => {
  const ended = await run(await cluster1(), await endpoint(), {}, files());
  expect(ended.code).toBe(2);
  const proof = (await stored())?.proof;
  for (const fact of [proof?.version, proof?.providers, proof?.servers, proof?.secrets])
    expect(fact).toMatchObject({ seen: false, because });
});

test.each<[string, Parameters<typeof run>[2], Parameters<typeof run>[3], object, RegExp]>([
  ['a cluster that nobody knows', { SEALWATCH_CLUSTER: 'c-other' }, {}, {}, /^unknown-cluster: /],
  ['a wrong token', {}, { 'report-token': 'another-token-0123456789' }, {}, /^unauthorised: /],
  ['a clock ten minutes off', {}, {}, { later: 600_000 }, /^clock-skew: /],
])('%s: nothing is taken, and the job fails with the cause', async (_what, env, files, given, cause) => {
  const report = await endpoint(given);
  const ended = await run(await cluster1(items(1)), report, env, files);
  expect(ended).toMatchObject({
    code: 3,
    line: { level: 'error', message: 'proof not posted', cause: expect.stringMatching(cause) },
  });
  expect([report.signatures.length, await stored()]).toEqual([1, null]);
});

test('an endpoint that fails for a moment is asked again, signed anew', async () => {
  const report = await endpoint({ failing: 1 });
  expect(await run(await cluster1(items(1)), report)).toMatchObject({ code: 0 });
  expect(new Set(report.signatures).size).toBe(2);
});

test.each<[string, Record<string, string>, Record<string, string>, RegExp]>([
  ['outside a pod', { KUBERNETES_SERVICE_HOST: '' }, {}, /runs in a pod only/],
  ['to an address without TLS', { SEALWATCH_REPORT_URL: 'http://127.0.0.1:1' }, {}, /SEALWATCH_REPORT_URL/],
  ['without a cluster', { SEALWATCH_CLUSTER: '' }, {}, /SEALWATCH_CLUSTER/],
  ['at a level that is none', { SEALWATCH_LEVEL: 'all' }, {}, /SEALWATCH_LEVEL/],
  ['without a token', { SEALWATCH_TOKEN_FILE: '/nowhere/token' }, {}, /\/nowhere\/token cannot be read/],
  ['with an empty token', {}, { 'report-token': '\n' }, /a token is empty/],
  ['without a certificate', {}, { 'ca.crt': 'none' }, /holds no certificate/],
  [
    'with several mistakes',
    { SEALWATCH_CLUSTER: '', SEALWATCH_LEVEL: 'all', SEALWATCH_SPREAD_SECONDS: 'soon' },
    { 'ca.crt': 'none' },
    /holds no certificate; SEALWATCH_CLUSTER is .*; SEALWATCH_LEVEL is .*; SEALWATCH_SPREAD_SECONDS is /,
  ],
])('%s it does not start', async (_what, env, files, cause) => {
  const server = await cluster1(items(1));
  const ended = await run(server, await endpoint(), env, files);
  expect(ended).toMatchObject({
    code: 3,
    line: { message: 'could not start', cause: expect.stringMatching(cause) },
  });
  expect(server.asked).toEqual([]);
});

test('it fits into a ConfigMap many times, and needs nothing but Node.js', () => {
  expect(statSync(program).size).toBeLessThan(64 * 1024);
  const named = [...readFileSync(program, 'utf8').matchAll(/\bfrom\s*"([^"]+)"/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !name?.startsWith('node:'))).toEqual([]);
});
