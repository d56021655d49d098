import type { Job } from '../model/job.ts';
import type { EvidenceChain } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { markOf } from './codec.ts';
import { MANIFEST, type Manifest } from './formats/evidence.ts';
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

  /** Seals the run: the manifest holds the hashes of its files and of the manifest before. */
  async seal(
    facts: Pick<Manifest, 'startedAt' | 'finishedAt' | 'complete'>,
    previous: EvidenceChain['head'],
  ): Promise<NonNullable<EvidenceChain['head']>> {
    const { account, job, run, trigger } = this.#identity;
    const manifest: Manifest = {
      ...{ schema: markOf(MANIFEST), account, job, run },
      trigger: { time: trigger.time, name: trigger.name },
      ...facts,
      files: this.#files,
      previous,
    };
    const key = `${this.#folder}manifest.json`;
    let bytes: Buffer = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
    if (!(await this.#store.putIfAbsent(key, bytes))) bytes = (await this.#store.get(key)) ?? bytes;
    return { run, key, sha256: digest(bytes) };
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
