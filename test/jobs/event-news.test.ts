import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/start.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { changed, type EventWorld, startEventWorld } from './event-world.ts';
import { reactWith, type Watcher } from './harness.ts';

let world: EventWorld;
let sandbox: Sandbox;
let watcher: Watcher;

beforeEach(async () => {
  world = await startEventWorld();
  ({ sandbox, watcher } = world);
});
afterEach(() => sandbox.close());

const event = (id: string, change: Record<string, unknown> = {}) => changed('kms.DisableKey', change, id);

test('a run that fails leaves no other one at work', async () => {
  sandbox.world.disableKey({ key: 'pay', by: 'alice' });
  const { store } = watcher;
  const failing: ObjectStore = {
    get: (key) => store.get(key),
    list: (prefix) => store.list(prefix),
    delete: (key) => store.delete(key),
    putIfAbsent: (key, bytes) => store.putIfAbsent(key, bytes),
    put: async (key, bytes) => {
      if (key.endsWith('/keys.json')) throw new Error('killed');
      await store.put(key, bytes);
    },
  };
  await expect(reactWith(sandbox, { store: failing })(event('e-1'))).rejects.toThrow('killed');
  expect(await store.list('lease/')).toEqual([]);
});
