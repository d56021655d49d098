import * as v from 'valibot';
import type { Job } from '../model/job.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { text } from './formats/common.ts';
import { readPlain, type StoredFormat, schemaOf } from './formats/stored-format.ts';

export interface Holder {
  /** Run that holds the lease: the same run, delivered again, takes over from its earlier attempt. */
  run: string;
  /** Who works on it, such as a request id or `host/pid/start`; unique for each attempt. */
  attempt: string;
  /** Until when it may work, ISO 8601, UTC. */
  until: string;
}

export interface Lease {
  /** Only grows: whoever holds the lease later has a larger one. What is written under it carries it. */
  readonly number: number;
  /** Null while the lease is ours; else both holders by name and number, for a person: whoever is overtaken must not write. */
  overtaken(): Promise<string | null>;
  /** Holds it on until then, ISO 8601, UTC. Answers as `overtaken`. */
  renew(until: string): Promise<string | null>;
  /**
   * Goes on under a number above that of what is stored, which is larger only where the leases were deleted. Answers as
   * `overtaken` then.
   */
  raise(above: number): Promise<string | null>;
  /** Lets others have it; its number stays in the store. */
  release(): Promise<void>;
}

export const LEASE: StoredFormat<Holder> = {
  name: 'sealwatch.lease',
  version: 1,
  schema: schemaOf<Holder>()(v.object({ run: text, attempt: text, until: v.pipe(text, v.isoTimestamp()) })),
  migrations: [],
};

const RELEASED = '1970-01-01T00:00:00.000Z';

/** Tells whether the process of an attempt is known to have ended, so that nobody waits for its lease. */
export type IsGone = (attempt: string) => boolean;

/** Under whose name a lease is taken. */
interface Owner {
  account: string;
  job: Job | 'alerts' | `proofs-${string}`;
}

/**
 * Keeps two runs of one job from working on one account at once. Leases are numbered and written only if absent, so of
 * several contenders one wins without compare-and-set, which OSS lacks; the last one stays when it is released, so that no number
 * comes twice. Answers the living holder when there is one.
 */
export async function acquireLease(
  store: ObjectStore,
  owner: Owner,
  wanted: Holder,
  now: Date,
  isGone: IsGone,
): Promise<Lease | { heldBy: Holder }> {
  const taken = await leaseAndRead(store, owner, wanted, now, isGone, async () => null);
  return 'heldBy' in taken ? taken : taken.lease;
}

/**
 * The same, and `read`: what is read under the lease. Whoever let go of the lease before wrote all that it had to write, so then it
 * is read while ours is taken, and forgotten when somebody is quicker; else only after ours is taken.
 */
export async function leaseAndRead<T>(
  store: ObjectStore,
  { account, job }: Owner,
  wanted: Holder,
  now: Date,
  isGone: IsGone,
  readUnder: () => Promise<T>,
): Promise<{ lease: Lease; read: Promise<T> } | { heldBy: Holder }> {
  const folder = `lease/${account}/${job}/`;
  const keys = await store.list(folder);
  const last = keys.at(-1);
  const holder = last === undefined ? null : await read(store, last);
  if (holder && isAlive(holder, wanted.run, now, isGone)) return { heldBy: holder };
  const lease = new NumberedLease(store, folder, numberIn(last) + 1, wanted);
  const early = holder?.until === RELEASED ? readUnder() : null;
  const [took] = await Promise.allSettled([lease.take(keys), early]);
  if (took.status === 'rejected') throw took.reason;
  if (took.value) {
    const under = early ?? readUnder();
    under.catch(() => undefined); // the caller awaits it
    return { lease, read: under };
  }
  const winner = await read(store, lease.key);
  return { heldBy: winner ?? { ...wanted, attempt: 'another attempt' } };
}

/** Who has not let go of it, however long ago that was; null: nobody. */
export async function holderOf(
  store: ObjectStore,
  { account, job }: { account: string; job: Job },
): Promise<Holder | null> {
  const last = (await store.list(`lease/${account}/${job}/`)).at(-1);
  const holder = last === undefined ? null : await read(store, last);
  return holder && holder.until !== RELEASED ? holder : null;
}

class NumberedLease implements Lease {
  readonly #store: ObjectStore;
  readonly #folder: string;
  readonly #holder: Holder;
  #number: number;
  #before: readonly string[] = [];

  constructor(store: ObjectStore, folder: string, number: number, holder: Holder) {
    this.#store = store;
    this.#folder = folder;
    this.#holder = holder;
    this.#number = number;
  }

  get number(): number {
    return this.#number;
  }

  get key(): string {
    return `${this.#folder}${String(this.#number).padStart(9, '0')}.json`;
  }

  /** False when somebody was quicker. Numbers before it tell nobody anything any more: they are deleted with its release. */
  async take(before: readonly string[]): Promise<boolean> {
    if (!(await this.#store.putIfAbsent(this.key, bytesOf(this.#holder)))) return false;
    this.#before = [...this.#before, ...before];
    return true;
  }

  async overtaken(): Promise<string | null> {
    const last = (await this.#store.list(this.#folder)).at(-1);
    if (last === this.key) return null;
    const { run, attempt } = this.#holder;
    const other = last === undefined ? null : await read(this.#store, last);
    const own = `run ${run} (${attempt}) holds number ${this.#number} of ${this.#folder}`;
    return other
      ? `${own}, run ${other.run} (${other.attempt}) took number ${numberIn(last)}`
      : `${own}, which is gone`;
  }

  async renew(until: string): Promise<string | null> {
    const why = await this.overtaken();
    if (why === null) await this.#store.put(this.key, bytesOf({ ...this.#holder, until }));
    return why;
  }

  async raise(above: number): Promise<string | null> {
    if (above < this.#number) return null;
    const why = await this.overtaken();
    if (why !== null) return why;
    const before = this.key;
    this.#number = above + 1;
    return (await this.take([before])) ? null : this.overtaken();
  }

  async release(): Promise<void> {
    const deleting = this.#before.map((key) => this.#store.delete(key));
    const [released] = await Promise.allSettled([
      this.#store.put(this.key, bytesOf({ ...this.#holder, until: RELEASED })),
      ...deleting, // what cannot be deleted now is by the next holder
    ]);
    if (released.status === 'rejected') throw released.reason;
  }
}

function numberIn(key = ''): number {
  return Number(/(\d+)\.json$/.exec(key)?.[1] ?? 0);
}

function bytesOf(holder: Holder): Buffer {
  return Buffer.from(JSON.stringify(holder));
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
