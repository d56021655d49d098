import { createHash } from 'node:crypto';
import { AppError } from '../model/error.ts';
import type { Job } from '../model/job.ts';
import type { EvidenceChain, EvidenceFiles } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import type { Signer, SigningTrouble } from '../model/signature.ts';
import { markOf } from './codec.ts';
import {
  type Lifted,
  MANIFEST,
  MANIFEST_FILE,
  type Manifest,
  PARTS_OBJECT,
  type SealedRecords,
  SIGNATURE,
  SIGNATURE_FILE,
} from './formats/evidence.ts';
import { readPlain } from './formats/stored-format.ts';
import { isGzip, pack } from './gzip.ts';
import { Lifter } from './lifted.ts';
import { dayOf, digest, evidenceDay, evidencePath, type Trigger } from './paths.ts';

const COMPRESS_FROM = 16 * 1024;

export interface RunIdentity {
  account: string;
  job: Job;
  run: string;
  trigger: Trigger;
}

/** A piece of what a run saw or concluded, as JSON in chunks. */
export interface Part {
  name: string;
  chunks: Iterable<string>;
}

type Facts = Pick<Manifest, 'startedAt' | 'finishedAt' | 'complete'>;

export interface Sealed {
  chain: { head: NonNullable<EvidenceChain['head']>; files: EvidenceFiles };
  /** Those of an earlier attempt, where it has sealed the run. */
  records: SealedRecords;
}

/**
 * Evidence of one run: a manifest, and one object with the parts that are not as in the run before it on the same day; the others
 * the manifest names where they are. So a day holds all that it names. Both are written only if absent, the object under a name
 * of its content and before the manifest, so that whatever a run is killed at, a manifest names what is there.
 */
export class RunEvidence {
  readonly #store: ObjectStore;
  readonly #identity: RunIdentity;
  readonly #folder: string;
  #left: readonly string[] = [];
  #sealed: { bytes: Buffer; manifest: Manifest } | null = null;

  constructor(store: ObjectStore, identity: RunIdentity) {
    this.#store = store;
    this.#identity = identity;
    this.#folder = evidencePath(identity.account, identity.run);
  }

  get #key(): string {
    return this.#folder + MANIFEST_FILE;
  }

  get #signatureKey(): string {
    return this.#folder + SIGNATURE_FILE;
  }

  /** What an earlier attempt of this run sealed; null when it did not get so far. Throws `AppError` EvidenceUnreadable. */
  async earlier(): Promise<Manifest | null> {
    this.#left = await this.#store.list(this.#folder);
    if (!this.#left.includes(this.#key)) return null;
    this.#sealed = await this.#read();
    return this.#sealed?.manifest ?? null;
  }

  /** Seals the run, unless an earlier attempt has. `before`: where the chain of the job ends. */
  async seal(
    facts: Facts,
    parts: Iterable<Part>,
    before: EvidenceChain,
    sealing: SealedRecords,
  ): Promise<Sealed> {
    this.#sealed ??= await this.#write(facts, parts, before, sealing);
    const { bytes, manifest } = this.#sealed;
    const { run, files, records = {} } = manifest;
    // What an attempt wrote that was killed before it could name it.
    const known = new Set([this.#key, this.#signatureKey, ...Object.keys(files)]);
    const unnamed = this.#left.filter((key) => !known.has(key));
    if (unnamed.length > 0) await this.#store.delete(unnamed);
    return { chain: { head: { run, key: this.#key, sha256: digest(bytes) }, files }, records };
  }

  /** Signs the sealed manifest, once. Answers why it stays unsigned; null when it does not. */
  async sign(signer: Signer): Promise<SigningTrouble | null> {
    if (!this.#sealed || this.#left.includes(this.#signatureKey)) return null;
    const told = await signer.sign(this.#sealed.bytes);
    if (!told.ok) return told.trouble;
    const text = JSON.stringify({ schema: markOf(SIGNATURE), ...told.value });
    await this.#store.putIfAbsent(this.#signatureKey, Buffer.from(`${text}\n`));
    return null;
  }

  async #write(
    facts: Facts,
    parts: Iterable<Part>,
    before: EvidenceChain,
    records: SealedRecords,
  ): Promise<{ bytes: Buffer; manifest: Manifest }> {
    const { account, job, run, trigger } = this.#identity;
    const { files, lifted, changed } = divided(parts, facts, this.#keptOf(before));
    if (changed) {
      const sha256 = digest(changed.bytes);
      const key = `${this.#folder}parts-${sha256.slice(0, 16)}.json`;
      await this.#store.putIfAbsent(key, changed.bytes);
      files[key] = { ...measured(changed.bytes), parts: changed.parts };
    }
    const manifest: Manifest = {
      ...{ schema: markOf(MANIFEST), account, job, run },
      trigger: { time: trigger.time, name: trigger.name },
      ...facts,
      files,
      lifted,
      previous: before.head,
      records,
    };
    const text = `${JSON.stringify(manifest, null, 1)}\n`;
    const bytes = text.length > COMPRESS_FROM ? pack(text) : Buffer.from(text);
    const isOurs = await this.#store.putIfAbsent(this.#key, bytes);
    const other = isOurs ? null : await this.#read();
    return other ?? { bytes, manifest };
  }

  /** What this run may name: nothing of another day, which retention may end before. */
  #keptOf({ files = {} }: EvidenceChain): EvidenceFiles {
    const { account, run } = this.#identity;
    const day = evidenceDay(account, dayOf(run));
    return Object.fromEntries(Object.entries(files).filter(([key]) => key.startsWith(day)));
  }

  async #read(): Promise<{ bytes: Buffer; manifest: Manifest } | null> {
    const bytes = await this.#store.get(this.#key);
    if (!bytes) return null;
    const stored = readPlain(MANIFEST, this.#key, bytes);
    if (stored.kind === 'corrupt') throw unreadableEvidence(this.#key, stored.why);
    return { bytes, manifest: stored.value };
  }
}

export function unreadableEvidence(key: string, why: string): AppError {
  return new AppError(
    'EvidenceUnreadable',
    `The evidence ${key} of an earlier attempt of this run cannot be read: ${why}.`,
    'It was changed, or written by another version; the next trigger starts a new run.',
  );
}

interface Divided {
  /** Of before, with the parts that are still the same. */
  files: Record<string, EvidenceFiles[string]>;
  lifted: Record<string, Lifted>;
  /** Null: nothing has changed. */
  changed: { bytes: Buffer; parts: Record<string, string> } | null;
}

/** At most one part at a time is held as text: one that may be as it was before. */
function divided(parts: Iterable<Part>, facts: Facts, known: EvidenceFiles): Divided {
  const places = new Map(
    Object.entries(known).flatMap(([key, file]) =>
      Object.entries(file.parts).map(([name, sha256]) => [`${name} ${sha256}`, { key, file }] as const),
    ),
  );
  const names = new Set(Object.values(known).flatMap((file) => Object.keys(file.parts)));
  const files: Divided['files'] = {};
  const lifted: Divided['lifted'] = {};
  const changed = new PartsWriter();
  for (const { name, chunks } of parts) {
    const lifter = new Lifter(facts);
    const text = liftedChunks(chunks, lifter);
    if (!names.has(name)) changed.add(name, text);
    else {
      const held = [...text];
      const sha256 = hashOf(held);
      const place = places.get(`${name} ${sha256}`);
      if (!place) changed.add(name, held);
      else files[place.key] = { ...place.file, parts: { ...files[place.key]?.parts, [name]: sha256 } };
    }
    if (!lifter.isEmpty) lifted[name] = lifter.lifted();
  }
  return { files, lifted, changed: changed.end() };
}

function* liftedChunks(chunks: Iterable<string>, lifter: Lifter): Generator<string> {
  for (const chunk of chunks) yield lifter.lift(chunk);
}

function hashOf(chunks: readonly string[]): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

/** One JSON document, a property for each part; a large one is compressed chunk by chunk, which is one valid gzip file. */
class PartsWriter {
  readonly #parts: Record<string, string> = {};
  readonly #packed: Buffer[] = [];
  #plain = `{"schema":${JSON.stringify(markOf(PARTS_OBJECT))}`;

  add(name: string, chunks: Iterable<string>): void {
    const hash = createHash('sha256');
    this.#write(`,\n${JSON.stringify(name)}:`);
    for (const chunk of chunks) {
      hash.update(chunk);
      this.#write(chunk);
    }
    this.#parts[name] = hash.digest('hex');
  }

  end(): Divided['changed'] {
    if (Object.keys(this.#parts).length === 0) return null;
    this.#plain += '}\n';
    const rest = this.#packed.length > 0 ? pack(this.#plain) : Buffer.from(this.#plain);
    return { bytes: Buffer.concat([...this.#packed, rest]), parts: this.#parts };
  }

  #write(text: string): void {
    this.#plain += text;
    if (this.#plain.length <= COMPRESS_FROM) return;
    this.#packed.push(pack(this.#plain));
    this.#plain = '';
  }
}

function measured(bytes: Buffer): Omit<EvidenceFiles[string], 'parts'> {
  return { sha256: digest(bytes), bytes: bytes.length, gzip: isGzip(bytes) };
}
