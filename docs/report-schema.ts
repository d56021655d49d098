import * as v from 'valibot';
import { CHANGE_KINDS } from '../shared/model/change.ts';
import { SEVERITIES, STATUSES } from '../shared/model/finding.ts';
import type { Report } from '../shared/model/report.ts';

/** ISO 8601 in UTC. */
const time = v.pipe(v.string(), v.isoTimestamp());
const timeOrEmpty = v.union([time, v.literal('')]);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const fingerprint = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));

const resource = v.strictObject({
  type: v.picklist([
    'cluster',
    'key',
    'instance',
    'role',
    'region',
    'account',
    'identity',
    'trail',
    'job',
    'channel',
  ]),
  id: v.string(),
  region: v.string(),
  account: v.string(),
  name: v.string(),
});

const cluster = v.strictObject({
  account: v.string(),
  region: v.string(),
  id: v.string(),
  name: v.string(),
  spec: v.string(),
  profile: v.string(),
  version: v.string(),
  state: v.string(),
  tags: v.record(v.string(), v.string()),
  inScope: v.boolean(),
  encryption: v.picklist(['encrypted', 'not-encrypted', 'pending', 'unknown']),
  keyId: v.string(),
  keyState: v.string(),
  lastEncrypt: timeOrEmpty,
  lastDecrypt: timeOrEmpty,
  verdict: v.picklist(['pass', 'fail', 'unknown', 'pending', 'skipped']),
  why: v.nullable(v.strictObject({ check: v.string(), text: v.string() })),
  stale: v.boolean(),
  seenAt: v.nullable(time),
  /** Only where the job `proof` looked. Null: the API servers did not say. */
  proof: v.exactOptional(
    v.strictObject({
      at: time,
      source: v.picklist(['metrics', 'cluster']),
      since: v.nullable(time),
      plain: v.nullable(count),
      v1: v.nullable(count),
      v2: v.nullable(count),
      writesPlain: v.nullable(count),
      keyMatches: v.nullable(v.boolean()),
    }),
  ),
});

const actor = v.strictObject({
  type: v.picklist(['user', 'role', 'root', 'system', 'unknown']),
  /** RAM user, session of an assumed role, root or system. */
  name: v.string(),
  role: v.string(),
  source: v.string(),
  eventId: v.string(),
  account: v.exactOptional(v.string()), // of another account than the change is in
});

const changeId = fingerprint;

const change = v.strictObject({
  id: changeId,
  kind: v.picklist(CHANGE_KINDS),
  resource,
  clusters: v.array(v.string()),
  from: v.string(),
  to: v.string(),
  at: time,
  actor: v.nullable(actor),
  /** `awaited`: not in ActionTrail yet; `absent`: not in ActionTrail. */
  actorState: v.picklist(['named', 'awaited', 'absent']),
});

const attempt = v.strictObject({
  id: changeId,
  kind: v.picklist(CHANGE_KINDS),
  resource,
  at: time,
  actor,
  errorCode: v.string(),
});

const job = v.strictObject({
  finishedAt: timeOrEmpty,
  complete: v.boolean(),
  trouble: v.nullable(v.strictObject({ code: v.string(), message: v.string(), hint: v.string(), at: time })),
});

const waiver = v.nullable(
  v.strictObject({
    until: v.pipe(v.string(), v.isoDate()),
    owner: v.string(),
    reason: v.string(),
    expired: v.boolean(),
  }),
);

const finding = v.strictObject({
  fingerprint,
  check: v.string(),
  title: v.string(),
  status: v.picklist(STATUSES),
  severity: v.picklist(SEVERITIES),
  resource,
  clusters: v.array(v.string()),
  summary: v.string(),
  evidence: v.record(v.string(), v.any()),
  remedy: v.strictObject({ text: v.string(), command: v.string(), url: v.string() }),
  frameworks: v.array(v.string()),
  firstSeen: time,
  lastSeen: time,
  actor: v.nullable(actor),
  waiver,
  acknowledged: v.nullable(v.strictObject({ by: v.string(), at: v.nullable(time), until: v.nullable(time) })),
  mutedBy: v.nullable(fingerprint),
  missingPermission: v.nullable(v.string()),
});

const amount = v.nullable(v.pipe(v.string(), v.regex(/^-?\d+(\.\d+)?$/)));
const exact = v.pipe(v.string(), v.regex(/^-?\d+(\.\d+)?$/));
const date = v.pipe(v.string(), v.isoDate());

const spend = v.strictObject({
  account: v.string(),
  currency: v.string(),
  payer: v.string(),
  available: amount,
  cash: amount,
  credit: amount,
  monthToDate: amount,
  forecast: amount,
  budget: amount,
  daily: v.array(v.strictObject({ date, amount: exact })),
  accountBurnPerDay: amount,
  runwayDays: v.nullable(count),
  runwayRange: v.nullable(v.strictObject({ low: count, high: v.nullable(count) })),
  upcoming: v.array(v.strictObject({ date, what: v.string(), amount: exact })),
  arrears: v.nullable(
    v.strictObject({
      since: time,
      sinceSource: v.picklist(['bill', 'first-seen']),
      sinceIsBound: v.boolean(),
      outstanding: amount,
      kmsStatus: v.nullable(v.picklist(['Enabled', 'InDebt', 'Suspended'])),
      kmsStopsAt: time,
      clusterDeletionAt: time,
    }),
  ),
  keys: v.array(
    v.strictObject({
      keyId: v.string(),
      region: v.string(),
      clusters: v.array(v.string()),
      callsPerDay: v.nullable(v.pipe(v.number(), v.minValue(0))),
      calls: amount,
      hosting: amount,
      instance: amount,
      total: amount,
      confidence: v.picklist(['high', 'medium', 'low']),
    }),
  ),
  idleKeys: v.array(v.string()),
  prices: v.nullable(v.strictObject({ list: v.string(), date, source: v.string() })),
});

const evidence = v.strictObject({
  account: v.string(),
  job: v.string(),
  run: v.string(),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

/** The report as a schema; the compiler holds it against the type. */
const standing = v.picklist(['not-met', 'unknown', 'accepted']);

const requirement = v.strictObject({
  /** `<framework>:<clause>`, as in `frameworks` of findings. */
  id: v.string(),
  framework: v.string(),
  clause: v.string(),
  asks: v.string(),
  population: v.picklist(['clusters', 'accounts']),
  /** The last four add up to `population`; what is accepted or unknown does not meet it. */
  counts: v.strictObject({ population: count, met: count, accepted: count, notMet: count, unknown: count }),
  /** Why no cluster can meet it here. */
  limit: v.nullable(v.string()),
  deciding: v.array(v.string()),
  supporting: v.array(v.string()),
  /** Null: the clause was not compared with the text of the standard. */
  source: v.nullable(v.string()),
  /** The first hundred that do not meet it; `sealwatch report --format evidence` lists all. */
  exceptions: v.array(
    v.strictObject({
      account: v.string(),
      id: v.string(),
      name: v.string(),
      standing,
      check: v.string(),
      why: v.string(),
      waiver,
    }),
  ),
  leftOut: count,
});

export const reportSchema: v.GenericSchema<unknown, Report> = v.strictObject({
  schema: v.literal('sealwatch.report/1'),
  version: v.string(),
  generatedAt: time,
  complete: v.boolean(),
  accounts: v.array(
    v.strictObject({
      id: v.string(),
      name: v.string(),
      clusterList: v.picklist(['complete', 'partial', 'unread']),
      jobs: v.record(v.string(), job),
    }),
  ),
  summary: v.strictObject({
    verdicts: v.strictObject({ pass: count, fail: count, unknown: count, pending: count }),
    clusters: v.strictObject({
      total: count,
      inScope: count,
      encrypted: count,
      notEncrypted: count,
      unknown: count,
      pending: count,
    }),
    findings: v.strictObject({
      critical: count,
      high: count,
      medium: count,
      low: count,
      info: count,
      unknown: count,
      waived: count,
    }),
  }),
  clusters: v.array(cluster),
  findings: v.array(finding),
  /** Where the clusters stand with each requirement; empty in a part of a report. */
  compliance: v.array(requirement),
  brokenChannels: v.array(
    v.strictObject({ name: v.string(), type: v.string(), problems: v.array(v.string()) }),
  ),
  changes: v.array(change),
  attempts: v.array(attempt),
  spend: v.array(spend),
  evidence: v.array(evidence),
});
