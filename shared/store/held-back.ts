import pMap from 'p-map';
import { compareText } from '../model/finding.ts';
import type { ObjectStore } from '../model/object-store.ts';

const AT_ONCE = 10;
const LEASES = 'lease/';
/** A state says what is true once its evidence is there, and a mark that there is a new state; leases end last. */
const LAST = ['state/', 'marks/', LEASES];

export interface HeldBack {
  store: ObjectStore;
  /** Writes what was held back. */
  commit(): Promise<void>;
  /** Forgets it, but for what became of the leases. */
  discard(): Promise<void>;
}

/**
 * A store in front of another one: what is written to it is read from it, and reaches the other one only with `commit`, so that
 * who stops in between leaves nothing. Leases are taken at once, because others must see them, and kept until the end.
 */
export function holdBack(behind: ObjectStore): HeldBack {
  /** Null: deleted. */
  const pending = new Map<string, Buffer | null>();
  const get = async (key: string): Promise<Buffer | null> =>
    pending.has(key) ? (pending.get(key) ?? null) : behind.get(key);
  const set = (key: string, body: Uint8Array | null): void => {
    pending.set(key, body && Buffer.from(body));
  };
  const store: ObjectStore = {
    get,
    put: async (key, body) => set(key, body),
    putIfAbsent: async (key, body) => {
      if (key.startsWith(LEASES) && !pending.has(key)) return behind.putIfAbsent(key, body);
      if ((await get(key)) || pending.get(key)) return false; // another writer may have come in between
      set(key, body);
      return true;
    },
    list: async (prefix, after = '') => {
      const own = [...pending.keys()].filter((key) => key.startsWith(prefix) && key > after);
      const keys = new Set([...(await behind.list(prefix, after)), ...own]);
      return [...keys].filter((key) => pending.get(key) !== null).sort(compareText);
    },
    delete: async (key) => set(key, null),
  };
  const write = ([key, body]: readonly [string, Buffer | null]): Promise<void> =>
    body ? behind.put(key, body) : behind.delete(key);
  return {
    store,
    commit: async () => {
      for (let rank = -1; rank < LAST.length; rank += 1) {
        const turn = [...pending].filter(([key]) => rankOf(key) === rank);
        await pMap(turn, write, { concurrency: AT_ONCE });
      }
      pending.clear();
    },
    discard: async () => {
      const leases = [...pending].filter(([key]) => key.startsWith(LEASES));
      pending.clear();
      await pMap(leases, write, { concurrency: AT_ONCE });
    },
  };
}

function rankOf(key: string): number {
  return LAST.findIndex((prefix) => key.startsWith(prefix));
}
