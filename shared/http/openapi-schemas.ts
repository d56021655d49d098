import { SEVERITIES, STATUSES } from '../model/finding.ts';
import { ALL_JOBS, type Job } from '../model/job.ts';
import { SIGNATURE_ALGORITHMS } from '../model/signature.ts';
import { CHECK_IDS } from '../present/check-titles.ts';
import { PROOF } from './openapi-proof.ts';

/** A JSON Schema, as OpenAPI 3.1 takes it. */
export type Schema = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const time = { type: 'string', format: 'date-time' };
const count = { type: 'integer', minimum: 0 };
const texts = listOf(text);
const verdicts = object({ pass: count, fail: count, unknown: count, pending: count });
const ofReport = (what: string): Schema => ({
  type: 'object',
  description: `${what} of docs/report.schema.json`,
});

export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

export function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

/** The body of a form: every field is a text. */
export function formBody(required: readonly string[], optional: readonly string[] = []): Schema {
  const properties = Object.fromEntries([...required, ...optional].map((name) => [name, text]));
  const schema = { type: 'object', required, properties };
  return { required: true, content: { 'application/x-www-form-urlencoded': { schema } } };
}

function nullable(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}

const standingCounts = object({
  ...{ population: count, met: count, accepted: count, notMet: count, unknown: count },
});

const resource = object({ type: text, id: text, region: text, account: text, name: text });

const cluster = object({
  account: text,
  region: text,
  id: text,
  name: text,
  spec: text,
  profile: text,
  version: text,
  state: text,
  tags: { type: 'object', additionalProperties: text },
  inScope: { type: 'boolean' },
  encryption: { enum: ['encrypted', 'not-encrypted', 'pending', 'unknown'] },
  keyId: text,
  keyState: text,
  lastEncrypt: text,
  lastDecrypt: text,
  verdict: { enum: ['pass', 'fail', 'unknown', 'pending', 'skipped'] },
  why: nullable(object({ check: text, text })),
  stale: { type: 'boolean' },
  seenAt: nullable(text),
});

const finding = object({
  fingerprint: { type: 'string', pattern: '^[0-9a-f]{16}$' },
  check: { enum: CHECK_IDS },
  title: text,
  status: { enum: STATUSES },
  severity: { enum: SEVERITIES },
  resource,
  clusters: texts,
  summary: text,
  evidence: { type: 'object' },
  remedy: object({ text, command: text, url: text }),
  frameworks: texts,
  firstSeen: text,
  lastSeen: text,
  actor: nullable(ofReport('actor')),
  waiver: nullable(object({ until: text, owner: text, reason: text, expired: { type: 'boolean' } })),
  acknowledged: nullable(object({ by: text, at: time, until: time })),
  mutedBy: nullable(text),
  missingPermission: nullable(text),
});

const changes = listOf(ofReport('a change'));
const attempts = listOf(ofReport('a refused call'));

const report = object({
  schema: { const: 'sealwatch.report/1' },
  version: text,
  generatedAt: time,
  complete: { type: 'boolean' },
  accounts: listOf(
    object({
      ...{ id: text, name: text, jobs: { type: 'object' } },
      clusterList: { enum: ['complete', 'partial', 'unread'] },
    }),
  ),
  summary: object({
    verdicts,
    clusters: { type: 'object', additionalProperties: count },
    findings: { type: 'object', additionalProperties: count },
  }),
  clusters: listOf(ref('Cluster')),
  findings: listOf(ref('Finding')),
  compliance: listOf(ofReport('a requirement')),
  changes,
  attempts,
  spend: listOf(ofReport('the money of an account')),
});

const dayFields = {
  date: { type: 'string', format: 'date' },
  clusters: count,
  inScope: count,
  encrypted: count,
  unknown: count,
  failing: { type: 'object', additionalProperties: count },
  spend: nullable(text),
};
/** Days of an older version know no verdicts. */
const day = { ...object(dayFields), properties: { ...dayFields, verdicts } };

const jobs = listOf({ enum: ALL_JOBS });

/** The body that starts some of these jobs. */
export function jobsToStart(some: readonly Job[]): Schema {
  const properties = { jobs: { ...listOf({ enum: some }), minItems: 1 } };
  return { type: 'object', properties, additionalProperties: false };
}

export const SCHEMAS: Readonly<Record<string, Schema>> = {
  Report: report,
  Cluster: cluster,
  Finding: finding,
  ClusterAnswer: object({
    schema: { const: 'sealwatch.cluster/1' },
    generatedAt: time,
    cluster: ref('Cluster'),
    findings: listOf(ref('Finding')),
    changes,
    attempts,
  }),
  FindingAnswer: object({
    schema: { const: 'sealwatch.finding/1' },
    generatedAt: time,
    finding: ref('Finding'),
    clusters: listOf(ref('Cluster')),
  }),
  History: object({
    schema: { const: 'sealwatch.history/1' },
    accounts: listOf(object({ id: text, days: listOf(day) })),
  }),
  Evidence: object({
    schema: { const: 'sealwatch.evidence/1' },
    version: text,
    generatedAt: time,
    framework: object({ id: text, name: text, standard: text }),
    period: object({ from: text, to: text, days: count, looked: count }),
    accounts: listOf(object({ id: text, name: text })),
    requirements: listOf(
      object({
        ...{
          id: text,
          framework: text,
          clause: text,
          asks: text,
          population: { enum: ['clusters', 'accounts'] },
        },
        counts: standingCounts,
        limit: nullable(text),
        deciding: texts,
        supporting: texts,
        source: nullable(text),
        day: text,
        spans: listOf(object({ from: text, to: text, counts: nullable(standingCounts), missing: texts })),
        exceptions: listOf({ type: 'object' }),
        samples: listOf({ type: 'object' }),
        leftOut: listOf(object({ account: text, id: text, name: text, why: text })),
      }),
    ),
    acceptances: listOf(
      object({
        ...{ kind: { enum: ['waiver', 'acknowledged'] }, check: text, what: text, owner: text },
        ...{ until: nullable(text), reason: text, expired: { type: 'boolean' } },
      }),
    ),
    changes: listOf(ofReport('a change')),
    runs: listOf(
      object({
        ...{ day: text, account: text, job: text, run: text, manifest: text, sha256: text },
        ...{ complete: { type: 'boolean' }, intact: { type: 'boolean' } },
      }),
    ),
    heads: listOf(object({ account: text, job: text, run: text, sha256: text })),
    verify: texts,
  }),
  Health: object({
    status: { enum: ['fresh', 'stale'] },
    jobs: {
      type: 'object',
      additionalProperties: object({ finishedAt: nullable(time), fresh: { type: 'boolean' } }),
    },
  }),
  Started: object({ id: text, startedAt: time, jobs, isNew: { type: 'boolean' }, location: text }),
  Run: object({
    id: text,
    startedAt: time,
    state: { enum: ['running', 'finished', 'failed', 'overdue'] },
    jobs: {
      type: 'object',
      additionalProperties: object({
        state: { enum: ['waiting', 'finished', 'failed'] },
        accounts: object({ finished: count, failed: count, waiting: count }),
      }),
    },
    verdict: nullable({ enum: ['pass', 'fail', 'incomplete'] }),
  }),
  PublicKey: object({
    algorithm: { enum: SIGNATURE_ALGORITHMS },
    fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    publicKey: text,
  }),
  Proof: PROOF,
  ProofStored: object({ account: text, cluster: text, signedAt: time, markers: count }),
  Problem: object({
    type: { type: 'string', pattern: '^urn:sealwatch:problem:' },
    title: text,
    status: { type: 'integer' },
    detail: text,
  }),
};
