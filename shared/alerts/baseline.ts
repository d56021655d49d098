import type { Job } from '../model/job.ts';

import type { AccountView, ViewJob } from './account-view.ts';
import { coversAccount } from './channels.ts';
import { nextNotified } from './due-finding.ts';
import { type DueItem, dueItem, idsOf } from './due-item.ts';
import type { ChannelLedger, LedgerUpdate } from './ledger.ts';
import { describesFailure } from './open-finding.ts';
import { accepts, type Receiver } from './receiver.ts';

/** The jobs of an account start one after the other; a baseline does not wait longer than this for the last one. */
const WAIT_MS = 20 * 60_000;
/** What changed longer before a channel was configured is not news to it. */
const NEWS_MS = 3_600_000;

/** What a channel gets of an account, or of a job of it, for the first time: all at once. */
export interface Baseline {
  views: readonly AccountView[];
  due: readonly DueItem[];
  /** Besides those of the due items. */
  updates: readonly LedgerUpdate[];
}

/** A channel has the baseline of a job; only then there is something to compare with. */
export function hasBaseline({ baselines }: ChannelLedger, account: string, { job, since }: ViewJob): boolean {
  return since !== null && baselines[account]?.[job] === since;
}

export function dueBaseline(receiver: Receiver): Baseline {
  const { channel, ledger, context } = receiver;
  const views: AccountView[] = [];
  const due: DueItem[] = [];
  const updates: LedgerUpdate[] = [];
  for (const view of context.views.values()) {
    const jobs = newJobs(view, ledger, context.now);
    if (jobs.length === 0 || !coversAccount(view, channel)) continue;
    views.push(view);
    for (const { job, since } of jobs) {
      if (since !== null) updates.push({ kind: 'baseline', account: view.id, job, since });
    }
    due.push(...firstItems(view, new Set(jobs.map(({ job }) => job)), receiver));
    if (!ledger.baselines[view.id])
      updates.push(...oldChanges(view, ledger.since ?? context.now.toISOString()));
  }
  return { views, due, updates };
}

/** Jobs that have a result and whose baseline the channel has not got, once all are there or were waited for. */
function newJobs(view: AccountView, ledger: ChannelLedger, now: Date): ViewJob[] {
  const finished = view.jobs.filter(({ finishedAt }) => finishedAt !== null);
  const unknown = finished.filter((job) => !hasBaseline(ledger, view.id, job));
  const start = view.jobs.flatMap(({ since }) => since ?? []).sort()[0];
  const isComplete = finished.length === view.jobs.length || !start;
  return isComplete || now.getTime() >= Date.parse(start) + WAIT_MS ? unknown : [];
}

function firstItems(view: AccountView, jobs: ReadonlySet<Job>, receiver: Receiver): DueItem[] {
  const { context } = receiver;
  return view.findings.flatMap((entry) => {
    const { finding, account, job } = entry;
    const { check, severity, resource, clusters, fingerprint } = finding;
    if (!job || !jobs.has(job) || !describesFailure(entry) || context.mutedBy.has(fingerprint)) return [];
    const waiver = context.waivers.get(fingerprint);
    if (waiver && !waiver.expired) return [];
    if (!accepts(receiver, severity, { account, checks: [check], resource, clusters })) return [];
    const state = waiver ? 'waiver-expired' : 'new';
    const notified = nextNotified(entry, state, undefined, context);
    const updates = [{ kind: 'notified', fingerprint, finding: notified }] as const;
    return [dueItem(entry, { state, severity, updates }, context)];
  });
}

function oldChanges({ changes, attempts }: AccountView, since: string): LedgerUpdate[] {
  const news = new Date(Date.parse(since) - NEWS_MS).toISOString();
  const old = [
    ...changes.map((change) => ({ ids: idsOf(change), at: change.at })),
    ...attempts.map(({ id, at }) => ({ ids: [id], at })),
  ];
  return old.flatMap(({ ids, at }) => (at < news ? [{ kind: 'changes', ids, at } as const] : []));
}
