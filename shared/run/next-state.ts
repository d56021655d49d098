import { endingsOf } from '../checks/endings.ts';
import type { Config } from '../config/schema.ts';
import { eventsIn } from '../model/change.ts';
import { type Finding, UNREADABLE } from '../model/finding.ts';
import { type JobResult, OBSERVED_BY, type Observed } from '../model/job.ts';
import type { EvidenceChain, JobState, RunSummary } from '../model/job-state.ts';
import { compareFacts } from '../state/compare-facts.ts';
import { factsOf } from '../state/facts.ts';
import { unlistedClusters } from '../state/known-clusters.ts';
import { moveLives, type TellEndings } from '../state/lifecycle.ts';
import { moveTargeted, targetedFacts } from './targeted-run.ts';

const RUNS_KEPT = 200;
/** Drifts and events older than this are in the archive only; ActionTrail does not look further back either. */
const KEPT_MS = 90 * 86_400_000;
const DRIFTS_KEPT = 1_000;
const EVENTS_KEPT = 2_000;
/** Of calls that were refused, which anybody may make by the thousand: they must not push out who did something. */
const REFUSED_KEPT = 500;
const UNREAD_WEIGHS_HIGH_MS = 24 * 3_600_000;

/** The state of a job that has never run. */
export function emptyState(account: string, name: string, job: JobState['job'], at: string): JobState {
  return {
    account,
    name,
    job,
    since: at,
    result: null,
    lastClusters: null,
    runs: [],
    facts: {},
    regions: [],
    open: {},
    carried: [],
    resolved: [],
    drifts: [],
    events: [],
    memory: null,
    archived: [],
    evidence: { head: null, keptFrom: at.slice(0, 10) },
    trouble: null,
  };
}

/**
 * What a job knows after a run: pure, so that a run which is repeated from its stored observation ends in the same
 * state. `clusters`: the parts that its checks read too.
 */
export function nextState(
  before: JobState,
  observed: Observed,
  result: JobResult,
  parts: Observed['parts'],
  config: Pick<Config, 'regions' | 'policy' | 'site'>,
): Omit<JobState, 'evidence' | 'runs' | 'archived'> {
  const at = observed.finishedAt;
  const { account, job } = observed;
  const { looks } = observed;
  const tellEndings: TellEndings = (absent) =>
    endingsOf(absent, {
      job,
      snapshot: { account, parts, gaps: observed.gaps },
      before: before.result?.parts ?? {},
      settings: config,
      now: new Date(at),
    });
  const lives = looks
    ? moveTargeted(before, result, looks, parts, at, tellEndings)
    : moveLives({ ...before, findings: before.result?.findings ?? [] }, result, parts, at, tellEndings);
  const facts = factsOf({ account, parts: ownParts(observed) }, at);
  const comparison = compareFacts(
    before.result ? before : null,
    looks ? targetedFacts(before.facts, facts, looks) : facts,
    { parts },
    at,
    config.regions,
  );
  const since = new Date(Date.parse(at) - KEPT_MS).toISOString();
  const changeEvents = observed.parts.changeEvents;
  const events = [...(changeEvents?.seen ? eventsIn(changeEvents.value) : []), ...before.events];
  return {
    account,
    name: before.name,
    job,
    since: before.since,
    regions: config.regions,
    facts: comparison.facts,
    ...lives,
    result: {
      ...result,
      ...(looks && before.result ? timesOf(before.result) : {}),
      findings: weighUnread(result.findings, lives.open, at, config),
    },
    lastClusters: unlistedClusters(before, observed.parts.clusters, config.regions),
    drifts: [...comparison.drifts, ...before.drifts]
      .filter(({ until }) => until >= since)
      .slice(0, DRIFTS_KEPT),
    events: keptOf(unique(events).filter((event) => event.at >= since)),
    memory: observed.memory ?? before.memory,
    trouble: null,
  };
}

/** A run that looked at a few things does not stand for the run of the timer, whose end everybody waits for. */
function timesOf({ startedAt, finishedAt }: JobResult): Pick<JobResult, 'startedAt' | 'finishedAt'> {
  return { startedAt, finishedAt };
}

/** Only what the job looks at itself makes its facts: the clusters are those of the inventory. */
function ownParts({ job, parts }: Observed): Observed['parts'] {
  return Object.fromEntries(OBSERVED_BY[job].flatMap((part) => (parts[part] ? [[part, parts[part]]] : [])));
}

/** Newest first, as they come. */
function keptOf(events: JobState['events']): JobState['events'] {
  const done = events.filter(({ errorCode }) => errorCode === '').slice(0, EVENTS_KEPT);
  const refused = events.filter(({ errorCode }) => errorCode !== '').slice(0, REFUSED_KEPT);
  return unique([...done, ...refused]);
}

function unique(events: JobState['events']): JobState['events'][number][] {
  return [...new Map(events.map((event) => [event.eventId, event])).values()].sort((a, b) =>
    a.at < b.at ? 1 : Number(a.at > b.at) * -1,
  );
}

/** What cannot be read for a whole day weighs high, unless the policy says how much it weighs. */
function weighUnread(
  findings: readonly Finding[],
  open: JobState['open'],
  at: string,
  { policy }: Pick<Config, 'policy'>,
): readonly Finding[] {
  if (policy.severity[UNREADABLE]) return findings;
  return findings.map((finding) => {
    const since = open[finding.fingerprint]?.firstSeen ?? at;
    const isOld = Date.parse(at) - Date.parse(since) >= UNREAD_WEIGHS_HIGH_MS;
    return finding.check === UNREADABLE && isOld ? { ...finding, severity: 'high' } : finding;
  });
}

export function summarise(run: string, { startedAt, finishedAt, complete, findings }: JobResult): RunSummary {
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
  const counts = { fail: count('fail'), unknown: count('unknown'), pending: count('pending') };
  return { id: run, startedAt, finishedAt, complete, findings: counts };
}

export function withRun(runs: readonly RunSummary[], run: RunSummary): readonly RunSummary[] {
  return [run, ...runs].slice(0, RUNS_KEPT);
}

/** First day of evidence that is kept after a run of that day, `yyyy-mm-dd`, UTC. */
export function keptFrom(chain: EvidenceChain, day: string, days: number | null): string {
  if (days === null) return chain.keptFrom;
  const cutoff = new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
  return cutoff > chain.keptFrom ? cutoff : chain.keptFrom;
}
