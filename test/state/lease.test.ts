import { describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { acquireLease, type Lease, leaseAndRead } from '../../shared/state/lease.ts';
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
  expect(await lease.overtaken()).toBeNull();
  await lease.release();
  expect(await store.list('lease/')).toEqual(['lease/1/keys/000000058.json']);
  const next = won(await acquireLease(store, JOB, holder('r2', 'b'), NOW, NOBODY));
  expect([next.number, await lease.raise(60)]).toEqual([59, expect.stringMatching(/took number 59$/)]);
});

describe('what is read under a lease', () => {
  /** A store that waits before it takes a lease, until `go`. */
  function waiting(behind: ObjectStore): { store: ObjectStore; go: () => void } {
    let go = (): void => undefined;
    const gone = new Promise<void>((resolve) => {
      go = resolve;
    });
    const putIfAbsent: ObjectStore['putIfAbsent'] = async (key, body) => {
      await gone;
      return behind.putIfAbsent(key, body);
    };
    return { store: { ...behind, putIfAbsent }, go: () => go() };
  }

  const LATER = new Date(minutes(11));

  test.each([
    { when: 'was let go', before: 'released', now: NOW, isGone: NOBODY, run: 'r2', isEarly: true },
    { when: 'has run out', before: 'held', now: LATER, isGone: NOBODY, run: 'r2', isEarly: false },
    {
      when: 'belongs to a process that ended',
      before: 'held',
      now: NOW,
      isGone: () => true,
      run: 'r2',
      isEarly: false,
    },
    { when: 'belongs to the same run', before: 'held', now: NOW, isGone: NOBODY, run: 'r1', isEarly: false },
    { when: 'is the first', before: 'none', now: NOW, isGone: NOBODY, run: 'r2', isEarly: false },
  ])(
    'while it is taken: $isEarly, where the one before $when',
    async ({ before, now, isGone, run, isEarly }) => {
      const behind = memoryStore();
      if (before !== 'none') {
        const first = won(await acquireLease(behind, JOB, holder('r1', 'a'), NOW, NOBODY));
        if (before === 'released') await first.release();
      }
      const { store, go } = waiting(behind);
      let isRead = false;
      const taking = leaseAndRead(store, JOB, holder(run, 'b', minutes(30)), now, isGone, async () => {
        isRead = true;
        return 'state';
      });
      for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate);
      expect(isRead).toBe(isEarly);
      go();
      const taken = await taking;
      expect('read' in taken && (await taken.read)).toBe('state');
    },
  );

  test('is forgotten by whom another one was quicker than', async () => {
    const store = memoryStore();
    await won(await acquireLease(store, JOB, holder('r1', 'a'), NOW, NOBODY)).release();
    const all = await Promise.all(
      ['b', 'c', 'd'].map((name) =>
        leaseAndRead(store, JOB, holder(name, name), NOW, NOBODY, async () => name),
      ),
    );
    expect(all.filter((taken) => 'read' in taken)).toHaveLength(1);
  });

  test('may fail after the lease is taken, and is told to whom asks for it', async () => {
    const store = memoryStore();
    await won(await acquireLease(store, JOB, holder('r1', 'a'), NOW, NOBODY)).release();
    const broken = async (): Promise<never> => {
      throw new Error('no answer');
    };
    const taken = await leaseAndRead(store, JOB, holder('r2', 'b'), NOW, NOBODY, broken);
    if ('heldBy' in taken) throw new Error('held');
    await expect(taken.read).rejects.toThrow('no answer');
    expect(await taken.lease.overtaken()).toBeNull();
  });
});
