import type { BrokenChannel } from '../config/alerts.ts';
import type { Config } from '../config/schema.ts';
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
  headline: 'sealwatch itself fails',
  severity: 'high',
  job: 'alerts',
  resource: 'job',
  why: 'A monitor that stopped sends nothing, and silence looks like health.',
  judged:
    'Fails when a job has not finished for twice its period (inventory, spend and proof 1 hour, keys 5 minutes, activity 15 minutes), when its last attempt failed, when the store fails, when a channel cannot be opened because of its settings or rejects messages, or when it has been unreachable for 15 minutes.',
  remedy: 'Find the reason in the log of the job, fix it, and start the job manually.',
  command: 'sealwatch audit --job {id}',
} as const satisfies Record<string, string> & {
  title: Text;
  headline: Text;
  why: Text;
  judged: Text;
  remedy: Text;
};

/** Stands for the store among the channels. */
export const STORE = 'store';

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
  { policy, alerts: { brokenChannels } }: Pick<Config, 'policy' | 'alerts'>,
  now: Date,
): Finding[] {
  const severity = policy.severity[jobFreshness.id] ?? jobFreshness.severity;
  if (severity === 'off') return [];
  const found = [
    ...views.flatMap(({ id, jobs }) => {
      const start = jobs.flatMap(({ since }) => since ?? []).sort()[0] ?? ledger.since;
      return jobs.flatMap((job) => judgeJob(id, job, start, now));
    }),
    ...brokenChannels.map(judgeBroken),
    ...Object.keys(ledger.channels).flatMap((name) =>
      brokenChannels.some((broken) => broken.name === name) ? [] : judgeChannel(name, ledger, now),
    ),
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
      own(resource, 'Job {job} failed ({code}): {message} {hint}', { job, code, message, hint }, remedy),
    ];
  }
  const last = finishedAt ?? since ?? start;
  const minutes = PERIOD[job];
  if (now.getTime() - Date.parse(last) < 2 * minutes * 60_000) return [];
  const text: Text = finishedAt
    ? 'Job {job} has not finished since {last}; it is due every {minutes} minutes.'
    : 'Job {job} has never finished since {last}; it is due every {minutes} minutes.';
  return [own(resource, text, { job, last, minutes }, remedy)];
}

function judgeBroken({ name, type, problems }: BrokenChannel): Own {
  const resource: Resource = { type: 'channel', id: name, region: '', account: '', name };
  const told = problems.map(({ brief }) => brief).join('; ');
  const remedy: Text = 'Correct its settings or the environment; undelivered messages are then sent once.';
  return own(
    resource,
    'Channel {channel} cannot be opened: {problems}',
    { channel: name, type, problems: told },
    { text: remedy, command: '' },
  );
}

function judgeChannel(name: string, { channels }: Ledger, now: Date): Own[] {
  const trouble = channels[name]?.trouble;
  if (!trouble) return [];
  const { refused, since, code, why, hint } = trouble;
  if (!refused && now.getTime() - Date.parse(since) < UNREACHABLE_MS) return [];
  const text: Text = refused
    ? 'Channel {channel} rejects messages ({code}): {why} {hint}'
    : 'Channel {channel} has been unreachable since {since} ({code}): {why}';
  const resource: Resource = { type: 'channel', id: name, region: '', account: '', name };
  const facts = { channel: name, since, code, why, hint };
  const remedy: Text = 'Repair the channel; undelivered messages are then sent once.';
  return [own(resource, text, facts, { text: remedy, command: '' })];
}

function judgeStore(trouble: StoreTrouble): Own {
  const resource: Resource = { type: 'channel', id: STORE, region: '', account: '', name: STORE };
  const remedy: Text = 'Repair the store; nothing is sent twice and nothing is lost.';
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
