import type { AccountView, ViewCluster, ViewJob, ViewSpend } from '../alerts/account-view.ts';
import type { OpenFinding } from '../alerts/open-finding.ts';
import { lastCauses } from '../checks/causes.ts';
import { clusterVerdicts } from '../checks/cluster-verdicts.ts';
import type { Policy } from '../config/policy.ts';
import { type Finding, UNREADABLE } from '../model/finding.ts';
import { ALL_JOBS } from '../model/job.ts';
import type { JobState, Life, ResolvedFinding } from '../model/job-state.ts';
import { cents } from '../money/amount.ts';
import { dayOf } from '../money/calendar.ts';
import { lastDay, monthSpend } from '../money/month.ts';
import { type AccountStates, authorsOf, changesOf } from '../state/account-changes.ts';
import { knownClusters } from '../state/known-clusters.ts';

/** What the jobs of an account know, as alerts need it. A job without a state is one that has not started. */
export function accountView(
  { id, name }: { id: string; name: string },
  states: AccountStates,
  policy: Policy,
  now: Date,
): AccountView {
  const jobs = ALL_JOBS.filter((job) => states[job] !== undefined);
  const jobStates = jobs.flatMap((job) => states[job] ?? []);
  const { changes, attempts } = changesOf(states, now);
  const lives = livesOf(jobStates);
  const authorOf = authorsOf(states, states.activity?.events ?? [], now);
  const causeOf = lastCauses(changes);
  const verdicts = [
    ...jobStates.flatMap(({ job, result }) =>
      (result?.findings ?? []).map((finding) => ({ finding, job, carried: false })),
    ),
    ...jobStates.flatMap((state) =>
      state.carried.map((finding) => ({ finding, job: state.job, carried: true })),
    ),
  ];
  const findings = new Map<string, OpenFinding>();
  const unknown = new Map<string, Finding>();
  for (const { finding, job, carried } of verdicts) {
    const { fingerprint, status } = finding;
    const life = lives.get(fingerprint);
    if (!life) {
      if (status === 'unknown') unknown.set(fingerprint, finding);
    } else if (!findings.has(fingerprint)) {
      const [author, cause] = [authorOf(finding), causeOf(finding)];
      findings.set(fingerprint, { account: { id, name }, finding, job, life, carried, author, cause });
    }
  }
  return {
    id,
    name,
    findings: [...findings.values()],
    unknown: [...unknown.values()],
    resolved: resolvedOf(jobStates, lives),
    changes,
    attempts,
    isListed: isListed(states.inventory),
    clusters: clustersOf(states.inventory, jobStates, policy),
    jobs: jobs.map((job) => freshness(job, states[job] ?? null)),
    spend: spendOf(states.spend, now),
  };
}

function spendOf(state: JobState | null, now: Date): ViewSpend | null {
  const money = state?.result?.parts.money;
  const daily = money?.seen && money.value.dailySpend.seen ? money.value.dailySpend.value : null;
  const today = dayOf(now);
  const month = daily && monthSpend(daily, today);
  const day = daily && lastDay(daily.days, today);
  if (!month || month.unread > 0 || !day || !daily?.currency) return null;
  const { toDate, forecast } = month;
  return { date: day.date, day: cents(day.kms), month: toDate, forecast, currency: daily.currency };
}

function freshness(job: ViewJob['job'], state: JobState | null): ViewJob {
  return {
    job,
    since: state?.since ?? null,
    finishedAt: state?.result?.finishedAt ?? null,
    trouble: state?.trouble ?? null,
    head: state?.evidence.head ?? null,
  };
}

/** What several jobs could not read is open since the first of them saw it. */
function livesOf(states: readonly JobState[]): Map<string, Life> {
  const lives = new Map<string, Life>();
  for (const { open } of states) {
    for (const [fingerprint, { firstSeen, lastSeen }] of Object.entries(open)) {
      const known = lives.get(fingerprint);
      lives.set(fingerprint, known ? joined(known, { firstSeen, lastSeen }) : { firstSeen, lastSeen });
    }
  }
  return lives;
}

function joined(a: Life, b: Life): Life {
  return {
    firstSeen: a.firstSeen <= b.firstSeen ? a.firstSeen : b.firstSeen,
    lastSeen: a.lastSeen >= b.lastSeen ? a.lastSeen : b.lastSeen,
  };
}

/** A finding that another job still has open has not ended, and one that ended in two jobs has ended once. */
function resolvedOf(states: readonly JobState[], open: ReadonlyMap<string, Life>): ResolvedFinding[] {
  const ended = states.flatMap(({ resolved }) => resolved);
  const isShared = ({ finding }: ResolvedFinding): boolean => finding.check === UNREADABLE;
  const own = ended.filter((life) => !isShared(life));
  const shared = new Map<string, ResolvedFinding[]>();
  for (const life of ended.filter(isShared).sort((a, b) => (a.firstSeen < b.firstSeen ? -1 : 1))) {
    const { fingerprint } = life.finding;
    const since = open.get(fingerprint)?.firstSeen;
    if (since !== undefined && life.resolvedAt >= since) continue;
    const lives = shared.get(fingerprint) ?? [];
    const last = lives.at(-1);
    if (last && life.firstSeen <= last.resolvedAt) lives[lives.length - 1] = overlap(last, life);
    else lives.push(life);
    shared.set(fingerprint, lives);
  }
  return [...own, ...[...shared.values()].flat()];
}

function overlap(a: ResolvedFinding, b: ResolvedFinding): ResolvedFinding {
  const last = a.resolvedAt >= b.resolvedAt ? a : b;
  return { ...last, ...joined(a, b) };
}

function isListed(inventory: JobState | null): boolean {
  const clusters = inventory?.result?.parts.clusters;
  return clusters?.seen === true && clusters.missing === undefined;
}

function clustersOf(
  inventory: JobState | null,
  states: readonly JobState[],
  policy: Policy,
): Record<string, ViewCluster> {
  const clusters = inventory && knownClusters(inventory);
  if (!clusters?.seen) return {};
  const decide = clusterVerdicts(
    states.flatMap(({ result }) => result ?? []),
    policy,
  );
  return Object.fromEntries(
    clusters.value.map((cluster) => {
      const { id, name, region, tags, inScope, encryption } = cluster;
      const encrypted = encryption.seen && encryption.value.on;
      return [id, { name, region, tags, inScope, encrypted, verdict: decide(cluster).verdict }];
    }),
  );
}
