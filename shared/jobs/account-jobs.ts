import { requireCredentials } from '../accounts/credential-trouble.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { cs } from '../cloud/cs.ts';
import type { Identity } from '../collect/identity.ts';
import { eventsIn } from '../model/change.ts';
import { type Job, jobsOf, OBSERVED_BY, type Observed } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { type Observation, seen, type Unseen } from '../model/observation.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isRecentStatus } from '../money/arrears.ts';
import { observeActivity } from '../observe/activity.ts';
import { observed } from '../observe/context.ts';
import { withKeyCalls, withRoleCalls } from '../observe/good-calls.ts';
import { observeInventory } from '../observe/inventory.ts';
import { observeKeys } from '../observe/keys.ts';
import { observeProof } from '../observe/proof.ts';
import { type Hint, observeEvents, reobserveInventory, reobserveKeys } from '../observe/reobserve.ts';
import { type FindPayer, type MoneyContext, observeNoMoney, observeSpend } from '../observe/spend.ts';
import { withoutChanged } from '../observe/surroundings.ts';
import { calibrationOf, rememberAckCalls } from '../run/calibration.ts';
import { changesToArchive, foundDays, publishChanges, publishHistory } from '../run/publish.ts';
import { isOutdated, type JobRun, type RunOutcome, runJob, type Tools } from '../run/run-job.ts';
import { type Sources, withPast } from '../state/cluster-past.ts';
import { readState } from '../state/job-store.ts';
import { knownClusters } from '../state/known-clusters.ts';
import { readPushedProof } from '../state/pushed-proofs.ts';

/** What a job of an account may need besides its tools. */
export interface AccountAccess {
  /** Not seen: the account cannot be entered, and everything in it is unknown. */
  cloud: Observation<Cloud>;
  identity: Promise<Observation<Identity>>;
  /** What the inventory knows when it has just run; else its stored state is read. */
  inventory?: JobState | null;
  /** What the job `keys` will know when it runs at the same time; else its stored state is read. */
  keysState?: Promise<JobState | null>;
  /** Opens the account that may pay for this one. */
  payer?: FindPayer;
  /** What could not be read before the run began, such as the directory. */
  gaps?: readonly Unseen[];
  /** What events name: the job looks at that only. */
  hint?: Hint;
}

/** There is no inventory to start from yet. */
export interface Waiting {
  kind: 'waiting';
}

/** Runs one job on one account. `observing`: an observation of the inventory that is already under way. */
export async function runAccountJob(
  run: JobRun,
  tools: Tools,
  access: AccountAccess,
  observing?: Promise<Observed>,
): Promise<RunOutcome | Waiting> {
  if (run.job === 'inventory') return runInventory(run, tools, access, observing);
  const inventory = access.inventory ?? (await stateOf(tools.store, run.account, 'inventory'));
  if (!inventory?.result) return { kind: 'waiting' };
  switch (run.job) {
    case 'keys':
      return runKeys(run, tools, access, inventory);
    case 'activity':
      return runActivity(run, tools, access, inventory);
    case 'spend':
      return runSpend(run, tools, access, inventory);
    case 'proof':
      return runProof(run, tools, access, inventory);
  }
}

function runInventory(
  run: JobRun,
  tools: Tools,
  { cloud, identity, gaps = [], hint }: AccountAccess,
  observing?: Promise<Observed>,
): Promise<RunOutcome> {
  const { config, now, store } = tools;
  return runJob(run, tools, {
    addsTo: hint !== undefined,
    observe: async (before) => {
      if (!cloud.seen) return observeNothing(run, now, cloud);
      const context = { account: run.account, cloud: cloud.value, config, now };
      const calibration = (account: string) => calibrationOf(tools, account);
      const activity = () => stateOf(store, run.account, 'activity');
      const again = hint && (await reobserveInventory(context, before, hint));
      const told = async (seen: Observed): Promise<Observed> => {
        const events = (await activity())?.events ?? [];
        const proof = config.proof.enabled ? await stateOf(store, run.account, 'proof') : null;
        const clusters = withHistory(seen.parts, { before, events, proof }, config, seen.finishedAt);
        return withRoleCalls({ ...seen, parts: { ...seen.parts, ...clusters } }, { before, activity });
      };
      if (again) return told(requireCredentials(again));
      const early = await observing;
      const isNew = early && !isOutdated(early, before);
      const known = withoutChanged(before, (await activity())?.events ?? []);
      const seen = isNew ? early : await observeInventory(context, identity, calibration, known);
      requireCredentials(seen, await identity);
      const calls = cloud.value.learned(cs.describeClustersV1, '');
      if (calls !== null) await rememberAckCalls(tools, run.account, calls);
      return { ...(await told({ ...seen, account: run.account })), gaps: [...seen.gaps, ...gaps] };
    },
    seenBefore: () => proofsOf(config, store, run.account),
    records: async ({ result }) => (result && !hint ? foundDays(store, run.account, result.finishedAt) : {}),
    publish: async (state) => {
      if (hint) return { archived: state.archived }; // the timer's run makes the point of the day
      const jobs = jobsOf(config).filter((job) => job !== 'inventory');
      const others = await Promise.all(jobs.map((job) => stateOf(store, run.account, job)));
      await publishHistory(store, state, others, config.policy, now());
      return { archived: state.archived };
    },
  });
}

/** The clusters with what their history tells: keys that Secrets may still need, and since when they are encrypted. */
function withHistory(
  { clusters }: Snapshot['parts'],
  known: Omit<Sources, 'confirmations'>,
  { confirmations }: Tools['config'],
  at: string,
): Snapshot['parts'] {
  if (!clusters?.seen) return clusters ? { clusters } : {};
  return {
    clusters: { ...clusters, value: withPast(clusters.value, { ...known, confirmations }, at) },
  };
}

function runKeys(
  run: JobRun,
  tools: Tools,
  { cloud, hint }: AccountAccess,
  inventory: JobState,
): Promise<RunOutcome> {
  const { config, now, store } = tools;
  const seenBefore = clustersOf(inventory);
  return runJob(run, tools, {
    addsTo: hint !== undefined,
    observe: async (before) => {
      if (!cloud.seen) return observeNothing(run, now, cloud);
      const context = { account: run.account, cloud: cloud.value, config, now };
      const activity = () => stateOf(store, run.account, 'activity');
      const again = hint && (await reobserveKeys(context, seenBefore, inventory.facts, before, hint));
      if (again) return withKeyCalls(requireCredentials(again), { before, activity });
      const known = { flags: inventory.facts, keys: before.facts };
      const looked = requireCredentials(await observeKeys(context, seenBefore, known));
      return withKeyCalls(looked, { before, activity });
    },
    seenBefore: () => seenBefore,
    publish: async ({ archived }) => ({ archived }),
  });
}

async function runActivity(
  run: JobRun,
  tools: Tools,
  { cloud, keysState, hint }: AccountAccess,
  inventory: JobState,
): Promise<RunOutcome> {
  const { config, now, store } = tools;
  const seenBefore = clustersOf(inventory);
  const keysBefore = await stateOf(store, run.account, 'keys');
  const keys = keysState ?? Promise.resolve(keysBefore);
  return runJob(run, tools, {
    addsTo: hint !== undefined,
    observe: async (before) => {
      const again = hint && observeEvents({ account: run.account, now }, before, hint);
      if (again) return again;
      if (!cloud.seen) return observeNothing(run, now, cloud);
      const context = { account: run.account, cloud: cloud.value, config, now };
      const calibration = await calibrationOf(tools, run.account);
      return requireCredentials(
        await observeActivity(context, seenBefore, { inventory, keysBefore, keys, calibration }, before),
      );
    },
    seenBefore: async ({ parts: { changeEvents }, finishedAt }, before) => {
      const events = [...(changeEvents?.seen ? eventsIn(changeEvents.value) : []), ...before.events];
      const { keys: known } = ((await keys) ?? keysBefore)?.result?.parts ?? {};
      const clusters = {
        ...withHistory(seenBefore, { before: inventory, events }, config, finishedAt),
        ...(await proofsOf(config, store, run.account)),
      };
      return known ? { ...clusters, keys: known } : clusters;
    },
    records: async (activity) =>
      changesToArchive(run.account, { inventory, keys: await keys, activity }, now()),
    publish: async (activity, records) => {
      const states = { inventory, keys: await keys, activity };
      return { archived: await publishChanges(store, run.account, states, records, now()) };
    },
  });
}

/** What other jobs could not see does not blind the checks of money: their own jobs tell it. */
async function runSpend(
  run: JobRun,
  tools: Tools,
  { cloud, keysState, payer = async () => null }: AccountAccess,
  inventory: JobState,
): Promise<RunOutcome> {
  const { config, now, store } = tools;
  const keys = await (keysState ?? stateOf(store, run.account, 'keys'));
  const { kmsStatus, instances } = keys?.result?.parts ?? {};
  const clusters = knownClusters(inventory);
  const none = seen([], now().toISOString());
  const others: MoneyContext = {
    clusters: clusters?.seen ? clusters : none,
    kmsStatus: kmsStatus?.seen && isRecentStatus(kmsStatus.at, now()) ? kmsStatus : none,
    instances: instances?.seen ? instances : none,
  };
  return runJob(run, tools, {
    observe: async (before) => {
      if (!cloud.seen) return observeNoMoney({ account: run.account, now }, others, cloud, before);
      const context = { account: run.account, cloud: cloud.value, config, now };
      const looked = { ...others, clusters: clusters ?? none };
      return requireCredentials(await observeSpend(context, looked, payer, before));
    },
    seenBefore: () => others,
    publish: async ({ archived }) => ({ archived }),
  });
}

/** The keys tell the id behind an alias; where they are not known, the reference that the cluster holds is all there is. */
async function runProof(
  run: JobRun,
  tools: Tools,
  { cloud, keysState }: AccountAccess,
  inventory: JobState,
): Promise<RunOutcome> {
  const { config, now, store } = tools;
  const keys = await (keysState ?? stateOf(store, run.account, 'keys'));
  const { keys: known = seen([], now().toISOString()) } = keys?.result?.parts ?? {};
  const seenBefore = clustersOf(inventory);
  return runJob(run, tools, {
    observe: async (before) => {
      if (!cloud.seen) return observeNothing(run, now, cloud);
      const context = { account: run.account, cloud: cloud.value, config, now };
      const pushed = (cluster: string) => readPushedProof(store, run.account, cluster);
      return requireCredentials(await observeProof(context, seenBefore, pushed, before));
    },
    seenBefore: () => ({ ...seenBefore, keys: known.seen ? known : seen([], now().toISOString()) }),
    publish: async ({ archived }) => ({ archived }),
  });
}

/** An account that cannot be entered: everything that the job looks at is unknown, for one reason. */
function observeNothing({ account, job }: JobRun, now: () => Date, why: Unseen): Observed {
  const parts = Object.fromEntries(OBSERVED_BY[job].map((part) => [part, why]));
  return observed(job, { account, now }, now(), parts);
}

/** What API servers said last, for the checks that count instead of guessing. */
async function proofsOf(
  config: Tools['config'],
  store: ObjectStore,
  account: string,
): Promise<Snapshot['parts']> {
  if (!config.proof.enabled) return {};
  const { proofs } = (await stateOf(store, account, 'proof'))?.result?.parts ?? {};
  return proofs?.seen ? { proofs } : {};
}

function clustersOf(inventory: JobState): Snapshot['parts'] {
  const clusters = knownClusters(inventory);
  return clusters ? { clusters } : {};
}

/** The state of another job, for reading; a damaged one counts as none, and its own job tells that. */
export async function stateOf(store: ObjectStore, account: string, job: Job): Promise<JobState | null> {
  const stored = await readState(store, account, job);
  return stored.kind === 'ok' ? stored.value : null;
}
