import type { EvidenceChain } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { MANIFEST, type Manifest } from './formats/evidence.ts';
import { readPlain } from './formats/stored-format.ts';
import { dayOf, digest } from './paths.ts';
import type { SealedRun } from './verify-records.ts';

export interface Verification {
  /** Runs whose manifest and files are as they were written. */
  runs: number;
  files: number;
  /** The first broken link, walking back from the newest run; null when the chain is whole. */
  broken: { run: string; object: string; why: BrokenWhy } | null;
  /** Oldest run of the chain that was reached. */
  oldest: string | null;
  /** The manifests of these runs, newest first. */
  links: readonly WalkedLink[];
  /** The walk ended at a run that names none before it, and not where retention ends. */
  begins: boolean;
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
  let link = head;
  while (link && dayOf(link.run) >= keptFrom) {
    const manifest = await readLink(store, link);
    const folder = link.key.slice(0, -'manifest.json'.length);
    const broken = 'why' in manifest ? manifest : await brokenFile(store, folder, manifest);
    if (broken || 'why' in manifest) return { ...result, broken: broken && { run: link.run, ...broken } };
    result.runs += 1;
    result.files += Object.keys(manifest.files).length;
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

async function brokenFile(
  store: ObjectStore,
  folder: string,
  { files }: Manifest,
): Promise<{ object: string; why: BrokenWhy } | null> {
  for (const [name, { sha256 }] of Object.entries(files)) {
    const bytes = await store.get(folder + name);
    if (!bytes) return { object: folder + name, why: 'missing' };
    if (digest(bytes) !== sha256) return { object: folder + name, why: 'altered' };
  }
  return null;
}
