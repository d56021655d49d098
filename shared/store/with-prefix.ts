import type { ObjectStore } from '../model/object-store.ts';
import { requireBegin, requireKey } from './keys.ts';

/** The part of a store below a folder (`sealwatch/`), as a store of its own. */
export function withPrefix(store: ObjectStore, folder: string): ObjectStore {
  const placed = (key: string): string => {
    requireKey(key);
    return `${folder}${key}`;
  };
  return {
    get: async (key) => await store.get(placed(key)),
    put: async (key, body) => await store.put(placed(key), body),
    putIfAbsent: async (key, body) => await store.putIfAbsent(placed(key), body),
    delete: async (keys) =>
      await store.delete(typeof keys === 'string' ? placed(keys) : keys.map((key) => placed(key))),
    list: async (prefix, after = '') => {
      requireBegin(prefix);
      requireBegin(after);
      const keys = await store.list(`${folder}${prefix}`, after === '' ? '' : `${folder}${after}`);
      return keys.map((key) => key.slice(folder.length));
    },
  };
}
