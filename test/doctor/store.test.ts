import { chmodSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { machine } from '../../functions/machine.ts';
import { storeItems } from '../../shared/doctor/store-items.ts';
import type { Examination } from '../../shared/model/examination.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { DirectoryStore } from '../../shared/store/directory.ts';
import { memoryStore } from '../../shared/store/memory.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'sealwatch-store-'));

async function examine(directory: string, store: ObjectStore = new DirectoryStore(directory, machine.uuid)) {
  return storeItems({ store: { directory } }, { store, bucket: null, attempt: 'host/1/abc' });
}

const failedOf = (items: readonly Examination[]): string[] =>
  items.filter(({ result }) => result === 'failed').map(({ id }) => id);

test('a directory that is not there yet is made, and left without the probe', async () => {
  const directory = join(folder(), 'not', 'yet');
  const items = await examine(directory);
  expect(new Set(items.map(({ result }) => result))).toEqual(new Set(['ok']));
  expect(readdirSync(join(directory, 'doctor'))).toEqual([]);
});

test('a directory that others may read', async () => {
  const directory = folder();
  chmodSync(directory, 0o755);
  const items = await examine(directory);
  expect(failedOf(items)).toEqual(['store-public']);
  const command = items.find(({ id }) => id === 'store-public')?.remedy?.command;
  expect(command).toBe(`chmod 700 '${directory}'`);
});

test('a path that is a file: one trouble, told once', async () => {
  const file = join(folder(), 'file');
  writeFileSync(file, '');
  const items = await examine(join(file, 'store'));
  expect(failedOf(items)).toEqual(['store-write']);
  const write = items.find(({ id }) => id === 'store-write');
  expect(write).toMatchObject({ evidence: { code: 'StoreNotWritable' }, remedy: { text: '{hint}' } });
  expect(items.find(({ id }) => id === 'store-write-once')?.result).toBe('skipped');
});

test('a store that overwrites what is there', async () => {
  const store = { ...memoryStore(), putIfAbsent: async () => true };
  expect(failedOf(await examine(folder(), store))).toContain('store-write-once');
});

test('a store that gives back something else', async () => {
  const store = { ...memoryStore(), get: async () => Buffer.from('else') };
  expect(failedOf(await examine(folder(), store))).toEqual(['store-read']);
});

test('a store that forgets what was written', async () => {
  const store = { ...memoryStore(), get: async () => null };
  expect(failedOf(await examine(folder(), store))).toEqual(['store-read']);
});
