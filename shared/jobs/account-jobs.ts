import type { Cloud } from '../cloud/cloud.ts';
import type { Identity } from '../collect/identity.ts';
import type { Job, Observed } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import type { Observation } from '../model/observation.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { readState } from '../state/job-store.ts';
import { observeActivity } from './activity.ts';
import { requireCredentials } from './credential-trouble.ts';
import { observeInventory } from './inventory.ts';
import { observeKeys } from './keys.ts';
import { knownClusters } from './known-clusters.ts';
import { publishChanges, publishHistory } from './publish.ts';
import { type JobRun, type Outcome, runJob, type Tools } from './run-job.ts';

/** What a job of an account may need besides its tools. */
export interface AccountAccess {
  cloud: Cloud;
  identity: Promise<Observation<Identity>>;
  /** What the job `keys` will know when it runs at the same time; else its stored state is read. */
  keysState?: Promise<JobState | null>;
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
): Promise<Outcome | Waiting> {
  if (run.job === 'inventory') return runInventory(run, tools, access, observing);
  const inventory = await stateOf(tools.store, run.account, 'inventory');
  if (!inventory?.result) return { kind: 'waiting' };
  return run.job === 'keys'
    ? runKeys(run, tools, access, inventory)
    : runActivity(run, tools, access, inventory);
}

function runInventory(
  run: JobRun,
  tools: Tools,
  { cloud, identity }: AccountAccess,
  observing?: Promise<Observed>,
): Promise<Outcome> {
  const { config, now, store } = tools;
  return runJob(run, tools, {
    observe: async () => {
      const observed = await (observing ?? observeInventory({ cloud, config, now }, identity));
      requireCredentials(observed, await identity);
      return { ...observed, account: run.account };
    },
    seenBefore: () => ({}),
    publish: async (state) => {
      const others = [stateOf(store, run.account, 'keys'), stateOf(store, run.account, 'activity')];
      await publishHistory(store, state, await Promise.all(others));
      return { archived: state.archived };
    },
  });
}

function runKeys(run: JobRun, tools: Tools, { cloud }: AccountAccess, inventory: JobState): Promise<Outcome> {
  const { config, now } = tools;
  const seenBefore = clustersOf(inventory);
  return runJob(run, tools, {
    observe: async (before) => {
      const context = { account: run.account, cloud, config, now };
      const known = { flags: inventory.facts, keys: before.facts };
      return requireCredentials(await observeKeys(context, seenBefore, known));
    },
    seenBefore: () => seenBefore,
    publish: async ({ archived }) => ({ archived }),
  });
}

async function runActivity(
  run: JobRun,
  tools: Tools,
  { cloud, keysState }: AccountAccess,
  inventory: JobState,
): Promise<Outcome> {
  const { config, now, store } = tools;
  const seenBefore = clustersOf(inventory);
  const keys = keysState ?? stateOf(store, run.account, 'keys');
  keys.catch(() => undefined); // it is told where it is awaited, which an earlier failure may prevent
  return runJob(run, tools, {
    observe: async (before) => {
      const context = { account: run.account, cloud, config, now };
      return requireCredentials(await observeActivity(context, seenBefore, { inventory, keys }, before));
    },
    seenBefore: () => seenBefore,
    publish: async (activity) => {
      const states = { inventory, keys: await keys, activity };
      return { archived: await publishChanges(store, run.account, states, now()) };
    },
  });
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
