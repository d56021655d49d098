import { reaches } from '../model/finding.ts';
import type { Job } from '../model/job.ts';
import { JOBS } from '../model/job.ts';
import type { AccountView, ViewJob } from './account-view.ts';
import { hearsOf, type NamedChannel, passes } from './channels.ts';
import type { ChannelLedger, Mark } from './ledger.ts';
import { nextSaid } from './say-finding.ts';
import { idsOf, type Saying, sayingOf } from './saying.ts';
import type { World } from './world.ts';

/** The jobs of an account start one after the other; a baseline does not wait longer than this for the last one. */
const WAIT_MS = 20 * 60_000;
/** What changed longer before a channel was configured is not news to it. */
const NEWS_MS = 3_600_000;

/** What a channel is told of an account, or of a job of it, for the first time: all at once. */
export interface Baseline {
  views: readonly AccountView[];
  sayings: readonly Saying[];
  /** Besides those of the sayings. */
  marks: readonly Mark[];
}

/** A channel knows the baseline of a job; only then there is something to compare with. */
export function isKnown({ baselines }: ChannelLedger, account: string, { job, since }: ViewJob): boolean {
  return since !== null && baselines[account]?.[job] === since;
}

export function baselineOf(channel: NamedChannel, ledger: ChannelLedger, world: World): Baseline {
  const views: AccountView[] = [];
  const sayings: Saying[] = [];
  const marks: Mark[] = [];
  for (const view of world.views.values()) {
    const jobs = freshJobs(view, ledger, world.now);
    if (jobs.length === 0 || !hearsOf(view, channel)) continue;
    views.push(view);
    for (const { job, since } of jobs) {
      if (since !== null) marks.push({ kind: 'baseline', account: view.id, job, since });
    }
    sayings.push(...firstSayings(view, new Set(jobs.map(({ job }) => job)), channel, world));
    if (!ledger.baselines[view.id]) marks.push(...oldChanges(view, ledger.since ?? world.now.toISOString()));
  }
  return { views, sayings, marks };
}

/** Jobs that have a result and whose baseline was not told, once all are there or were waited for. */
function freshJobs(view: AccountView, ledger: ChannelLedger, now: Date): ViewJob[] {
  const ready = view.jobs.filter(({ finishedAt }) => finishedAt !== null);
  const fresh = ready.filter((job) => !isKnown(ledger, view.id, job));
  const begun = view.jobs.flatMap(({ since }) => since ?? []).sort()[0];
  const isComplete = ready.length === JOBS.length || !begun;
  return isComplete || now.getTime() >= Date.parse(begun) + WAIT_MS ? fresh : [];
}

function firstSayings(
  view: AccountView,
  jobs: ReadonlySet<Job>,
  channel: NamedChannel,
  world: World,
): Saying[] {
  return view.findings.flatMap(({ finding: { fingerprint } }) => {
    const entry = world.open.get(fingerprint);
    if (!entry?.job || !jobs.has(entry.job) || !entry.speaks || entry.mutedBy !== null) return [];
    const { finding, account, waiver } = entry;
    const { check, severity, resource, clusters } = finding;
    if (!reaches(severity, channel.minSeverity) || (waiver && !waiver.expired)) return [];
    if (!passes(channel.config, { account, checks: [check], resource, clusters }, view.clusters)) return [];
    const state = waiver ? 'waiver-expired' : 'new';
    const said = nextSaid(entry, state, undefined, world.now);
    const title = world.titles[check] ?? check;
    return [sayingOf(entry, { state, severity, title, marks: [{ kind: 'said', fingerprint, said }] })];
  });
}

function oldChanges({ changes, attempts }: AccountView, begun: string): Mark[] {
  const news = new Date(Date.parse(begun) - NEWS_MS).toISOString();
  const old = [
    ...changes.map((change) => ({ ids: idsOf(change), at: change.at })),
    ...attempts.map(({ id, at }) => ({ ids: [id], at })),
  ];
  return old.flatMap(({ ids, at }) => (at < news ? [{ kind: 'changes', ids, at } as const] : []));
}
