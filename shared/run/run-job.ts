import type { Config } from '../config/schema.ts';
import type { Job, JobResult, Observed } from '../model/job.ts';
import type { EvidenceChain, JobState } from '../model/job-state.ts';
import type { Log } from '../model/log.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { unseen } from '../model/observation.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { RunEvidence, unreadableEvidence } from '../state/evidence.ts';
import { evidenceDocuments } from '../state/evidence-documents.ts';
import type { Manifest } from '../state/formats/evidence.ts';
import { putState, readState, setAside } from '../state/job-store.ts';
import { acquireLease, type Holder, type IsGone, type Lease } from '../state/lease.ts';
import { marksOf, writeMark } from '../state/marks.ts';
import { evidencePath, runId, statePath, type Trigger } from '../state/paths.ts';
import { evidenceParts, parseSnapshot } from './evidence-parts.ts';
import { judgeJob } from './judge-job.ts';
import { keepTrouble } from './keep-trouble.ts';
import { emptyState, nextState, summarise, withRun } from './next-state.ts';
import { keptFrom, prune } from './prune.ts';
import { withUntargeted } from './targeted-run.ts';

export interface JobRun {
  account: string;
  name: string;
  job: Job;
  trigger: Trigger;
  /** This attempt, such as the request id: unique. */
  attempt: string;
}

export interface Tools {
  store: ObjectStore;
  config: Config;
  now: () => Date;
  log: Log;
  /** When this run must have ended; nobody else works on the account before. */
  until: Date;
  isGone: IsGone;
}

/** What differs from job to job. */
export interface Work {
  /** Looks at the cloud. `before` is what the job knows already. */
  observe(before: JobState): Promise<Observed>;
  /** Whether it puts what it looks at into what the state knows, instead of seeing everything anew. */
  addsTo?: boolean;
  /** Parts of other jobs that the checks of this job read too. */
  seenBefore(observed: Observed, before: JobState): Snapshot['parts'] | Promise<Snapshot['parts']>;
  /** Runs before the state is written, and again when a run is repeated: must not mind being repeated. */
  publish(state: JobState): Promise<Pick<JobState, 'archived'>>;
}

export type RunOutcome =
  | { kind: 'done'; state: JobState }
  /** This very run had finished already. */
  | { kind: 'repeated'; state: JobState }
  /** What the job starts from is not there yet. */
  | { kind: 'waiting' }
  /** Another run is at work. */
  | { kind: 'busy'; heldBy: Holder }
  /** The run outlived its lease, and another one took over; nothing was written. */
  | { kind: 'overtaken' };

/** What is left to do is to tell readers, and to let others have the lease. */
interface Ended {
  outcome: RunOutcome;
  /** Of this job, before the state was written. */
  marks?: readonly string[];
}

/**
 * One run of a job on one account: observe, keep the evidence, judge, write the state. The state is the commit: a run
 * that is killed before it leaves no trace that matters, and when it is repeated, it goes on from the evidence it
 * has sealed. `prepare` makes the work while the lease is taken; null: there is nothing to start from yet. Throws what the store
 * throws, and bugs; both are stored as the trouble of the job, where they can be.
 */
export async function runJob(
  run: JobRun,
  tools: Tools,
  prepare: () => Promise<Work | null>,
): Promise<RunOutcome> {
  const { store, now, until, isGone, log } = tools;
  const { account, job } = run;
  const id = runId(account, job, run.trigger);
  const holder = { run: id, attempt: run.attempt, until: until.toISOString() };
  const [prepared, taken] = await Promise.allSettled([
    prepare(),
    acquireLease(store, run, holder, now(), isGone),
  ]);
  const lease = settled(taken);
  if ('heldBy' in lease)
    return settled(prepared) ? { kind: 'busy', heldBy: lease.heldBy } : { kind: 'waiting' };
  const release = () => lease.release().catch(() => log.warn('lease not released', { account, job }));
  let ended: Ended;
  try {
    const work = settled(prepared);
    ended = work ? await runUnderLease(id, run, tools, work, lease) : { outcome: { kind: 'waiting' } };
  } catch (error) {
    await keepTrouble(id, run, tools, error);
    await release();
    throw error;
  }
  const { outcome, marks = [] } = ended;
  await Promise.all(['state' in outcome && writeMark(store, outcome.state, marks), release()]);
  return outcome;
}

function settled<T>(outcome: PromiseSettledResult<T>): T {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

async function runUnderLease(
  id: string,
  run: JobRun,
  tools: Tools,
  work: Work,
  lease: Lease,
): Promise<Ended> {
  const { store, config, now, until, log } = tools;
  const { account, job, trigger } = run;
  const identity = (name: string, of: Trigger) =>
    new RunEvidence(store, { account, job, run: name, trigger: of });
  let evidence = identity(id, trigger);
  const [{ before, gaps }, own] = await Promise.all([
    stateBefore(id, run, tools, work),
    work.addsTo ? null : evidence.earlier(),
  ]);
  if (before.runs.some((earlier) => earlier.id === id)) {
    await work.publish(before);
    return { outcome: { kind: 'repeated', state: before }, marks: await marksOf(store, before) };
  }
  if (work.addsTo) evidence = identity(runId(account, job, after(trigger, before)), trigger);
  const sealed = work.addsTo ? await evidence.earlier() : own;
  const observed = await observe(store, sealed, before, gaps, work);
  if (!observed) return { outcome: { kind: 'overtaken' } };
  const judged = await judge(observed, before, work, config);
  const [chain, isOurs] = await Promise.all([seal(evidence, observed, judged, before, config), lease.held()]);
  if (!isOurs || now() >= until) return { outcome: { kind: 'overtaken' } };
  const unpublished = stateAfter(id, run, before, observed, { ...judged, chain }, work, config);
  const state = { ...unpublished, ...(await work.publish(unpublished)) };
  const [marks] = await Promise.all([marksOf(store, state), putState(store, state)]);
  if (!work.addsTo) await prune(store, state, config.retention, log);
  return { outcome: { kind: 'done', state }, marks };
}

interface Judged {
  result: JobResult;
  /** Everything the checks read: what this job observed, and what others did. */
  parts: Snapshot['parts'];
}

async function judge(observed: Observed, before: JobState, work: Work, config: Config): Promise<Judged> {
  const seenBefore = await work.seenBefore(observed, before);
  const judged = judgeJob(observed, seenBefore, config);
  const result = observed.looks ? withUntargeted(before, judged, observed.looks) : judged;
  return { result, parts: { ...seenBefore, ...observed.parts } };
}

/** Chains what was observed and how it was judged to the evidence before. */
function seal(
  evidence: RunEvidence,
  observed: Observed,
  { result, parts }: Judged,
  before: JobState,
  config: Config,
): ReturnType<RunEvidence['seal']> {
  const { account, gaps } = observed;
  const { startedAt, finishedAt, complete } = result;
  const written = evidenceParts(observed, result, { account, parts, gaps }, config);
  return evidence.seal({ startedAt, finishedAt, complete }, written, before.evidence);
}

function stateAfter(
  id: string,
  run: JobRun,
  before: JobState,
  observed: Observed,
  { result, parts, chain }: Judged & { chain: Pick<EvidenceChain, 'head' | 'files'> },
  work: Work,
  config: Config,
): JobState {
  // What retention ends is deleted by the runs of timers: somebody waits for what an event showed.
  const days = work.addsTo ? null : config.retention.evidenceDays;
  return {
    ...nextState(before, observed, result, parts, config),
    name: run.name,
    runs: withRun(before.runs, summarise(id, result)),
    // Why the timer's run failed is still true after an event has made a run look at something.
    trouble: observed.looks && before.trouble?.run !== id ? before.trouble : null,
    evidence: { ...before.evidence, ...chain, keptFrom: keptFrom(before, result.finishedAt, days) },
    archived: before.archived,
  };
}

/** What a run that adds to the state saw is of use only together with that very state. */
function after({ time, name }: Trigger, { evidence: { head } }: JobState): Trigger {
  return { time, name: `${name} after ${head?.run ?? 'nothing'}` };
}

/** What was seen before another run, which an event may have started, looked and finished is not to replace what that saw. */
export function isOutdated({ startedAt }: Observed, { runs: [last] }: JobState): boolean {
  return last !== undefined && startedAt < last.finishedAt;
}

/**
 * A state that is not what was written is set aside and told; the job goes on from what is left of it, or begins from a new
 * baseline. A run that only adds to the state needs a whole one, and so does one that had written it already.
 */
async function stateBefore(
  id: string,
  { account, name, job }: JobRun,
  { store, now, log }: Tools,
  { addsTo }: Work,
): Promise<{ before: JobState; gaps: Snapshot['gaps'] }> {
  const at = now().toISOString();
  const stored = await readState(store, account, job);
  if (stored.kind === 'ok') return { before: stored.value, gaps: [] };
  const baseline = emptyState(account, name, job, at);
  if (stored.kind === 'none') return { before: baseline, gaps: [] };
  const { remains } = stored;
  const isUsable = remains !== null && !addsTo && !remains.runs.some((earlier) => earlier.id === id);
  const copy = await setAside(store, statePath(account, job), at);
  log.error('state corrupt', { account, job, why: stored.why, copy });
  const detail = `the stored state of the job was damaged (${stored.why}); it is kept as ${copy}`;
  const thing = { type: 'job', id: job, region: '', name: job, facet: 'state' } as const;
  return { before: isUsable ? remains : baseline, gaps: [unseen('malformed', detail, { thing })] };
}

/** What an earlier attempt of this run sealed is used again, so that its evidence and its state agree. Null: it is outdated. */
async function observe(
  store: ObjectStore,
  earlier: Manifest | null,
  before: JobState,
  gaps: Snapshot['gaps'],
  work: Work,
): Promise<Observed | null> {
  if (earlier) {
    const documents = await evidenceDocuments(store, earlier);
    const folder = evidencePath(earlier.account, earlier.run);
    if (!documents) throw unreadableEvidence(folder, 'some of it is not what was written');
    const sealed = parseSnapshot(documents.snapshot, folder);
    return isOutdated(sealed, before) ? null : sealed;
  }
  const observed = await work.observe(before);
  return { ...observed, gaps: [...gaps, ...observed.gaps] };
}
