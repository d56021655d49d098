import { expect, test } from 'vitest';
import { acquireLease, type Lease } from '../../shared/state/lease.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { minutes, NOW } from '../builders.ts';

const JOB = { account: '1', job: 'keys' } as const;
const NOBODY = () => false;
const holder = (run: string, attempt: string, until = minutes(10)) => ({ run, attempt, until });

function won(lease: Awaited<ReturnType<typeof acquireLease>>): Lease {
  if ('heldBy' in lease) throw new Error(`held by ${lease.heldBy.attempt}`);
  return lease;
}

test('one holds it, others see who; after release it is free', async () => {
  const store = memoryStore();
  const lease = won(await acquireLease(store, JOB, holder('r1', 'a'), NOW, NOBODY));
  expect(await acquireLease(store, JOB, holder('r2', 'b'), NOW, NOBODY)).toEqual({
    heldBy: holder('r1', 'a'),
  });
  await lease.release();
  expect(await store.list('lease/')).toEqual(['lease/1/keys/000000001.json']);
  const next = won(await acquireLease(store, JOB, holder('r2', 'b'), NOW, NOBODY));
  expect([lease.number, next.number]).toEqual([1, 2]);
});

test.each([
  { when: 'has run out', second: holder('r2', 'b'), now: minutes(11), isGone: NOBODY },
  { when: 'belongs to the same run', second: holder('r1', 'b'), now: minutes(0), isGone: NOBODY },
  { when: 'belongs to a process that ended', second: holder('r2', 'b'), now: minutes(0), isGone: () => true },
])('a lease that $when is taken over, and its holder notices', async ({ second, now, isGone }) => {
  const store = memoryStore();
  const old = won(await acquireLease(store, JOB, holder('r1', 'a'), NOW, NOBODY));
  expect(await old.overtaken()).toBeNull();
  const lease = won(await acquireLease(store, JOB, { ...second, until: minutes(30) }, new Date(now), isGone));
  expect(await old.overtaken()).toBe(
    `run r1 (a) holds number 1 of lease/1/keys/, run ${second.run} (b) took number 2`,
  );
  expect(await lease.overtaken()).toBeNull();
  await old.release();
  expect(await lease.overtaken()).toBeNull();
});

test('a holder that was overtaken is not fooled by a later lease of the same number', async () => {
  const store = memoryStore();
  const old = won(await acquireLease(store, JOB, holder('r1', 'a'), NOW, NOBODY));
  const next = won(await acquireLease(store, JOB, holder('r1', 'b'), NOW, NOBODY));
  await next.release();
  const third = won(await acquireLease(store, JOB, holder('r3', 'c'), NOW, NOBODY));
  expect(await old.overtaken()).toMatch(/holds number/);
  await old.release();
  expect(await third.overtaken()).toBeNull();
});

test('a lease that is renewed is held on, and one that was taken over is not', async () => {
  const store = memoryStore();
  const lease = won(await acquireLease(store, JOB, holder('r1', 'a'), NOW, NOBODY));
  expect(await lease.renew(minutes(30))).toBeNull();
  const during = await acquireLease(store, JOB, holder('r2', 'b'), new Date(minutes(20)), NOBODY);
  expect(during).toEqual({ heldBy: holder('r1', 'a', minutes(30)) });
  const next = won(await acquireLease(store, JOB, holder('r2', 'b'), new Date(minutes(31)), NOBODY));
  expect(await lease.renew(minutes(60))).toMatch(/r2 \(b\) took number 2$/);
  expect(await next.overtaken()).toBeNull();
});

test('of many that come at once one wins', async () => {
  const store = memoryStore();
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      acquireLease(store, JOB, holder(`r${index}`, `a${index}`), NOW, NOBODY),
    ),
  );
  expect(all.filter((lease) => !('heldBy' in lease))).toHaveLength(1);
});

test('jobs and accounts do not stand in each other’s way, and half a lease holds nobody up', async () => {
  const store = memoryStore();
  won(await acquireLease(store, JOB, holder('r1', 'a'), NOW, NOBODY));
  won(await acquireLease(store, { account: '1', job: 'inventory' }, holder('r1', 'a'), NOW, NOBODY));
  await store.put('lease/2/keys/000000007.json', Buffer.from('{"run":'));
  won(await acquireLease(store, { account: '2', job: 'keys' }, holder('r1', 'a'), NOW, NOBODY));
});

test('numbers only grow: whoever finds a larger one stored, because the leases were deleted, goes on above it', async () => {
  const store = memoryStore();
  const lease = won(await acquireLease(store, JOB, holder('r1', 'a'), NOW, NOBODY));
  expect([await lease.raise(0), lease.number]).toEqual([null, 1]);
  expect([await lease.raise(57), lease.number]).toEqual([null, 58]);
  expect(await store.list('lease/')).toEqual(['lease/1/keys/000000058.json']);
  expect(await lease.overtaken()).toBeNull();
  await lease.release();
  const next = won(await acquireLease(store, JOB, holder('r2', 'b'), NOW, NOBODY));
  expect([next.number, await lease.raise(60)]).toEqual([59, expect.stringMatching(/took number 59$/)]);
});
