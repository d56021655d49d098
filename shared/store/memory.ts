import type { ObjectStore } from '../model/object-store.ts';

/** A store that forgets: for the demo, and for an account whose id nobody could tell. */
export function memoryStore(): ObjectStore {
  const objects = new Map<string, Buffer>();
  return {
    get: async (key) => objects.get(key) ?? null,
    put: async (key, body) => {
      objects.set(key, Buffer.from(body));
    },
    putIfAbsent: async (key, body) => {
      if (objects.has(key)) return false;
      objects.set(key, Buffer.from(body));
      return true;
    },
    list: async (prefix, after = '') =>
      [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort(byText),
    delete: async (keys) => {
      for (const key of [keys].flat()) objects.delete(key);
    },
  };
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
