import { expect, test } from 'vitest';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { holdBack } from '../../shared/store/held-back.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { bytes, read } from './contract.ts';

async function story(): Promise<{
  behind: ObjectStore;
  held: ReturnType<typeof holdBack>;
  written: string[];
}> {
  const written: string[] = [];
  const memory = memoryStore();
  await memory.put('evidence/old', bytes('1'));
  const behind: ObjectStore = {
    ...memory,
    put: async (key, body) => {
      written.push(key);
      await memory.put(key, body);
    },
  };
  const held = holdBack(behind);
  const { store } = held;
  await store.putIfAbsent('lease/a/keys/1', bytes('me'));
  await store.put('marks/a', bytes('{}'));
  await store.put('state/a/keys.json', bytes('state'));
  await store.put('evidence/new', bytes('2'));
  await store.delete('evidence/old');
  await store.delete('lease/a/keys/1');
  return { behind, held, written };
}

test('what is written is read at once, and nobody else sees it; a lease they see until the end', async () => {
  const { behind, held } = await story();
  expect(await held.store.list('')).toEqual(['evidence/new', 'marks/a', 'state/a/keys.json']);
  expect(await held.store.list('', 'evidence/new')).toEqual(['marks/a', 'state/a/keys.json']);
  expect(await read(held.store, 'evidence/old')).toBeNull();
  expect(await behind.list('')).toEqual(['evidence/old', 'lease/a/keys/1']);
});

test('a commit writes evidence before states, states before marks, and ends the leases', async () => {
  const { behind, held, written } = await story();
  await held.commit();
  expect(written).toEqual(['evidence/new', 'state/a/keys.json', 'marks/a']);
  expect(await behind.list('')).toEqual(['evidence/new', 'marks/a', 'state/a/keys.json']);
});

test('what is discarded was never there, and no lease stays', async () => {
  const { behind, held, written } = await story();
  await held.discard();
  expect([await behind.list(''), written]).toEqual([['evidence/old'], []]);
});

test('one of several racing writers wins, and a lease of others is respected', async () => {
  const { behind, held } = await story();
  const race = await Promise.all([1, 2, 3].map((n) => held.store.putIfAbsent('a', bytes(String(n)))));
  expect(race).toEqual([true, false, false]);
  await behind.put('lease/a/spend/1', bytes('other'));
  expect(await held.store.putIfAbsent('lease/a/spend/1', bytes('me'))).toBe(false);
  expect(await held.store.putIfAbsent('lease/a/keys/1', bytes('again'))).toBe(true);
});
