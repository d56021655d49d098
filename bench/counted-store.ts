import { setTimeout as sleep } from 'node:timers/promises';
import type { ObjectStore } from '../shared/model/object-store.ts';

/** So that calls which overlap are seen to. */
const LATENCY_MS = 3;

export interface StoreCall {
  what: 'get' | 'put' | 'list' | 'delete';
  key: string;
  /** Written. */
  bytes: number;
  start: number;
  end: number;
}

/** A store that notes its calls, each of which takes a moment. */
export function countedStore(behind: ObjectStore): { store: ObjectStore; taken(): StoreCall[] } {
  let calls: StoreCall[] = [];
  const noted = async <T>(
    what: StoreCall['what'],
    key: string,
    call: () => Promise<T>,
    bytes = 0,
  ): Promise<T> => {
    const start = performance.now();
    const answer = await call();
    await sleep(LATENCY_MS);
    calls.push({ what, key, bytes: answer === false ? 0 : bytes, start, end: performance.now() });
    return answer;
  };
  const store: ObjectStore = {
    get: (key) => noted('get', key, () => behind.get(key)),
    put: (key, body) => noted('put', key, () => behind.put(key, body), body.length),
    putIfAbsent: (key, body) => noted('put', key, () => behind.putIfAbsent(key, body), body.length),
    list: (prefix, after) => noted('list', prefix, () => behind.list(prefix, after)),
    delete: (keys) => noted('delete', [keys].flat()[0] ?? '', () => behind.delete(keys)),
  };
  const taken = (): StoreCall[] => {
    const told = calls;
    calls = [];
    return told;
  };
  return { store, taken };
}

/** The longest row of calls of which each began after the one before had ended. */
export function depthOf(calls: readonly StoreCall[]): number {
  const depths: { end: number; depth: number }[] = [];
  for (const { start, end } of [...calls].sort((one, other) => one.start - other.start)) {
    const before = depths.filter((done) => done.end <= start).map(({ depth }) => depth);
    depths.push({ end, depth: 1 + Math.max(0, ...before) });
  }
  return Math.max(0, ...depths.map(({ depth }) => depth));
}
