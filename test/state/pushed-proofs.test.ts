import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Marker } from '../../shared/model/proof.ts';
import { withMarker } from '../../shared/state/markers.ts';
import { readPushedProof, storePushedProof } from '../../shared/state/pushed-proofs.ts';
import { DirectoryStore } from '../../shared/store/directory.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { ACCOUNT, minutes } from '../builders.ts';
import { heldLeases } from '../held-leases.ts';
import { proofOf } from '../proof-builders.ts';

const look = (at: number, resourceVersion: string) => ({ at: minutes(at), resourceVersion, rows: [] });
const hourly = (count: number): Marker[] => {
  let markers: Marker[] = [];
  for (let nth = 0; nth < count; nth += 1) markers = withMarker(markers, look(nth * 60, String(nth + 1)));
  return markers;
};

describe('markers', () => {
  test('of two years are 400: the first, the last, each recent hour, and gaps that grow with age', () => {
    const markers = hourly(2 * 365 * 24);
    const hours = markers.map(({ resourceVersion }) => Number(resourceVersion));
    expect([markers.length, hours[0], hours.at(-1)]).toEqual([400, 1, 17_520]);
    expect(hours.slice(-20)).toEqual(Array.from({ length: 20 }, (_, nth) => 17_501 + nth));
    const gaps = hours.slice(1).map((hour, nth) => ({ gap: hour - (hours[nth] ?? 0), age: 17_520 - hour }));
    expect(gaps.filter(({ gap, age }) => gap > 2 + age / 8)).toEqual([]);
  });

  test('stay in order, whatever looks come', () => {
    const looks = fc.array(fc.record({ at: fc.nat(1000), version: fc.nat(1000) }), { maxLength: 50 });
    fc.assert(
      fc.property(looks, (given) => {
        let markers: Marker[] = [];
        for (const { at, version } of given) markers = withMarker(markers, look(at, String(version)));
        const versions = markers.map(({ resourceVersion }) => Number(resourceVersion));
        const times = markers.map(({ at }) => Date.parse(at));
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(versions).toEqual([...versions].sort((a, b) => a - b));
      }),
    );
  });

  test.each([
    { what: 'a list that cannot be compared', next: look(120, '0'), versions: ['1', '2'] },
    { what: 'a look that is older', next: look(30, '9'), versions: ['1', '2'] },
    { what: 'a smaller revision, as of a restored etcd', next: look(120, '1'), versions: ['1'] },
    { what: 'nothing written in between', next: look(120, '2'), versions: ['1', '2', '2'] },
  ])('$what', ({ next, versions }) => {
    expect(withMarker(hourly(2), next).map(({ resourceVersion }) => resourceVersion)).toEqual(versions);
  });
});

let number = 0;
const tools = { now: new Date(minutes(0)), uuid: () => `u${++number}` };

test.each([
  { name: 'memory', open: () => memoryStore() },
  {
    name: 'a directory',
    open: () => new DirectoryStore(mkdtempSync(join(tmpdir(), 'sealwatch-')), () => `n${++number}`),
  },
])('in $name, of posts at once none overwrites a newer one, and none is stored twice', async ({ open }) => {
  const store = open();
  const post = (minute: number) =>
    storePushedProof(
      store,
      { account: ACCOUNT, proof: proofOf('c1', minutes(minute)), signedAt: minutes(minute) },
      tools,
    );
  let best = -1;
  for (let round = 0; round < 5; round += 1) {
    const wanted = [2, 2, 1, 0, 2].map((minute) => minute + round);
    const told = await Promise.all(wanted.map(post));
    const stored = wanted.filter((_, nth) => told[nth]?.kind === 'stored');
    expect(new Set(stored).size).toBe(stored.length);
    best = Math.max(best, ...stored);
    expect(await readPushedProof(store, ACCOUNT, 'c1')).toMatchObject({
      kind: 'ok',
      value: { signedAt: minutes(best) },
    });
  }
  expect(await post(best)).toEqual({ kind: 'replayed', last: minutes(best) });
  expect(await heldLeases(store)).toEqual([]);
});

test('while one is being stored another one is asked to come again; of who died that ends', async () => {
  const store = memoryStore();
  const hanging = { ...store, put: () => new Promise<void>(() => undefined) };
  const post = (minute: number, to = store, now = tools.now) =>
    storePushedProof(
      to,
      { account: ACCOUNT, proof: proofOf('c1', minutes(minute)), signedAt: minutes(minute) },
      { ...tools, now },
    );
  void post(0, hanging);
  expect(await post(1)).toEqual({ kind: 'busy' });
  expect(await post(1, store, new Date(minutes(2)))).toMatchObject({ kind: 'stored' });
});
