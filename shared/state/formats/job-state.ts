import * as v from 'valibot';
import type { Cluster } from '../../model/cluster.ts';
import { type ActivityMemory, ALL_JOBS, type Job, type JobResult } from '../../model/job.ts';
import type {
  Ending,
  Fact,
  JobState,
  Life,
  ResolvedFinding,
  RunSummary,
  Trouble,
} from '../../model/job-state.ts';
import { unseen } from '../../model/observation.ts';
import {
  changeEvent,
  drift,
  finding,
  json,
  number,
  resource,
  seen,
  text,
  textOrNull,
  texts,
} from './common.ts';
import { fits } from './fits.ts';
import { cluster, parts, regionUse } from './parts.ts';
import { remains } from './remains.ts';
import { type Migration, type StoredFormat, schemaOf } from './stored-format.ts';

const job = schemaOf<Job>()(v.picklist(ALL_JOBS));
const life = schemaOf<Life>()(v.object({ firstSeen: text, lastSeen: text }));

const ending = schemaOf<Ending>()(
  v.object({ kind: v.picklist(['well', 'closed']), summary: text, evidence: v.record(text, json) }),
);

export const resolvedFinding = schemaOf<ResolvedFinding>()(
  v.object({
    ...{ finding, firstSeen: text, lastSeen: text, resolvedAt: text },
    ending: v.exactOptional(ending),
  }),
);

const result = schemaOf<JobResult>()(
  v.object({
    job,
    account: text,
    startedAt: text,
    finishedAt: text,
    complete: v.boolean(),
    parts,
    findings: v.array(finding),
    passed: v.record(text, texts),
    blind: texts,
  }),
);

const runSummary = schemaOf<RunSummary>()(
  v.object({
    id: text,
    startedAt: text,
    finishedAt: text,
    complete: v.boolean(),
    findings: v.object({ fail: number, unknown: number, pending: number }),
  }),
);

const fact = schemaOf<Fact>()(v.object({ value: text, at: text, resource, clusters: texts }));

export const activityMemory = schemaOf<ActivityMemory>()(
  v.object({
    regions: v.record(text, v.object({ use: regionUse, to: text, spelling: textOrNull })),
    changes: v.record(text, text),
    sought: texts,
  }),
);

const trouble = schemaOf<Trouble>()(v.object({ code: text, message: text, hint: text, at: text, run: text }));

const schema = schemaOf<JobState>()(
  v.object({
    account: text,
    name: text,
    job,
    since: text,
    result: v.nullable(result),
    lastClusters: v.nullable(seen<readonly Cluster[]>(v.array(cluster))),
    runs: v.array(runSummary),
    facts: v.record(text, fact),
    regions: texts,
    open: v.record(text, life),
    carried: v.array(finding),
    resolved: v.array(resolvedFinding),
    drifts: v.array(drift),
    events: v.array(changeEvent),
    memory: v.nullable(activityMemory),
    archived: texts,
    evidence: v.object({
      head: v.nullable(v.object({ run: text, key: text, sha256: text })),
      keptFrom: text,
    }),
    trouble: v.nullable(trouble),
    fence: v.exactOptional(number),
  }),
);

/**
 * Since version 2 an observation may say what of it is missing: what version 1 saw it saw whole, and a reader of version 1
 * would take the part for the whole. And rights are decided from the documents of policies, which version 1 did not keep:
 * what it knew of the role, of people and of key policies counts as not looked at until the next run.
 */
export const fromWhole: Migration = (body) => {
  const stored = objectOf(body);
  if ('parts' in stored) return { ...stored, parts: withoutRights(objectOf(stored.parts)) };
  if (!stored.result) return body;
  const result = objectOf(stored.result);
  return { ...stored, result: { ...result, parts: withoutRights(objectOf(result.parts)) } };
};

function withoutRights({ role, people, keys, ...others }: Body): Body {
  const known = objectOf(keys);
  if (!Array.isArray(known.value)) return keys === undefined ? others : { ...others, keys };
  const policy = unseen('absent', 'an earlier version stored no document');
  const value = known.value.map((key) => {
    const { policy: before, ...rest } = objectOf(key);
    return { ...rest, policy: objectOf(before).value === null ? before : policy };
  });
  return { ...others, keys: { ...known, value } };
}

type Body = Readonly<Record<string, unknown>>;

function objectOf(value: unknown): Body {
  return typeof value === 'object' && value !== null ? (value as Body) : {}; // as just checked
}

export const STATE: StoredFormat<JobState> = {
  name: 'sealwatch.state',
  version: 2,
  schema,
  migrations: [fromWhole],
  remainsOf: (body) => {
    const { success, output } = v.safeParse(remains, body);
    return success && fits(schema, output) ? output : null;
  },
};
