import type { Job } from '../model/job.ts';
import type { EvidenceChain } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import type { Signer, SigningTrouble } from '../model/signature.ts';
import { markOf } from './codec.ts';
import {
  MANIFEST,
  MANIFEST_FILE,
  type Manifest,
  type SealedRecords,
  SIGNATURE,
  SIGNATURE_FILE,
} from './formats/evidence.ts';
import { readPlain } from './formats/stored-format.ts';
import { isGzip, pack } from './gzip.ts';
import { digest, evidencePath, type Trigger } from './paths.ts';

const COMPRESS_FROM = 16 * 1024;

export interface RunIdentity {
  account: string;
  job: Job;
  run: string;
  trigger: Trigger;
}

/**
 * Evidence of one run. Every file is written only if it is absent, so a run that is repeated meets what it
 * wrote before and goes on from there; what was written once never changes.
 */
export class RunEvidence {
  readonly #store: ObjectStore;
  readonly #identity: RunIdentity;
  readonly #folder: string;
  #manifest: Buffer | null = null;
  readonly #files: Record<string, Manifest['files'][string]> = {};

  constructor(store: ObjectStore, identity: RunIdentity) {
    this.#store = store;
    this.#identity = identity;
    this.#folder = evidencePath(identity.account, identity.run);
  }

  /** What an earlier attempt of this run wrote under the name; null when it did not get so far. */
  stored(name: string): Promise<Buffer | null> {
    return this.#store.get(this.#folder + name);
  }

  /** Writes a file, or takes the one that an earlier attempt wrote. `chunks` are joined to one JSON text. */
  async write(name: string, chunks: Iterable<string>): Promise<void> {
    let bytes: Buffer = joined(chunks);
    if (!(await this.#store.putIfAbsent(this.#folder + name, bytes))) {
      bytes = (await this.#store.get(this.#folder + name)) ?? bytes;
    }
    this.#files[name] = { sha256: digest(bytes), bytes: bytes.length, gzip: isGzip(bytes) };
  }

  /**
   * Seals the run: the manifest holds the hashes of its files and of the manifest before. Answers the records that are sealed:
   * those of an earlier attempt, where there was one.
   */
  async seal(
    facts: Pick<Manifest, 'startedAt' | 'finishedAt' | 'complete'>,
    previous: EvidenceChain['head'],
    records: SealedRecords,
  ): Promise<{ head: NonNullable<EvidenceChain['head']>; records: SealedRecords }> {
    const { account, job, run, trigger } = this.#identity;
    const manifest: Manifest = {
      ...{ schema: markOf(MANIFEST), account, job, run },
      trigger: { time: trigger.time, name: trigger.name },
      ...facts,
      files: this.#files,
      previous,
      records,
    };
    const key = this.#folder + MANIFEST_FILE;
    let bytes: Buffer = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
    if (!(await this.#store.putIfAbsent(key, bytes))) bytes = (await this.#store.get(key)) ?? bytes;
    this.#manifest = bytes;
    const sealed = readPlain(MANIFEST, key, bytes);
    return {
      head: { run, key, sha256: digest(bytes) },
      records: sealed.kind === 'ok' ? (sealed.value.records ?? {}) : records,
    };
  }

  /** Signs the sealed manifest, once. Answers why it stays unsigned; null when it does not. */
  async sign(signer: Signer): Promise<SigningTrouble | null> {
    if (!this.#manifest || (await this.stored(SIGNATURE_FILE))) return null;
    const told = await signer.sign(this.#manifest);
    if (!told.ok) return told.trouble;
    const text = JSON.stringify({ schema: markOf(SIGNATURE), ...told.value });
    await this.#store.putIfAbsent(this.#folder + SIGNATURE_FILE, Buffer.from(`${text}\n`));
    return null;
  }
}

/** Small files stay readable in the store. */
function joined(chunks: Iterable<string>): Buffer {
  const parts: Buffer[] = [];
  let plain: string[] | null = [];
  let length = 0;
  for (const chunk of chunks) {
    length += chunk.length;
    if (plain && length <= COMPRESS_FROM) {
      plain.push(chunk);
      continue;
    }
    parts.push(pack((plain ?? []).join('') + chunk));
    plain = null;
  }
  return plain ? Buffer.from(plain.join('')) : Buffer.concat(parts);
}
