import * as v from 'valibot';
import { LEDGER_VERSION, type Ledger, type NotifiedFinding, type SentFacts } from '../alerts/ledger.ts';
import { ALL_JOBS } from '../model/job.ts';
import type { SentNumbers } from '../model/notice.ts';
import {
  finding,
  json,
  number,
  resource,
  severity,
  text,
  textOrNull,
  texts,
} from '../state/formats/common.ts';
import { resolvedFinding } from '../state/formats/job-state.ts';
import { type Migration, type StoredFormat, schemaOf } from '../state/formats/stored-format.ts';

/** The ledger as it is stored, with what makes a run without news short. */
export interface StoredLedger {
  ledger: Ledger;
  /** Hash over the marks of the jobs when the ledger was last compared with their states; empty: never. */
  seen: string;
  /** Before this nothing becomes due by time alone, ISO 8601, UTC. */
  quietUntil: string;
  /** Nothing of the tool itself failed, and every message was delivered. */
  healthy: boolean;
  /** Number of the lease that it was written under: it knows of every message of a run with this number or a smaller one. */
  fence: number;
  /** Messages that are known here and still lie in the outbox, by id; `owed`: noted as said, and still to be sent. */
  outbox: Readonly<Record<string, 'done' | 'owed'>>;
}

const job = v.picklist(ALL_JOBS);

export const notified = schemaOf<NotifiedFinding>()(
  v.object({
    state: v.picklist(['open', 'flapping', 'waived']),
    severity,
    since: text,
    firstSaid: text,
    lastSaid: text,
    reminders: number,
    stage: v.exactOptional(text),
    waiver: v.nullable(v.object({ until: text, told: v.picklist(['expiring', 'expired']) })),
    check: text,
    resource,
    job: v.nullable(job),
  }),
);

export const sentNumbers = schemaOf<SentNumbers>()(
  v.object({
    clusters: v.object({ inScope: number, encrypted: number, total: number }),
    verdicts: v.exactOptional(v.object(v.entriesFromList(['pass', 'fail', 'unknown', 'pending'], number))),
    findings: v.object(
      v.entriesFromList(['critical', 'high', 'medium', 'low', 'info', 'unknown', 'waived'], number),
    ),
  }),
);

export const sentFacts = schemaOf<SentFacts>()(v.object({ date: text, facts: sentNumbers }));

const channel = v.object({
  since: textOrNull,
  said: v.record(text, notified),
  changes: v.record(text, text),
  baselines: v.record(text, v.record(job, text)),
  digest: v.nullable(sentFacts),
  proof: v.nullable(sentFacts),
  notBefore: textOrNull,
  trouble: v.nullable(
    v.object({
      since: text,
      at: text,
      attempts: number,
      refused: v.boolean(),
      code: text,
      why: text,
      hint: text,
      notice: text,
    }),
  ),
  sent: texts,
  memory: json,
  settings: v.exactOptional(text),
});

/** Version 1 was written after each message, and knew no other object of it. */
const withOutbox: Migration = (body) =>
  typeof body === 'object' && body !== null ? { ...body, fence: 0, outbox: {} } : body;

export const LEDGER: StoredFormat<StoredLedger> = {
  name: 'sealwatch.ledger',
  version: 2,
  schema: schemaOf<StoredLedger>()(
    v.object({
      ledger: v.object({
        version: v.literal(LEDGER_VERSION),
        since: text,
        channels: v.record(text, channel),
        own: v.object({
          open: v.record(text, v.object({ finding, firstSeen: text })),
          resolved: v.array(resolvedFinding),
        }),
        acknowledged: v.record(text, text),
      }),
      seen: text,
      quietUntil: text,
      healthy: v.boolean(),
      fence: number,
      outbox: v.record(text, v.picklist(['done', 'owed'])),
    }),
  ),
  migrations: [withOutbox],
};
