import * as v from 'valibot';
import type { PlannedNotice } from '../alerts/build-notice.ts';
import type { LedgerUpdate } from '../alerts/ledger.ts';
import type { DeliveryAttempt } from '../alerts/record.ts';
import type { Json } from '../model/finding.ts';
import { ALL_JOBS } from '../model/job.ts';
import type { Delivery, Notice, NoticeFacts, NoticeItem } from '../model/notice.ts';
import { NOTICE_STATES } from '../model/notice.ts';
import { actor, json, number, resource, severity, text, textOrNull, texts } from '../state/formats/common.ts';
import { type StoredFormat, schemaOf } from '../state/formats/stored-format.ts';
import { notified, sentFacts, sentNumbers } from './ledger-format.ts';

/** What became of a message that channels were asked to send. */
export interface Outcome {
  /** ISO 8601, UTC. */
  at: string;
  attempts: readonly DeliveryAttempt[];
  /** What the channels that were asked want to be remembered, by name. */
  memories: Readonly<Record<string, Json>>;
}

/** One message as the outbox has it: written before a channel is asked, and again when it has answered. */
export interface OutboxMessage {
  planned: PlannedNotice;
  /** Number of the lease of the alerts under which it was written. */
  fence: number;
  /** Its place among the messages of that run. */
  place: number;
  /** The run that meant to send it. */
  attempt: string;
  /** So often it was about to be sent: more than once only when a run ended between sending and noting. */
  tries: number;
  /** Null: nobody knows whether it was sent. */
  outcome: Outcome | null;
}

const item = schemaOf<NoticeItem>()(
  v.object({
    state: v.picklist(NOTICE_STATES),
    severity,
    account: v.object({ id: text, name: text }),
    ...{ check: text, title: text, summary: text },
    evidence: v.record(text, json),
    resource,
    alike: v.array(resource),
    clusters: v.object({ count: number, names: texts }),
    since: text,
    until: textOrNull,
    ending: v.nullable(v.object({ summary: text, evidence: v.record(text, json) })),
    actor: v.nullable(actor),
    actedAt: textOrNull,
    actorState: v.nullable(v.picklist(['named', 'awaited', 'absent'])),
    remedy: v.object({ text, command: text, url: text }),
    waiver: v.nullable(v.object({ until: text, owner: text, reason: text })),
    fingerprint: text,
    paste: v.object({ acknowledge: text, waive: text }),
  }),
);

const facts = schemaOf<NoticeFacts>()(
  v.object({
    accounts: number,
    unlisted: number,
    verdicts: v.object(v.entriesFromList(['pass', 'fail', 'unknown', 'pending'], number)),
    clusters: v.object({ inScope: number, encrypted: number, total: number }),
    findings: v.object(
      v.entriesFromList(['critical', 'high', 'medium', 'low', 'info', 'unknown', 'waived'], number),
    ),
    before: v.nullable(sentNumbers),
    oldest: v.nullable(v.object({ title: text, resource, since: text })),
    spend: v.array(v.object({ date: text, day: text, month: text, forecast: text, currency: text })),
    anchors: v.exactOptional(v.array(v.object({ run: text, sha256: text }))),
  }),
);

const notice = schemaOf<Notice>()(
  v.object({
    id: text,
    kind: v.picklist(['alert', 'baseline', 'digest', 'proof-of-life', 'test']),
    severity,
    at: text,
    items: v.array(item),
    more: number,
    facts: v.nullable(facts),
    reportUrl: textOrNull,
  }),
);

const update = schemaOf<LedgerUpdate>()(
  v.variant('kind', [
    v.object({ kind: v.literal('notified'), fingerprint: text, finding: notified }),
    v.object({ kind: v.literal('recovered'), fingerprint: text }),
    v.object({ kind: v.literal('changes'), ids: texts, at: text }),
    v.object({ kind: v.literal('baseline'), account: text, job: v.picklist(ALL_JOBS), since: text }),
    v.object({ kind: v.picklist(['digest', 'proof']), sent: sentFacts }),
  ]),
);

const delivery = schemaOf<Delivery>()(
  v.variant('kind', [
    v.object({ kind: v.literal('sent'), trouble: v.exactOptional(text) }),
    v.object({ kind: v.literal('later'), after: text, code: text, why: text }),
    v.object({
      kind: v.literal('refused'),
      cause: v.picklist(['configuration', 'quota', 'content', 'bug']),
      ...{ code: text, why: text, hint: text },
    }),
  ]),
);

const outcome = schemaOf<Outcome>()(
  v.object({
    at: text,
    attempts: v.array(v.object({ channel: text, delivery })),
    memories: v.record(text, json),
  }),
);

export const OUTBOX_MESSAGE: StoredFormat<OutboxMessage> = {
  name: 'sealwatch.message',
  version: 1,
  schema: schemaOf<OutboxMessage>()(
    v.object({
      planned: v.object({ channel: text, route: texts, notice, updates: v.array(update) }),
      ...{ fence: number, place: number, attempt: text, tries: number },
      outcome: v.nullable(outcome),
    }),
  ),
  migrations: [],
};
