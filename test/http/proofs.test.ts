import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../shared/model/error.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { PROOF_HEADERS } from '../../shared/model/proof-signature.ts';
import { pushedProofPath, readPushedProof } from '../../shared/state/pushed-proofs.ts';
import { heldLeases } from '../held-leases.ts';
import { describedTransport } from './described.ts';
import { BOUND, bodyOf, PROOF, signed } from './posting.ts';
import { type Asked, TRANSPORTS, type Transport } from './transports.ts';
import { auditedWorld, bearer, copyOf, knownClusters, READ, RUN, Stage, type World } from './world.ts';

const ACCOUNT = '1000000000000001';
const tokens = (bound: readonly string[]) => `
report:
  tokens:
    - "${READ}"
    - { token: "${RUN}", scope: run }
    - { token: "${PROOF}", scope: proof }
    - { token: "${BOUND}", scope: proof, clusters: ${JSON.stringify(bound)} }
`;

let world: World;
/** Two clusters that the jobs know. */
let known: readonly { id: string; name: string; region: string }[];
beforeAll(async () => {
  world = await auditedWorld();
  known = await knownClusters(world);
});
afterAll(() => world.sandbox.close());

describe.each(TRANSPORTS)('through $name', ({ open }) => {
  let stage: Stage;
  let store: ObjectStore;
  let transport: Transport;
  let id: string;
  let other: string;

  const now = (later = 0): string => new Date(stage.now().getTime() + later).toISOString();
  const post = (asked: Asked) => transport.ask('/proofs', asked);
  const proofs = () => store.list('proofs/');
  const stored = async () => {
    const read = await readPushedProof(store, ACCOUNT, id);
    return read.kind === 'ok' ? read.value : null;
  };
  const codeOf = ({ text }: { text: string }): string =>
    (JSON.parse(text) as { type: string }).type.replace('urn:sealwatch:problem:', '');

  beforeEach(async () => {
    stage = new Stage(world.sandbox.now());
    store = await copyOf(world.store);
    [id = '', other = ''] = known.map((one) => one.id);
    transport = describedTransport(await open(stage.app(tokens([other])), stage.context(store)));
  });
  afterEach(() => transport.close());

  test('what a cluster posts is stored under the name that it is known by, with a marker of each look', async () => {
    const [{ name, region } = { name: '', region: '' }] = known;
    const first = await post(signed(bodyOf(id, now()), now()));
    expect([first.status, first.json()]).toEqual([
      200,
      { account: ACCOUNT, cluster: id, signedAt: now(), markers: 1 },
    ]);
    const firstAt = now();
    stage.later = 3_600_000;
    const list = { at: now(), resourceVersion: '999', rows: [] };
    const secrets = { seen: true, value: list, at: now() } as const;
    expect((await post(signed(bodyOf(id, now(), { secrets }), now()))).json()).toMatchObject({ markers: 2 });
    expect(await stored()).toMatchObject({
      version: 1,
      signedAt: now(),
      proof: { cluster: id, name, region, source: 'push', level: 'cluster', secrets },
      markers: [
        { at: firstAt, resourceVersion: '456' },
        { at: now(), resourceVersion: '999' },
      ],
    });
  });

  test('another name, region or source than the known ones is not taken over', async () => {
    const lie = { name: 'evil', region: 'mars', source: 'pull' } as const;
    await post(signed(bodyOf(id, now(), lie), now()));
    const [{ name, region } = { name: '', region: '' }] = known;
    expect((await stored())?.proof).toMatchObject({
      name,
      region,
      source: 'push',
    });
  });

  describe('who may', () => {
    test.each([
      { who: 'a token for reading', token: READ, status: 403, code: 'scope-needed' },
      { who: 'one for runs', token: RUN, status: 403, code: 'scope-needed' },
      { who: 'an unknown one', token: 'forged-token-0123456789', status: 401, code: 'unauthorised' },
      { who: 'one for another cluster', token: BOUND, status: 403, code: 'cluster-not-allowed' },
    ])('signed with $who: $status', async ({ token, status, code }) => {
      const answer = await post(signed(bodyOf(id, now()), now(), token));
      expect([answer.status, codeOf(answer), await proofs()]).toEqual([status, code, []]);
    });

    test('a token that is bound to this cluster may', async () => {
      expect((await post(signed(bodyOf(other, now()), now(), BOUND))).status).toBe(200);
    });

    test.each(['/', '/report.json', '/history.json', '/clusters/c1', '/openapi.json'])(
      'a token of scope proof does not open %s',
      async (path) => {
        const { status, text } = await transport.ask(path, { headers: bearer(PROOF) });
        expect([status, JSON.parse(text)]).toMatchObject([
          403,
          { type: 'urn:sealwatch:problem:scope-needed' },
        ]);
      },
    );

    test('it starts no run either, and sending it posts nothing', async () => {
      const sent = { method: 'POST', headers: bearer(PROOF) };
      expect((await transport.ask('/runs', sent)).status).toBe(403);
      const body = JSON.stringify(bodyOf(id, now()));
      const headers = { ...bearer(PROOF), 'content-type': 'application/json' };
      expect((await post({ method: 'POST', headers, body })).status).toBe(401);
      expect(await proofs()).toEqual([]);
    });
  });

  describe('a signature', () => {
    const altered: readonly (readonly [string, (asked: Asked) => Asked])[] = [
      ['of another body', (asked) => ({ ...asked, body: `${asked.body} ` })],
      ['of another time', (asked) => headers(asked, { [PROOF_HEADERS.timestamp]: now(1) })],
      ['that is none', (asked) => headers(asked, { [PROOF_HEADERS.signature]: 'x'.repeat(64) })],
      ['that is short', (asked) => headers(asked, { [PROOF_HEADERS.signature]: 'ab' })],
      ['of nobody', (asked) => headers(asked, { [PROOF_HEADERS.signature]: '0'.repeat(64) })],
      ['with a time that is none', (asked) => headers(asked, { [PROOF_HEADERS.timestamp]: 'now' })],
    ];
    function headers(asked: Asked, more: Record<string, string>): Asked {
      return { ...asked, headers: { ...asked.headers, ...more } };
    }

    test.each(altered)('%s: refused', async (_what, alter) => {
      expect((await post(alter(signed(bodyOf(id, now()), now())))).status).toBe(401);
      expect(await proofs()).toEqual([]);
    });

    test.each([
      { minutes: -5, status: 200 },
      { minutes: -5.02, status: 401 },
      { minutes: 5, status: 200 },
      { minutes: 5.02, status: 401 },
      { minutes: -1440, status: 401 },
    ])('of a clock that is $minutes minutes off: $status', async ({ minutes, status }) => {
      const at = now(minutes * 60_000);
      const answer = await post(signed(bodyOf(id, at), at));
      expect(answer.status).toBe(status);
      if (status === 401)
        expect([codeOf(answer), answer.text]).toEqual(['clock-skew', expect.stringContaining(at)]);
    });

    test('guessing is slow: after ten wrong ones a minute of waiting, and none for the right one', async () => {
      const wrong = signed(bodyOf(id, now()), now(), 'forged-token-0123456789');
      for (let nth = 0; nth < 10; nth += 1) expect((await post(wrong)).status).toBe(401);
      expect((await post(wrong)).status).toBe(429);
      expect((await post(signed(bodyOf(id, now()), now()))).status).toBe(200);
    });
  });

  describe('the same again', () => {
    test('is refused, and so is an older one', async () => {
      const asked = signed(bodyOf(id, now()), now());
      expect((await post(asked)).status).toBe(200);
      const stored = await store.get(pushedProofPath(ACCOUNT, id));
      for (const late of [asked, signed(bodyOf(id, now(-1000)), now(-1000))]) {
        const answer = await post(late);
        expect([answer.status, codeOf(answer)]).toEqual([409, 'replayed']);
      }
      expect(await store.get(pushedProofPath(ACCOUNT, id))).toEqual(stored);
      expect((await post(signed(bodyOf(other, now()), now()))).status).toBe(200);
    });

    test('of many at once each is taken once at most, and the newest stays', async () => {
      const posts = [0, 0, 0, -1000, -2000].map((later) => signed(bodyOf(id, now(later)), now(later)));
      const answers = await Promise.all(posts.map(post));
      expect(
        answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409),
      ).toEqual([]);
      expect(answers.slice(0, 3).filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
      const again = await post(posts[0] ?? {});
      const newest = (await stored())?.signedAt;
      expect([[200, 409].includes(again.status), newest]).toEqual([true, now()]);
      expect(await heldLeases(store)).toEqual([]);
    });
  });

  describe('a body', () => {
    const proof = (more: object) => {
      const body = bodyOf(id, now());
      return { ...body, proof: { ...body.proof, ...more } };
    };
    const seen = (value: unknown) => ({ seen: true, value, at: now() });
    const rows = (...given: unknown[]) =>
      proof({ secrets: seen({ at: now(), resourceVersion: '9', rows: given }) });
    const bodies: readonly (readonly [string, () => unknown])[] = [
      ['no JSON', () => '{'],
      ['nothing', () => ''],
      ['a list', () => []],
      ['nested deep', () => '['.repeat(200_000)],
      ['another schema', () => ({ ...bodyOf(id, now()), schema: 'sealwatch.proof/2' })],
      ['no proof', () => ({ schema: 'sealwatch.proof/1' })],
      ['a path for a cluster', () => proof({ cluster: '../../state/x' })],
      ['an unknown level', () => proof({ level: 'all' })],
      [
        'a negative count',
        () => proof({ servers: seen([{ ...server(), read: { plain: -1, v1: 0, v2: 0, other: 0 } }]) }),
      ],
      [
        'a count as text',
        () => proof({ servers: seen([{ ...server(), read: { plain: '1', v1: 0, v2: 0, other: 0 } }]) }),
      ],
      ['words with an escape', () => proof({ version: seen('v1\u001b[31m') })],
      ['words that turn round', () => proof({ version: seen('v1\u202e') })],
      ['a name with a line end', () => rows({ resourceVersion: '1', created: now(), name: 'a/b\nc' })],
      ['a time that is none', () => rows({ resourceVersion: '1', created: 'yesterday' })],
      ['a version as number', () => rows({ resourceVersion: 1, created: now() })],
      ['a reason that is none', () => proof({ secrets: { seen: false, because: 'mood', detail: '' } })],
    ];
    const server = () => (bodyOf(id, now()).proof['servers'] as { value: object[] }).value[0];

    test.each(bodies)('%s: 400, and the place is named, not the value', async (_what, body) => {
      const answer = await post(signed(body(), now()));
      expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid-body']);
      expect(answer.text.length).toBeLessThan(300);
      expect(await proofs()).toEqual([]);
    });

    test('of another media type: 415', async () => {
      const asked = signed(bodyOf(id, now()), now());
      const headers = { ...asked.headers, 'content-type': 'text/plain' };
      expect((await post({ ...asked, headers })).status).toBe(415);
    });

    test('that is larger than 8 MiB: 413; of 100,000 Secrets it is not', async () => {
      expect((await post(signed(' '.repeat(8 * 1024 * 1024 + 1), now()))).status).toBe(413);
      const row = { resourceVersion: '8', created: '2026-01-01T00:00:00Z' };
      const many = rows(...Array.from({ length: 100_000 }, () => row));
      expect((await post(signed(many, now()))).status).toBe(200);
    });

    test.each(['', '0', '9223372036854775808', 'abc'])(
      'a resourceVersion "%s" costs no other Secret, and marks nothing',
      async (resourceVersion) => {
        const odd = { resourceVersion, created: now() };
        const list = seen({ at: now(), resourceVersion, rows: [odd, { ...odd, resourceVersion: '7' }] });
        const answer = await post(signed(proof({ secrets: list }), now()));
        expect(answer.json()).toMatchObject({ markers: 0 });
      },
    );

    test('that could not see something says why', async () => {
      const denied = { seen: false, because: 'denied', detail: 'secrets is forbidden', code: 'Forbidden' };
      expect((await post(signed(proof({ secrets: denied }), now()))).json()).toMatchObject({ markers: 0 });
      expect((await stored())?.proof.secrets).toEqual(denied);
    });
  });

  describe('a cluster', () => {
    test.each([
      { what: 'that nobody knows', cluster: () => 'c0000000000000000000000000000000', account: undefined },
      { what: 'of another account', cluster: () => id, account: '1000000000000099' },
    ])('$what: 422', async ({ cluster, account }) => {
      const body = { ...bodyOf(cluster(), now()), ...(account !== undefined && { account }) };
      const answer = await post(signed(body, now()));
      expect([answer.status, codeOf(answer), await proofs()]).toEqual([422, 'unknown-cluster', []]);
      expect(answer.text).toContain(cluster());
    });

    test('of the account that is named is taken', async () => {
      expect((await post(signed({ ...bodyOf(id, now()), account: ACCOUNT }, now()))).status).toBe(200);
    });

    test.each([
      { what: 'looked at two hours before', later: -7_200_000 },
      { what: 'looked at in the future', later: 600_000 },
    ])('$what: 422', async ({ later }) => {
      const answer = await post(signed(bodyOf(id, now(later)), now()));
      expect([answer.status, codeOf(answer)]).toEqual([422, 'wrong-time']);
    });
  });

  test('a store in trouble is told without its words, and what is damaged there is replaced', async () => {
    await store.put(pushedProofPath(ACCOUNT, id), Buffer.from('{"half'));
    expect((await post(signed(bodyOf(id, now()), now()))).status).toBe(200);
    const broken: ObjectStore = {
      ...store,
      put: async () => {
        throw new AppError('StoreNotWritable', 'inner words', '');
      },
    };
    const asking = describedTransport(await open(stage.app(tokens([other])), stage.context(broken)));
    const answer = await asking.ask('/proofs', signed(bodyOf(id, now(1)), now(1)));
    expect([answer.status, answer.text.includes('inner')]).toEqual([503, false]);
    await asking.close();
  });
});
