import * as v from 'valibot';
import type { Finding, Json } from '../../model/finding.ts';
import { ALL_JOBS, type Look, type Observed } from '../../model/job.ts';
import type { EvidenceFiles } from '../../model/job-state.ts';
import { SIGNATURE_ALGORITHMS, type Signature } from '../../model/signature.ts';
import { PARTS } from '../../model/snapshot.ts';
import { evidencePath } from '../paths.ts';
import { evidenceFiles, finding, hash, json, text, texts, thingName, unseen } from './common.ts';
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

/** Every verdict of a run. Written once and read by people, auditors and the verification. */
export const FINDINGS: StoredFormat<readonly Finding[]> = {
  name: 'sealwatch.findings',
  version: 1,
  schema: schemaOf<readonly Finding[]>()(v.array(finding)),
  migrations: [],
};

/** Names of parts: all of the snapshot but its memory and what was observed, these, and the verdicts of one check. */
export const SNAPSHOT_HEAD = 'snapshot';
export const SNAPSHOT_MEMORY = 'snapshot.memory';
export const SNAPSHOT_PART = 'snapshot.parts.';
export const FINDINGS_OF = 'findings.';

/**
 * What of a run was not as in the run before: parts by their names, each a piece of its snapshot or the verdicts of one check.
 * `at` and `requestId` that are true stand for what the manifest holds.
 */
export const PARTS_OBJECT: StoredFormat<Readonly<Record<string, unknown>>> = {
  name: 'sealwatch.parts',
  version: 1,
  schema: v.record(text, v.unknown()),
  migrations: [],
};

/** What differs each time although nothing has changed, in the order of the text of a part. */
export interface Lifted {
  /** When each thing was looked at, milliseconds after the start of the run: `0*3 12` is three times 0, then 12. */
  times: string;
  requestIds: readonly string[];
}

const sealedRecords = schemaOf<SealedRecords>()(
  v.object({
    changes: v.exactOptional(v.record(text, json)),
    days: v.exactOptional(v.record(text, json)),
  }),
);

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
  /** All of the same day as the run, which can be deleted as a whole. */
  files: EvidenceFiles;
  /** By part. Absent in what an earlier version stored. */
  lifted?: Readonly<Record<string, Lifted>>;
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

/** Names the parts of one run, with the objects that hold them, and the manifest before it, by their hashes. */
export const MANIFEST: StoredFormat<Manifest> = {
  name: 'sealwatch.manifest',
  version: 2,
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
      files: evidenceFiles,
      lifted: v.exactOptional(v.record(text, v.object({ times: text, requestIds: texts }))),
      previous: v.nullable(v.object({ run: text, key: text, sha256: hash })),
      records: v.exactOptional(sealedRecords),
    }),
  ),
  migrations: [withWholeFiles],
};

const wholeFiles = v.looseObject({
  account: text,
  run: text,
  files: v.record(text, v.looseObject({})),
});

/** Version 1 named files in the folder of the run, each a whole document. */
function withWholeFiles(body: unknown): unknown {
  if (!v.is(wholeFiles, body)) return body;
  const folder = evidencePath(body.account, body.run);
  const files = Object.entries(body.files).map(([name, file]) => [
    `${folder}${name}`,
    { ...file, parts: {} },
  ]);
  return { ...body, files: Object.fromEntries(files) };
}
