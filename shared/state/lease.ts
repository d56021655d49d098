import * as v from 'valibot';
import type { Job } from '../model/job.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { text } from './formats/common.ts';
import { readPlain, type StoredFormat, schemaOf } from './formats/stored-format.ts';

export interface Holder {
  /** Run that holds the lease: the same run, delivered again, takes over from its earlier attempt. */
  run: string;
  /** Who works on it, such as a request id or `host/pid`; unique for each attempt. */
  attempt: string;
  /** Until when it may work, ISO 8601, UTC. */
  until: string;
}

export interface Lease {
  /** Whether the lease is still ours: false when we outlived it and somebody took over. */
  held(): Promise<boolean>;
  /** Holds it on until then, ISO 8601, UTC, unless somebody took over: then false. */
  renew(until: string): Promise<boolean>;
  release(): Promise<void>;
}

export const LEASE: StoredFormat<Holder> = {
  name: 'sealwatch.lease',
  version: 1,
  schema: schemaOf<Holder>()(v.object({ run: text, attempt: text, until: v.pipe(text, v.isoTimestamp()) })),
  migrations: [],
};

/** Tells whether the process of an attempt is known to have ended, so that nobody waits for its lease. */
export type IsGone = (attempt: string) => boolean;

/**
 * Keeps two runs of one job from working on one account at once. Leases are numbered and written only if absent, so of
 * several contenders one wins without compare-and-set, which OSS lacks. Answers the living holder when there is one.
 */
export async function acquireLease(
  store: ObjectStore,
  { account, job }: { account: string; job: Job | 'alerts' | `proofs-${string}` },
  wanted: Holder,
  now: Date,
  isGone: IsGone,
): Promise<Lease | { heldBy: Holder }> {
  const folder = `lease/${account}/${job}/`;
  const keys = await store.list(folder);
  const last = keys.at(-1);
  const holder = last === undefined ? null : await read(store, last);
  if (holder && isAlive(holder, wanted.run, now, isGone)) return { heldBy: holder };
  const number = last === undefined ? 1 : Number(/(\d+)\.json$/.exec(last)?.[1] ?? 0) + 1;
  const own = `${folder}${String(number).padStart(9, '0')}.json`;
  if (!(await store.putIfAbsent(own, Buffer.from(JSON.stringify(wanted))))) {
    const winner = await read(store, own);
    return { heldBy: winner ?? { ...wanted, attempt: 'another attempt' } };
  }
  for (const key of keys) await store.delete(key);
  // Numbers start again when nobody holds a lease, so the name alone does not tell whose it is.
  const held = async (): Promise<boolean> => {
    const [names, stored] = await Promise.all([store.list(folder), read(store, own)]);
    return names.at(-1) === own && stored?.attempt === wanted.attempt;
  };
  return {
    held,
    renew: async (until) => {
      if (!(await held())) return false;
      await store.put(own, Buffer.from(JSON.stringify({ ...wanted, until })));
      return true;
    },
    release: async () => {
      if (await held()) await store.delete(own);
    },
  };
}

function isAlive({ run, attempt, until }: Holder, wanted: string, now: Date, isGone: IsGone): boolean {
  return run !== wanted && Date.parse(until) > now.getTime() && !isGone(attempt);
}

/** A lease that cannot be read was never finished, so nobody holds it. */
async function read(store: ObjectStore, key: string): Promise<Holder | null> {
  const bytes = await store.get(key);
  const stored = bytes && readPlain(LEASE, key, bytes);
  return stored?.kind === 'ok' ? stored.value : null;
}
