import * as v from 'valibot';
import type { Finding, Json } from '../../model/finding.ts';
import { ALL_JOBS, type Look, type Observed } from '../../model/job.ts';
import { SIGNATURE_ALGORITHMS, type Signature } from '../../model/signature.ts';
import { PARTS } from '../../model/snapshot.ts';
import { finding, json, text, texts, thingName, unseen } from './common.ts';
import { activityMemory, fromWhole } from './job-state.ts';
import { parts } from './parts.ts';
import { type StoredFormat, schemaOf } from './stored-format.ts';

/** What a run saw, and what it was judged by. Written once and read by a run that is repeated, people and auditors. */
export interface StoredSnapshot extends Omit<Observed, 'looks'> {
  /** Absent in what an earlier version stored. */
  looks?: Observed['looks'];
  policy: Readonly<Record<string, unknown>>;
  regions: readonly string[];
}

const look = schemaOf<Look>()(v.object({ part: v.picklist(PARTS), things: v.array(thingName) }));

export const SNAPSHOT: StoredFormat<StoredSnapshot> = {
  name: 'sealwatch.snapshot',
  version: 2,
  schema: schemaOf<StoredSnapshot>()(
    v.object({
      job: v.picklist(ALL_JOBS),
      account: text,
      startedAt: text,
      finishedAt: text,
      parts,
      gaps: v.array(unseen),
      memory: v.nullable(activityMemory),
      looks: v.exactOptional(v.nullable(v.array(look))),
      policy: v.record(text, v.unknown()),
      regions: texts,
    }),
  ),
  migrations: [fromWhole],
};

export const SNAPSHOT_FILE = 'snapshot.json';
export const FINDINGS_FILE = 'findings.json';

/** Every verdict of a run. Written once and read by people, auditors and the verification. */
export const FINDINGS: StoredFormat<readonly Finding[]> = {
  name: 'sealwatch.findings',
  version: 1,
  schema: schemaOf<readonly Finding[]>()(v.array(finding)),
  migrations: [],
};

const sealedRecords = schemaOf<SealedRecords>()(
  v.object({
    changes: v.exactOptional(v.record(text, json)),
    days: v.exactOptional(v.record(text, json)),
  }),
);

const hash = v.pipe(text, v.regex(/^[0-9a-f]{64}$/));

/** What lies outside of the folder of a run, so that it is not altered, taken away or added unnoticed. */
export interface SealedRecords {
  /** Changes that the run puts into the archive, by their keys. */
  changes?: Readonly<Record<string, Json>>;
  /** Days of the history as the run found them, the last ones, by date; without what they cost, which bills tell later. */
  days?: Readonly<Record<string, Json>>;
}

export interface Manifest {
  schema: string;
  account: string;
  job: string;
  run: string;
  trigger: { time: string; name: string };
  startedAt: string;
  finishedAt: string;
  complete: boolean;
  files: Readonly<Record<string, { sha256: string; bytes: number; gzip: boolean }>>;
  previous: { run: string; key: string; sha256: string } | null;
  /** Absent in what an earlier version stored. */
  records?: SealedRecords;
}

export const MANIFEST_FILE = 'manifest.json';
export const SIGNATURE_FILE = 'signature.json';

/** Of the very bytes of the manifest beside it, whose hash is in the chain. */
export interface StoredSignature extends Signature {
  schema: string;
}

export const SIGNATURE: StoredFormat<StoredSignature> = {
  name: 'sealwatch.signature',
  version: 1,
  schema: schemaOf<StoredSignature>()(
    v.object({ schema: text, algorithm: v.picklist(SIGNATURE_ALGORITHMS), key: hash, signature: text }),
  ),
  migrations: [],
};

/** Names the files of one run and the manifest before it, by their hashes. */
export const MANIFEST: StoredFormat<Manifest> = {
  name: 'sealwatch.manifest',
  version: 1,
  schema: schemaOf<Manifest>()(
    v.object({
      schema: text,
      account: text,
      job: text,
      run: text,
      trigger: v.object({ time: text, name: text }),
      startedAt: text,
      finishedAt: text,
      complete: v.boolean(),
      files: v.record(text, v.object({ sha256: hash, bytes: v.number(), gzip: v.boolean() })),
      previous: v.nullable(v.object({ run: text, key: text, sha256: hash })),
      records: v.exactOptional(sealedRecords),
    }),
  ),
  migrations: [],
};
