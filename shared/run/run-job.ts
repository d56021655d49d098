import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import type { Job, JobResult, Observed } from '../model/job.ts';
import type { JobState, Trouble } from '../model/job-state.ts';
import type { Log } from '../model/log.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { unseen } from '../model/observation.ts';
import type { Signer } from '../model/signature.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { RunEvidence } from '../state/evidence.ts';
import { FINDINGS_FILE, type SealedRecords, SNAPSHOT_FILE } from '../state/formats/evidence.ts';
import { readState, setAside, writeState } from '../state/job-store.ts';
import { acquireLease, type Holder, type IsGone, type Lease } from '../state/lease.ts';
import { writeMark } from '../state/marks.ts';
import { dayOf, evidencePath, runId, statePath, type Trigger } from '../state/paths.ts';
import { findingsJson, parseSnapshot, snapshotJson } from './evidence-files.ts';
import { judgeJob } from './judge-job.ts';
import { emptyState, keptFrom, nextState, summarise, withRun } from './next-state.ts';
import { prune } from './prune.ts';
import { signRun } from './sign-run.ts';
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
  /** Null: the evidence is not signed. */
  signer: Signer | null;
}

/** What differs from job to job. */
export interface Work {
  /** Looks at the cloud. `before` is what the job knows already. */
  observe(before: JobState): Promise<Observed>;
  /** Whether it puts what it looks at into what the state knows, instead of seeing everything anew. */
  addsTo?: boolean;
  /** Parts of other jobs that the checks of this job read too. */
  seenBefore(observed: Observed, before: JobState): Snapshot['parts'] | Promise<Snapshot['parts']>;
  /** What it publishes, or found published, to be sealed with the evidence. `state` is what the job will know. */
  records?(state: JobState): Promise<SealedRecords>;
  /** Runs before the state is written, and again when a run is repeated: must not mind being repeated. */
  publish(state: JobState, records: SealedRecords): Promise<Pick<JobState, 'archived'>>;
}

export type RunOutcome =
  | { kind: 'done'; state: JobState }
  /** This very run had finished already. */
  | { kind: 'repeated'; state: JobState }
  /** Another run is at work. */
  | { kind: 'busy'; heldBy: Holder }
  /** The run outlived its lease, and another one took over; nothing was written. `why` names both. */
  | { kind: 'overtaken'; why: string };

/**
 * One run of a job on one account: observe, keep the evidence, judge, write the state. The state is the commit: a run
 * that is killed before it leaves no trace that matters, and when it is repeated, it goes on from the evidence it
 * has written. Throws what the store throws, and bugs; both are stored as the trouble of the job, where they can be.
 */
export async function runJob(run: JobRun, tools: Tools, work: Work): Promise<RunOutcome> {
  const { store, now, until, isGone } = tools;
  const id = runId(run.account, run.job, run.trigger);
  const holder = { run: id, attempt: run.attempt, until: until.toISOString() };
  const lease = await acquireLease(store, run, holder, now(), isGone);
  if ('heldBy' in lease) return { kind: 'busy', heldBy: lease.heldBy };
  try {
    return await runUnderLease(id, run, tools, work, lease);
  } catch (error) {
    await keepTrouble(id, run, tools, error, lease.number);
    throw error;
  } finally {
    await lease
      .release()
      .catch(() => tools.log.warn('lease not released', { account: run.account, job: run.job }));
  }
}

async function runUnderLease(
  id: string,
  run: JobRun,
  tools: Tools,
  work: Work,
  lease: Lease,
): Promise<RunOutcome> {
  const { store, config } = tools;
  const { before, gaps } = await stateBefore(id, run, tools, work);
  const isAhead = await lease.raise(before.fence ?? 0);
  if (isAhead !== null) return { kind: 'overtaken', why: isAhead };
  if (before.runs.some((earlier) => earlier.id === id)) {
    await work.publish(before, {});
    await writeMark(store, before);
    return { kind: 'repeated', state: before };
  }
  const { account, job, trigger } = run;
  const evidenceId = work.addsTo ? runId(account, job, after(trigger, before)) : id;
  const evidence = new RunEvidence(store, { account, job, run: evidenceId, trigger });
  const observed = await observe(evidence, evidenceId, run, before, gaps, work);
  if (!observed) return { kind: 'overtaken', why: `run ${before.runs[0]?.id} has looked since` };
  const judged = await judge(evidence, observed, before, work, config);
  const unsealed = stateAfter(id, run, before, observed, judged, work, config);
  const { startedAt, finishedAt, complete } = judged.result;
  const { head, records } = await evidence.seal(
    { startedAt, finishedAt, complete },
    before.evidence.head,
    (await work.records?.(unsealed)) ?? {},
  );
  const why = await lease.overtaken();
  if (why !== null) return { kind: 'overtaken', why };
  const unpublished = { ...unsealed, evidence: { ...unsealed.evidence, head }, fence: lease.number };
  const unsigned = await signRun(evidence, evidenceId, run, tools);
  const published = { ...unpublished, ...(await work.publish(unpublished, records)) };
  const state = unsigned ? { ...published, trouble: unsigned } : published;
  await writeState(store, state);
  await prune(store, state, before.evidence.keptFrom, config.retention, tools.log);
  return { kind: 'done', state };
}

interface Judged {
  result: JobResult;
  /** Everything the checks read: what this job observed, and what others did. */
  parts: Snapshot['parts'];
}

/** Writes what was observed and how it was judged. */
async function judge(
  evidence: RunEvidence,
  observed: Observed,
  before: JobState,
  work: Work,
  config: Config,
): Promise<Judged> {
  await evidence.write(SNAPSHOT_FILE, snapshotJson(observed, config));
  const seenBefore = await work.seenBefore(observed, before);
  const judged = judgeJob(observed, seenBefore, config);
  const result = observed.looks ? withUntargeted(before, judged, observed.looks) : judged;
  const parts = { ...seenBefore, ...observed.parts };
  const { account, gaps } = observed;
  await evidence.write(FINDINGS_FILE, findingsJson(result, { account, parts, gaps }, config));
  return { result, parts };
}

function stateAfter(
  id: string,
  run: JobRun,
  before: JobState,
  observed: Observed,
  { result, parts }: Judged,
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
    // By the day of the run, as all that lies in the store is: one that began before midnight may end after it.
    evidence: { ...before.evidence, keptFrom: keptFrom(before.evidence, dayOf(id), days) },
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

/** What an earlier attempt of this run observed is used again, so that its evidence and its state agree. Null: it is outdated. */
async function observe(
  evidence: RunEvidence,
  id: string,
  { account }: JobRun,
  before: JobState,
  gaps: Snapshot['gaps'],
  work: Work,
): Promise<Observed | null> {
  const stored = await evidence.stored(SNAPSHOT_FILE);
  if (stored !== null) {
    const earlier = parseSnapshot(stored, evidencePath(account, id) + SNAPSHOT_FILE);
    return isOutdated(earlier, before) ? null : earlier;
  }
  const observed = await work.observe(before);
  return { ...observed, gaps: [...gaps, ...observed.gaps] };
}

/**
 * Tells in the stored state why the run could not finish; the state is otherwise what it was. A run whose lease has a smaller
 * number than that of the state was overtaken, and tells it in the log only.
 */
export async function keepTrouble(
  id: string,
  run: Pick<JobRun, 'account' | 'name' | 'job'>,
  tools: Pick<Tools, 'store' | 'now' | 'log'>,
  error: unknown,
  fence = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { store, now, log } = tools;
  const at = now().toISOString();
  const trouble: Trouble = { ...troubleOf(error), at, run: id };
  try {
    const stored = await readState(store, run.account, run.job);
    if (stored.kind === 'corrupt') return;
    const state = stored.kind === 'ok' ? stored.value : emptyState(run.account, run.name, run.job, at);
    if ((state.fence ?? 0) > fence)
      throw new Error(`run ${id} holds number ${fence}, the state was written under ${state.fence}`);
    await writeState(store, { ...state, trouble });
  } catch (cause) {
    log.error('trouble not stored', { account: run.account, job: run.job, cause: troubleOf(cause).message });
  }
}

export function troubleOf(error: unknown): Pick<Trouble, 'code' | 'message' | 'hint'> {
  if (error instanceof AppError) return { code: error.code, message: error.message, hint: error.hint };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: 'Bug', message, hint: 'This is a bug in sealwatch; please report it.' };
}
