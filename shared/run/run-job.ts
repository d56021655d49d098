import type { Config } from '../config/schema.ts';
import type { Job, JobResult, Observed } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import type { Log } from '../model/log.ts';
import type { ObjectStore } from '../model/object-store.ts';
import type { Signer } from '../model/signature.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { RunEvidence, type Sealed } from '../state/evidence.ts';
import type { Manifest, SealedRecords } from '../state/formats/evidence.ts';
import type { Stored } from '../state/formats/stored-format.ts';
import { putState, readState } from '../state/job-store.ts';
import { type Holder, type IsGone, type Lease, leaseAndRead } from '../state/lease.ts';
import { marksOf, writeMark } from '../state/marks.ts';
import { dayOf, runId, type Trigger } from '../state/paths.ts';
import { evidenceParts } from './evidence-parts.ts';
import { judgeJob } from './judge-job.ts';
import { keepTrouble } from './keep-trouble.ts';
import { nextState, summarise, withRun } from './next-state.ts';
import { keptFrom, prune } from './prune.ts';
import { signRun } from './sign-run.ts';
import { observe, stateBefore } from './start-of-run.ts';
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
  /** What the job starts from is not there yet. */
  | { kind: 'waiting' }
  /** Another run is at work. */
  | { kind: 'busy'; heldBy: Holder }
  /** The run outlived its lease, and another one took over; nothing was written. `why` names both. */
  | { kind: 'overtaken'; why: string };

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
  const preparing = prepare();
  const own = evidenceOf(id, run, store);
  const start = async (): Promise<Start> => {
    const [stored, earlier] = await Promise.all([
      readState(store, account, job),
      preparing.then((work) => (work && !work.addsTo ? own.earlier() : null)),
    ]);
    return { stored, evidence: own, earlier };
  };
  const [prepared, taking] = await Promise.allSettled([
    preparing,
    leaseAndRead(store, run, holder, now(), isGone, start),
  ]);
  const taken = settled(taking);
  if ('heldBy' in taken)
    return settled(prepared) ? { kind: 'busy', heldBy: taken.heldBy } : { kind: 'waiting' };
  const { lease, read } = taken;
  const release = () => lease.release().catch(() => log.warn('lease not released', { account, job }));
  let ended: Ended;
  try {
    const work = settled(prepared);
    ended = work
      ? await runUnderLease(id, run, tools, work, lease, await read)
      : { outcome: { kind: 'waiting' } };
  } catch (error) {
    await keepTrouble(id, run, tools, error, lease.number);
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

/** What a run starts from. */
interface Start {
  stored: Stored<JobState>;
  /** Of this very run; what an attempt before sealed of it. A run that adds to the state looks for that under another name. */
  evidence: RunEvidence;
  earlier: Manifest | null;
}

function evidenceOf(id: string, { account, job, trigger }: JobRun, store: ObjectStore): RunEvidence {
  return new RunEvidence(store, { account, job, run: id, trigger });
}

async function runUnderLease(
  id: string,
  run: JobRun,
  tools: Tools,
  work: Work,
  lease: Lease,
  start: Start,
): Promise<Ended> {
  const { store, config } = tools;
  const { account, job, trigger } = run;
  const { before, gaps } = await stateBefore(id, run, tools, start.stored, work.addsTo ?? false);
  const isAhead = await lease.raise(before.fence ?? 0);
  if (isAhead !== null) return overtaken(isAhead);
  if (before.runs.some((earlier) => earlier.id === id)) {
    await work.publish(before, {});
    return { outcome: { kind: 'repeated', state: before }, marks: await marksOf(store, before) };
  }
  const evidence = work.addsTo
    ? evidenceOf(runId(account, job, after(trigger, before)), run, store)
    : start.evidence;
  const earlier = work.addsTo ? await evidence.earlier() : start.earlier;
  const observed = await observe(store, earlier, before, gaps, work);
  if (!observed) return overtaken(`run ${before.runs[0]?.id} has looked since`);
  const judged = await judge(observed, before, work, config);
  const unsealed = stateAfter(id, run, before, observed, judged, work, config);
  const records = (await work.records?.(unsealed)) ?? {};
  const sealed = await seal(evidence, observed, judged, before, config, records);
  return commit(run, tools, work, lease, { evidence, sealed, unsealed });
}

function overtaken(why: string): Ended {
  return { outcome: { kind: 'overtaken', why } };
}

/** Writes the state of a run that is sealed, unless its lease has been taken over or run out, and deletes what the state gives up. */
async function commit(
  run: JobRun,
  tools: Tools,
  work: Work,
  lease: Lease,
  { evidence, sealed, unsealed }: { evidence: RunEvidence; sealed: Sealed; unsealed: JobState },
): Promise<Ended> {
  const { store, config, now, until, log } = tools;
  const { chain, records } = sealed;
  const [other, marks] = await Promise.all([lease.overtaken(), marksOf(store, run)]);
  if (other !== null) return overtaken(other);
  const unsigned = await signRun(evidence, chain.head.run, run, tools);
  if (now() >= until)
    return overtaken(`run ${chain.head.run} (${run.attempt}) was to end by ${until.toISOString()}`);
  const sealedState = { ...unsealed, evidence: { ...unsealed.evidence, ...chain }, fence: lease.number };
  const published = { ...sealedState, ...(await work.publish(sealedState, records)) };
  const state = unsigned ? { ...published, trouble: unsigned } : published;
  await putState(store, state);
  if (!work.addsTo) await prune(store, state, config.retention, lease, log);
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
  records: SealedRecords,
): Promise<Sealed> {
  const { account, gaps } = observed;
  const { startedAt, finishedAt, complete } = result;
  const written = evidenceParts(observed, result, { account, parts, gaps }, config);
  return evidence.seal({ startedAt, finishedAt, complete }, written, before.evidence, records);
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
    evidence: { ...before.evidence, keptFrom: keptFrom(before, dayOf(id), days) },
    archived: before.archived,
  };
}

/** What a run that adds to the state saw is of use only together with that very state. */
function after({ time, name }: Trigger, { evidence: { head } }: JobState): Trigger {
  return { time, name: `${name} after ${head?.run ?? 'nothing'}` };
}
