import * as v from 'valibot';
import type { Finding } from '../../model/finding.ts';
import { ALL_JOBS, type Look, type Observed } from '../../model/job.ts';
import { PARTS } from '../../model/snapshot.ts';
import { finding, text, texts, thingName, unseen } from './common.ts';
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

/** Every verdict of a run. Written once; nothing of sealwatch reads it, people and auditors do. */
export const FINDINGS: StoredFormat<readonly Finding[]> = {
  name: 'sealwatch.findings',
  version: 1,
  schema: schemaOf<readonly Finding[]>()(v.array(finding)),
  migrations: [],
};

const hash = v.pipe(text, v.regex(/^[0-9a-f]{64}$/));

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
}

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
    }),
  ),
  migrations: [],
};
