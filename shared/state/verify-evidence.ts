import type { EvidenceChain } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { MANIFEST, type Manifest } from './formats/evidence.ts';
import { readPlain } from './formats/stored-format.ts';
import { dayOf, digest, evidencePath } from './paths.ts';
import type { SealedRun } from './verify-records.ts';

export interface Verification {
  /** Runs whose manifest and files are as they were written. */
  runs: number;
  files: number;
  /** The first broken link, walking back from the newest run; null when the chain is whole. */
  broken: Broken | null;
  /** Oldest run of the chain that was reached. */
  oldest: string | null;
  /** The manifests of these runs, newest first. */
  links: readonly WalkedLink[];
  /** The walk ended at a run that names none before it, and not where retention ends. */
  begins: boolean;
}

export interface Broken {
  run: string;
  object: string;
  why: BrokenWhy;
  /** So many runs, this one and those before it, name the object: none of them is as it was written. */
  runs: number;
}

export interface WalkedLink extends SealedRun {
  key: string;
  sha256: string;
  /** Hash of the manifest before it; null for the first. */
  previous: string | null;
  /** What the manifest says that it is of. */
  says: Pick<Manifest, 'account' | 'job' | 'run'>;
}

export type BrokenWhy = 'missing' | 'altered' | 'unreadable';

/**
 * Walks the hash chain of one job back from its newest run, reading every file. The chain ends at the first
 * run, or where retention ends. Throws `AppError` StateTooNew, StateTooOld, and what the store throws.
 */
export async function verifyEvidence(
  store: ObjectStore,
  { head, keptFrom }: EvidenceChain,
): Promise<Verification> {
  const links: WalkedLink[] = [];
  const result: Verification = { runs: 0, files: 0, broken: null, oldest: null, links, begins: false };
  const read = new ReadObjects(store);
  let link = head;
  while (link && dayOf(link.run) >= keptFrom) {
    const manifest = await readLink(store, link);
    if ('why' in manifest) return { ...result, broken: { run: link.run, ...manifest, runs: 1 } };
    const broken = await brokenFile(read, manifest);
    if (broken) return { ...result, broken: await named(store, link, broken) };
    result.runs += 1;
    result.files = read.count;
    result.oldest = link.run;
    links.push(walked(link, manifest));
    link = manifest.previous;
  }
  return { ...result, begins: link === null };
}

function walked(link: Link, { account, job, run, previous, finishedAt, records = {} }: Manifest): WalkedLink {
  return { ...link, finishedAt, records, previous: previous?.sha256 ?? null, says: { account, job, run } };
}

type Link = NonNullable<EvidenceChain['head']>;

async function readLink(
  store: ObjectStore,
  { key, sha256 }: Link,
): Promise<Manifest | { object: string; why: BrokenWhy }> {
  const bytes = await store.get(key);
  if (!bytes) return { object: key, why: 'missing' };
  if (digest(bytes) !== sha256) return { object: key, why: 'altered' };
  const stored = readPlain(MANIFEST, key, bytes);
  return stored.kind === 'ok' ? stored.value : { object: key, why: 'unreadable' };
}

/** Hashes of objects, each read once while runs that may name it are walked. */
class ReadObjects {
  readonly #store: ObjectStore;
  readonly #hashes = new Map<string, string | null>();
  count = 0;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** Null: there is no such object. */
  async hashOf(key: string): Promise<string | null> {
    const known = this.#hashes.get(key);
    if (known !== undefined) return known;
    const bytes = await this.#store.get(key);
    const hash = bytes && digest(bytes);
    this.#hashes.set(key, hash);
    if (hash) this.count += 1;
    return hash;
  }

  /** No run before the one that wrote an object names it. */
  forget(folder: string): void {
    for (const key of this.#hashes.keys()) if (key.startsWith(folder)) this.#hashes.delete(key);
  }
}

async function brokenFile(
  read: ReadObjects,
  { account, run, files }: Manifest,
): Promise<Pick<Broken, 'object' | 'why'> | null> {
  for (const [object, { sha256 }] of Object.entries(files)) {
    const hash = await read.hashOf(object);
    if (hash !== sha256) return { object, why: hash === null ? 'missing' : 'altered' };
  }
  read.forget(evidencePath(account, run));
  return null;
}

/** A run names an object only if the run after it does. */
async function named(
  store: ObjectStore,
  newest: Link,
  broken: Pick<Broken, 'object' | 'why'>,
): Promise<Broken> {
  let runs = 0;
  let link: Link | null = newest;
  while (link) {
    const manifest: Manifest | { why: BrokenWhy } = await readLink(store, link);
    if ('why' in manifest || !(broken.object in manifest.files)) break;
    runs += 1;
    link = manifest.previous;
  }
  return { run: newest.run, ...broken, runs };
}
