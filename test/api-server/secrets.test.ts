import { afterEach, describe, expect, test } from 'vitest';
import { apiServerClient, type Login } from '../../shared/api-server/client.ts';
import { listSecrets } from '../../shared/api-server/secrets.ts';
import { certificate } from './certificates.ts';
import { type Item, item, items, secretsAnswer, VALUE } from './secrets-answer.ts';
import { type Answer, type ApiServer, apiServer } from './server.ts';

let server: ApiServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function list(answer: Answer, { names = false, ...change }: Partial<Login> & { names?: boolean } = {}) {
  server ??= await apiServer(answer);
  const login = { ...server.login, ...change };
  const client = apiServerClient(login, { timeoutMs: 2_000, now: () => new Date() });
  try {
    return await listSecrets(client, { names }, () => new Date());
  } finally {
    client.close();
  }
}

const json = (response: Parameters<Answer>[1], status: number, body: unknown): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

type Turn = (response: Parameters<Answer>[1]) => void;

/** What each request gets, in turn, the last one again and again; null: what is really there. */
const pages = (...turns: (Turn | null)[]): Answer => {
  const real = secretsAnswer(items(1200));
  let nth = -1;
  return (request, response) => {
    nth += 1;
    const turn = turns[Math.min(nth, turns.length - 1)];
    if (turn) turn(response);
    else real(request, response);
  };
};

describe('a list', () => {
  test('is read page by page, metadata only, and nothing of a Secret but what is wanted stays', async () => {
    const told = await list(secretsAnswer(items(1200)));
    expect(told).toMatchObject({ seen: true, value: { resourceVersion: '5000' } });
    expect(told).not.toHaveProperty('missing');
    const rows = told.seen ? told.value.rows : [];
    expect(rows).toHaveLength(1200);
    expect(rows[1199]).toEqual({ resourceVersion: '1299', created: '2026-01-01T00:00:00Z' });
    expect(server?.asked).toEqual([
      'prover /api/v1/secrets?limit=500',
      'prover /api/v1/secrets?limit=500&continue=token%20500',
      'prover /api/v1/secrets?limit=500&continue=token%201000',
    ]);
    expect(JSON.stringify(told)).not.toMatch(new RegExp(`${VALUE}|shop|annotations`));
  });

  test('has names where they are wanted', async () => {
    const told = await list(secretsAnswer(items(2)), { names: true });
    expect(told).toMatchObject({ value: { rows: [{ name: 'shop/s-0' }, { name: 'shop/s-1' }] } });
  });

  test('is told with the time before it was asked for', async () => {
    const before = Date.now();
    const told = await list(secretsAnswer(items(1)));
    const at = told.seen ? Date.parse(told.value.at) : 0;
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(told.seen ? Date.parse(told.at) : 0);
  });

  test.each([{ empty: [] }, { empty: null }])(
    'without an entry ($empty) there is no Secret',
    async ({ empty }) => {
      const body = { kind: 'PartialObjectMetadataList', metadata: { resourceVersion: '7' }, items: empty };
      const told = await list((_request, response) => json(response, 200, body));
      expect(told).toMatchObject({ seen: true, value: { resourceVersion: '7', rows: [] } });
    },
  );

  test.each(['', '0', '9223372036854775808', 'x'])(
    'with resourceVersion "%s" is passed on as it is',
    async (version) => {
      const told = await list(secretsAnswer([item(1, { resourceVersion: version })], version));
      expect(told).toMatchObject({
        value: { resourceVersion: version, rows: [{ resourceVersion: version }] },
      });
    },
  );
});

describe('one odd entry leaves the others', () => {
  test.each<[string, Item]>([
    ['null', null as unknown as Item],
    ['a text', 'secret' as Item],
    ['no metadata', {}],
    ['metadata that are a list', { metadata: [] }],
    ['no name', item(9, { name: null })],
    ['a number for a version', item(9, { resourceVersion: 123 })],
    ['no time', item(9, { creationTimestamp: null })],
    ['a time that is none', item(9, { creationTimestamp: '2026-99-99T00:00:00Z' })],
    ['a number for a time', item(9, { creationTimestamp: 1_700_000_000 })],
  ])('%s', async (_what, odd) => {
    const told = await list(secretsAnswer([item(1), odd, item(2)]));
    expect(told).toMatchObject({
      value: { rows: [{ resourceVersion: '101' }, { resourceVersion: '102' }] },
      missing: [{ because: 'malformed', detail: '1 of the entries not as expected' }],
    });
  });

  test('one that came twice counts once, and that is told', async () => {
    const told = await list(secretsAnswer([item(1), item(1), item(2)]));
    expect(told.seen && told.value.rows.length).toBe(2);
    expect(told).toMatchObject({ missing: [{ detail: '1 of the entries came twice' }] });
  });

  test('a name with what no name holds is written out', async () => {
    const told = await list(secretsAnswer([item(1, { name: 'a\u001b[31m\nb\u202e密' })]), { names: true });
    expect(told).toMatchObject({ value: { rows: [{ name: 'shop/a\\u001b[31m\\u000ab\\u202e\\u5bc6' }] } });
  });
});

describe('410 amid the pages', () => {
  const gone = (response: Parameters<Answer>[1]): void => json(response, 410, { kind: 'Status', code: 410 });

  test('once: the list is read anew', async () => {
    const told = await list(pages(null, gone, null));
    expect(told).toMatchObject({ seen: true, value: { rows: { length: 1200 } } });
    expect(told).not.toHaveProperty('missing');
    expect(server?.asked).toHaveLength(5);
  });

  test('twice: it is not seen, and nothing is asked for ever', async () => {
    expect(await list(pages(null, gone, null, gone))).toMatchObject({
      seen: false,
      because: 'unreachable',
      code: 'Expired',
    });
    expect(server?.asked).toHaveLength(4);
  });
});

describe('a page that fails leaves those before, and its reason', () => {
  const list2 = (more: object) => (response: Parameters<Answer>[1]) =>
    json(response, 200, { kind: 'PartialObjectMetadataList', items: [item(700)], ...more });
  test.each<[string, Answer, object]>([
    ['500', pages(null, (r) => json(r, 500, {})), { because: 'unreachable', detail: 'page 2: HTTP 500' }],
    ['403', pages(null, (r) => json(r, 403, {})), { because: 'denied' }],
    ['429', pages(null, (r) => json(r, 429, {})), { because: 'throttled' }],
    ['no JSON', pages(null, (r) => void r.end('{')), { because: 'malformed' }],
    ['a connection that breaks', pages(null, (r) => void r.destroy()), { because: 'unreachable' }],
    [
      'another list',
      pages(null, list2({ metadata: { resourceVersion: '4999' } })),
      { because: 'malformed', detail: 'page 2: it is of another list than those before' },
    ],
    [
      'a circle',
      pages(null, list2({ metadata: { resourceVersion: '5000', continue: 'token 500' } })),
      { because: 'malformed', detail: 'page 2: it leads back to itself' },
    ],
  ])('%s', async (_what, answer, missing) => {
    const told = await list(answer);
    expect(told).toMatchObject({ seen: true, value: { rows: { length: 500 } }, missing: [missing] });
  });
});

describe('what is no list is not seen, with its cause', () => {
  const whole = {
    kind: 'SecretList',
    metadata: { resourceVersion: '1' },
    items: [{ data: { password: VALUE } }],
  };
  const undecryptable = {
    kind: 'Status',
    message:
      'Internal error occurred: unable to transform key "/registry/secrets/shop/db": got unexpected nil transformer',
  };
  const html = '<!doctype html><title>login</title>';
  test.each<[string, Answer, object]>([
    ['no identity', (_q, r) => json(r, 401, {}), { because: 'denied', code: 'Unauthorized' }],
    ['no right', (_q, r) => json(r, 403, {}), { because: 'denied', code: 'Forbidden' }],
    ['a form that the server does not know', (_q, r) => json(r, 406, {}), { because: 'malformed' }],
    [
      'the Secrets themselves',
      (_q, r) => json(r, 200, whole),
      { because: 'malformed', detail: 'the answer is no list of metadata only' },
    ],
    [
      'one Secret that cannot be decrypted',
      (_q, r) => json(r, 500, undecryptable),
      { because: 'unreachable', detail: 'the API server cannot decrypt every Secret (HTTP 500)' },
    ],
    [
      'HTML',
      (_q, r) => void r.writeHead(200, { 'content-type': 'text/html' }).end(html),
      { because: 'malformed' },
    ],
    ['20 MB', (_q, r) => void r.end('x'.repeat(20_000_000)), { because: 'malformed' }],
    [
      'no end',
      (_q, r) => void r.writeHead(200).write('{"kind":'),
      { because: 'unreachable', code: 'Timeout' },
    ],
    [
      'no list of entries',
      (_q, r) =>
        json(r, 200, { kind: 'PartialObjectMetadataList', metadata: { resourceVersion: '1' }, items: {} }),
      { because: 'malformed' },
    ],
    [
      'a number for its version',
      (_q, r) =>
        json(r, 200, { kind: 'PartialObjectMetadataList', metadata: { resourceVersion: 1 }, items: [] }),
      { because: 'malformed' },
    ],
  ])('%s', async (_what, answer, told) => {
    const found = await list(answer);
    expect(found).toMatchObject({ seen: false, ...told });
    expect(JSON.stringify(found)).not.toMatch(new RegExp(`${VALUE}|shop|registry`));
  });

  test('a certificate of another authority', async () => {
    const { cert } = certificate({ name: 'other-ca' });
    expect(await list(secretsAnswer([]), { ca: cert })).toMatchObject({
      seen: false,
      because: 'unreachable',
    });
    expect(server?.asked).toEqual([]);
  });
});

test('more than 100,000 are not read on for ever', async () => {
  const answer: Answer = ({ url = '' }, response) => {
    const page = Number(/continue=(\d+)/.exec(url)?.[1] ?? 0);
    const metadata = { resourceVersion: '1', continue: String(page + 1) };
    json(response, 200, { kind: 'PartialObjectMetadataList', metadata, items: [item(page)] });
  };
  const told = await list(answer);
  expect(told).toMatchObject({ value: { rows: { length: 200 } }, missing: [{ because: 'malformed' }] });
  expect(server?.asked).toHaveLength(200);
});
