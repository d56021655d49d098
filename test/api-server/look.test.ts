import { afterEach, expect, test } from 'vitest';
import { apiServerClient } from '../../shared/api-server/client.ts';
import { lookAtApiServer } from '../../shared/api-server/look.ts';
import type { ProofLevel } from '../../shared/model/proof.ts';
import {
  type Answer,
  type ApiServer,
  answers,
  apiServer,
  FAILING,
  READY,
  recordedMetrics,
  VERSION,
} from './server.ts';

let server: ApiServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const DENIED: [number, string] = [403, '{"kind":"Status","message":"forbidden"}'];
const all = { '/version': VERSION, '/readyz?verbose': READY, '/metrics': recordedMetrics('1.31') };

async function look(by: Parameters<typeof answers>[0], level: ProofLevel = 'metrics', known: string[] = []) {
  server = await apiServer(answers(by));
  const client = apiServerClient(server.login, { timeoutMs: 5_000, now: () => new Date() });
  try {
    return await lookAtApiServer(client, level, () => new Date(), known);
  } finally {
    client.close();
  }
}

test('all of a server that is well', async () => {
  const looked = await look(all);
  expect(looked).toMatchObject({
    version: { seen: true, value: 'v1.31.14' },
    providers: { seen: true, value: [{ name: 'kms-providers', ok: true, detail: null }] },
    servers: { seen: true, value: [{ read: { plain: 5 } }] },
  });
  expect(looked.servers).not.toHaveProperty('missing');
  expect(server?.asked.filter((path) => path.endsWith('/metrics'))).toHaveLength(2);
});

test('at level ready no metrics are asked for', async () => {
  expect(await look(all, 'ready')).toMatchObject({ servers: { seen: false, because: 'absent' } });
  expect(server?.asked.map((path) => path.split(' ')[1]).sort()).toEqual(['/readyz?verbose', '/version']);
});

test('why a provider fails is told to those who may read it', async () => {
  const why =
    'internal server error: kms-provider-0: rpc error: code = Unknown desc = ErrorCode: Rejected.Disabled\n';
  const failing = { ...all, '/readyz?verbose': [500, FAILING] as [number, string] };
  const told = await look({ ...failing, '/readyz/kms-providers': [500, why] });
  expect(told.providers).toMatchObject({
    value: [{ name: 'kms-providers', ok: false, detail: expect.stringContaining('Rejected.Disabled') }],
  });
  await server?.close();
  expect((await look({ ...failing, '/readyz/kms-providers': DENIED })).providers).toMatchObject({
    value: [{ ok: false, detail: null }],
  });
});

test('what may not be read takes nothing else along', async () => {
  expect(await look({ ...all, '/metrics': DENIED })).toMatchObject({
    version: { seen: true },
    providers: { seen: true },
    servers: { seen: false, because: 'denied', detail: 'forbidden' },
  });
});

test('a server without a KMS provider was asked, and has none', async () => {
  const off = '[+]ping ok\n[+]etcd ok\nreadyz check passed\n';
  expect(await look({ ...all, '/readyz?verbose': off })).toMatchObject({
    providers: { seen: true, value: [] },
  });
});

test.each<[string, string | [number, string]]>([
  ['another text', 'ok'],
  ['no end', '[+]ping ok\n[+]kms-providers ok\n'],
  ['a code that does not fit', [500, READY]],
  ['a sign that does not fit', '[+]kms-providers failed: x\nreadyz check passed\n'],
  ['a provider twice', `[-]kms-providers failed: x\n${READY}`],
  ['one that was left out', '[+]kms-providers excluded: ok\nreadyz check passed\n'],
  ['not found', [404, '404 page not found\n']],
  ['words among them', `hello\n${READY}`],
])('readyz with %s is not understood', async (_what, readyz) => {
  expect(await look({ ...all, '/readyz?verbose': readyz })).toMatchObject({
    providers: { seen: false, because: 'malformed' },
  });
});

const id = (digit: string) => `sha256:${digit.repeat(64)}`;
const page = (digit: string) =>
  `apiserver_encryption_config_controller_last_config_info{apiserver_id_hash="${id(digit)}",hash="${id('9')}"} 1\n`;

/** Each connection reaches the next server. */
function balanced(...digits: readonly string[]): Answer {
  let next = 0;
  return (_request, response) => {
    const digit = digits[next % digits.length] ?? '0';
    next += 1;
    response.end(page(digit));
  };
}

const idsOf = ({ servers }: Awaited<ReturnType<typeof look>>) =>
  servers.seen && servers.value.map((each) => each.id?.slice(7, 8));

test('several servers behind one address are asked until one answers again', async () => {
  expect(idsOf(await look({ ...all, '/metrics': balanced('1', '2', '3') }))).toEqual(['1', '2', '3']);
  expect(server?.asked.filter((path) => path.endsWith('/metrics'))).toHaveLength(4);
});

test('one that answered before is asked for again, and is missed when it does not answer', async () => {
  const first = await look({ ...all, '/metrics': balanced('1', '1', '1', '2') }, 'metrics', [id('2')]);
  expect(idsOf(first)).toEqual(['1', '2']);
  await server?.close();
  const { servers } = await look({ ...all, '/metrics': balanced('1') }, 'metrics', [id('2')]);
  expect(servers).toMatchObject({
    seen: true,
    missing: [{ because: 'unreachable', detail: expect.stringContaining('22222222') }],
  });
  expect(server?.asked.filter((path) => path.endsWith('/metrics'))).toHaveLength(6);
});

test('a server that starts tomorrow has no start', async () => {
  const tomorrow = `apiserver_up 1\nprocess_start_time_seconds ${Date.now() / 1000 + 86_400}\n`;
  const { servers } = await look({ ...all, '/metrics': tomorrow });
  expect(servers).toMatchObject({
    value: [{ startedAt: null }],
    missing: [{ because: 'malformed', detail: expect.stringContaining('future') }],
  });
});

test.each<[string, string | [number, string], string]>([
  ['cut off', 'apiserver_up 1', 'malformed'],
  ['HTML', '<html></html>\n', 'malformed'],
  ['an error', [500, 'oops\n'], 'malformed'],
  ['of another program', 'go_threads 1\n', 'malformed'],
])('metrics that are %s are not seen', async (_what, metrics, because) => {
  expect((await look({ ...all, '/metrics': metrics })).servers).toMatchObject({ seen: false, because });
});
