import type { Policy } from '../config/policy.ts';
import type { Finding, Json } from '../model/finding.ts';
import type { Job } from '../model/job.ts';
import { fingerprint, type Resource } from '../model/resource.ts';
import type { Text } from '../text/zh.ts';
import type { AccountView, ViewJob } from './account-view.ts';
import type { Ledger } from './ledger.ts';

/** The check that alerts own: whether the tool itself still works. Its verdicts come from times, not from a snapshot. */
export const jobFreshness = {
  id: 'job-freshness',
  title: 'Jobs, store and channels of sealwatch itself work',
  severity: 'high',
  job: 'alerts',
  resource: 'job',
  why: 'A watcher that stopped says nothing, and silence looks like health.',
  judged:
    'Fails when a job has not finished for twice its period (inventory, spend and proof 1 hour, keys 5 minutes, activity 15 minutes), when its last attempt failed, when the store fails, when a channel refuses messages, or when it has been out of reach for 15 minutes.',
  remedy: 'Read why in the log of the job, repair it, and start the job by hand.',
  command: 'sealwatch audit --job {id}',
} as const satisfies Record<string, string> & { title: Text; why: Text; judged: Text; remedy: Text };

/** Minutes between two runs, as s.yaml has them. */
export const PERIOD: Readonly<Record<Job, number>> = {
  inventory: 60,
  keys: 5,
  activity: 15,
  spend: 60,
  proof: 60,
};
const UNREACHABLE_MS = 15 * 60_000;

/** Trouble with the store that the caller noticed, such as an object that cannot be read. */
export interface StoreTrouble {
  code: string;
  message: string;
  hint: string;
}

/** What fails in the tool itself now. A check set to `off` finds nothing. */
export function ownTroubles(
  views: readonly AccountView[],
  ledger: Ledger,
  store: StoreTrouble | null,
  policy: Policy,
  now: Date,
): Finding[] {
  const severity = policy.severity[jobFreshness.id] ?? jobFreshness.severity;
  if (severity === 'off') return [];
  const found = [
    ...views.flatMap(({ id, jobs }) => {
      const start = jobs.flatMap(({ since }) => since ?? []).sort()[0] ?? ledger.since;
      return jobs.flatMap((job) => judgeJob(id, job, start, now));
    }),
    ...Object.keys(ledger.channels).flatMap((name) => judgeChannel(name, ledger, now)),
    ...(store ? [judgeStore(store)] : []),
  ];
  return found.map((finding) => ({ ...finding, severity }));
}

type Own = Omit<Finding, 'severity'>;

function judgeJob(
  account: string,
  { job, since, finishedAt, trouble }: ViewJob,
  start: string,
  now: Date,
): Own[] {
  const resource: Resource = { type: 'job', id: job, region: '', account, name: job };
  const remedy = { text: jobFreshness.remedy, command: `sealwatch audit --job ${job}` };
  if (trouble) {
    const { code, message, hint } = trouble;
    return [
      own(resource, 'The job {job} failed ({code}): {message} {hint}', { job, code, message, hint }, remedy),
    ];
  }
  const last = finishedAt ?? since ?? start;
  const minutes = PERIOD[job];
  if (now.getTime() - Date.parse(last) < 2 * minutes * 60_000) return [];
  const text: Text = finishedAt
    ? 'The job {job} has not finished since {last}; it is due every {minutes} minutes.'
    : 'The job {job} has never finished since {last}; it is due every {minutes} minutes.';
  return [own(resource, text, { job, last, minutes }, remedy)];
}

function judgeChannel(name: string, { channels }: Ledger, now: Date): Own[] {
  const trouble = channels[name]?.trouble;
  if (!trouble) return [];
  const { refused, since, code, why, hint } = trouble;
  if (!refused && now.getTime() - Date.parse(since) < UNREACHABLE_MS) return [];
  const text: Text = refused
    ? 'The channel {channel} refuses messages ({code}): {why} {hint}'
    : 'The channel {channel} has been out of reach since {since} ({code}): {why}';
  const resource: Resource = { type: 'channel', id: name, region: '', account: '', name };
  const facts = { channel: name, since, code, why, hint };
  const remedy: Text = 'Repair the channel; what was not delivered is sent then, once.';
  return [own(resource, text, facts, { text: remedy, command: '' })];
}

function judgeStore(trouble: StoreTrouble): Own {
  const resource: Resource = { type: 'channel', id: 'store', region: '', account: '', name: 'store' };
  const remedy: Text = 'Repair the store; nothing is said twice and nothing is lost.';
  return own(
    resource,
    'The store failed ({code}): {message} {hint}',
    { ...trouble },
    { text: remedy, command: '' },
  );
}

function own(
  resource: Resource,
  summary: Text,
  evidence: Readonly<Record<string, Json>>,
  remedy: { text: Text; command: string },
): Own {
  return {
    fingerprint: fingerprint(resource.account, jobFreshness.id, resource),
    check: jobFreshness.id,
    status: 'fail',
    resource,
    clusters: [],
    summary,
    evidence,
    remedy: { ...remedy, url: '' },
    mutedBy: null,
    missingPermission: null,
  };
}
