import * as v from 'valibot';
import { LEDGER_VERSION, type Ledger } from '../alerts/ledger.ts';
import { ALL_JOBS } from '../model/job.ts';
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
import { type StoredFormat, schemaOf } from '../state/formats/stored-format.ts';

/** The ledger as it is stored, with what makes a run without news short. */
export interface StoredLedger {
  ledger: Ledger;
  /** Hash over the marks of the jobs when the ledger was last compared with their states; empty: never. */
  seen: string;
  /** Before this nothing becomes due by time alone, ISO 8601, UTC. */
  quietUntil: string;
  /** Nothing of the tool itself failed, and every message was delivered. */
  healthy: boolean;
}

const job = v.picklist(ALL_JOBS);

const said = v.object({
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
});

const numbers = v.object({
  date: text,
  facts: v.object({
    clusters: v.object({ inScope: number, encrypted: number, total: number }),
    verdicts: v.exactOptional(v.object(v.entriesFromList(['pass', 'fail', 'unknown', 'pending'], number))),
    findings: v.object(
      v.entriesFromList(['critical', 'high', 'medium', 'low', 'info', 'unknown', 'waived'], number),
    ),
  }),
});

const channel = v.object({
  since: textOrNull,
  said: v.record(text, said),
  changes: v.record(text, text),
  baselines: v.record(text, v.record(job, text)),
  digest: v.nullable(numbers),
  proof: v.nullable(numbers),
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
});

export const LEDGER: StoredFormat<StoredLedger> = {
  name: 'sealwatch.ledger',
  version: 1,
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
    }),
  ),
  migrations: [],
};
