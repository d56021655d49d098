import type { Cloud } from '../cloud/cloud.ts';
import { NotNeeded } from '../cloud/early-answers.ts';
import type { Identity } from '../collect/identity.ts';
import { collectKeys } from '../collect/keys.ts';
import { collectPeople } from '../collect/people.ts';
import { listPolicies } from '../collect/ram-entities.ts';
import type { Calibration } from '../model/calibration.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Job, Observed } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import { type Key, type KeyInUse, keysInUse } from '../model/key.ts';
import { type Observation, seen } from '../model/observation.ts';
import { resourceKey } from '../model/resource-key.ts';
import { askTrailEarly } from '../observe/activity.ts';
import { type JobContext, lastSeenKeys, wants } from '../observe/context.ts';
import { startInventory } from '../observe/inventory.ts';
import { observeKeys } from '../observe/keys.ts';
import { type FindPayer, observeSpend } from '../observe/spend.ts';
import { needsPeople, withoutChanged } from '../observe/surroundings.ts';
import { calibrationOf } from '../run/calibration.ts';
import { troubleOf } from '../run/keep-trouble.ts';
import { emptyState } from '../run/next-state.ts';
import type { Tools } from '../run/run-job.ts';
import { stateOf } from './stored-parts.ts';

/** What is seen of an account while it is looked at; all of it comes again with the results of the jobs. */
export type Glimpse =
  /** So many entries of the cluster list were read, of so many if the list says so. */
  | { clusters: number; total: number | null }
  /** The same one may come twice. */
  | { cluster: Cluster }
  | { key: Key };

/** What is looked at before the runs of the jobs begin. */
export interface LookAhead {
  /** ISO 8601, UTC: when the first question was asked. */
  startedAt: string;
  inventory: Promise<Observed>;
  /** Has the answers to what was asked for the other jobs. */
  cloud: Cloud;
  /** Resolves when nothing more is asked. */
  ended: Promise<unknown>;
}

/** Whose cloud is asked. */
interface Asked {
  cloud: Cloud;
  identity: Promise<Observation<Identity>>;
  /** Whether people and network are looked at even if they were today: somebody who waits wants to see what is there now. */
  afresh?: boolean;
  /** Asks each time; whoever looks ahead and then runs the jobs gives one that asks once. */
  payer?: FindPayer;
  onGlimpse?: (seen: Glimpse) => void;
}

/** What the questions start from besides the clusters. */
interface Known extends Record<'inventory' | 'keys' | 'activity' | 'spend', JobState> {
  context: JobContext & { startedAt: Date };
  calibration: Calibration;
}

/**
 * Looks at the inventory, and asks for the other jobs what they will ask as soon as it can be asked: the balance and the bills when
 * the account is told, a key that was never seen when the page with its cluster is there, the rest when the list is whole.
 * Nothing is judged by it: each run asks the same again, finds the answers, and asks the cloud what was not foreseen.
 */
export function lookAhead(
  tools: Tools,
  { cloud, identity, afresh = false, payer = async () => null, onGlimpse = () => undefined }: Asked,
  jobs: readonly Job[],
): LookAhead {
  const { config, now, log } = tools;
  const startedAt = now();
  const { ahead, cloud: later } = cloud.lookAhead();
  const early = async (questions: () => Promise<unknown>): Promise<void> => {
    try {
      await questions();
    } catch (error) {
      if (!(error instanceof NotNeeded)) log.warn('not asked early', { cause: troubleOf(error).message });
    }
  };
  const known = identity
    .then((told) => {
      if (!told.seen) return null;
      const account = told.value.AccountId;
      const onKey = (key: Key): void => onGlimpse({ key });
      return knownOf(tools, { account, cloud: ahead, config, now, startedAt, onKey });
    })
    .catch(() => null); // the runs cannot read the store either, and say so
  const ask = (job: Job, questions: (known: Known) => Promise<unknown>): Promise<void> =>
    early(async () => {
      const found = jobs.includes(job) ? await known : null;
      if (found) await questions(found);
    });
  const newKeys = new NewKeys((key) => ask('keys', (found) => askNewKey(found, key)));
  let people: Promise<void> | null = null;
  const onCluster = (cluster: Cluster): void => {
    people ??= ask('inventory', (found) => askPeople(found, cluster, afresh));
    newKeys.see(cluster);
    onGlimpse({ cluster });
  };
  const onPage = (clusters: number, total: number | null): void => onGlimpse({ clusters, total });
  const calibration = (account: string) => calibrationOf(tools, account);
  const before = afresh ? null : known.then((found) => found && surroundingsKnown(found));
  const inventory = startInventory({ cloud, config, now }, identity, calibration, before, {
    list: { onCluster, onPage },
    cloud: later,
  });
  const clusters = inventory.list.then((list) => list.clusters);
  const asked = [
    afresh
      ? early(async () => wants({ config }, 'people') && listPolicies(ahead))
      : ask('inventory', askPolicies),
    ask('keys', (found) => askKeys(found, clusters)),
    ask('activity', (found) => askTrail(found, clusters)),
    ask('spend', (found) => askMoney(found, clusters, payer)),
  ];
  const end = (): Promise<unknown> => Promise.all([...asked, newKeys.end(), people]);
  const ended = Promise.allSettled([clusters]).then(end);
  return { startedAt: startedAt.toISOString(), inventory: inventory.observed, cloud: later, ended };
}

type Clusters = Promise<Observation<readonly Cluster[]>>;

async function knownOf(tools: Tools, context: Known['context']): Promise<Known> {
  const { account, startedAt } = context;
  const stored = async (job: Job): Promise<JobState> =>
    (await stateOf(tools.store, account, job)) ?? emptyState(account, '', job, startedAt.toISOString());
  const [inventory, keys, activity, spend, calibration] = await Promise.all([
    stored('inventory'),
    stored('keys'),
    stored('activity'),
    stored('spend'),
    calibrationOf(tools, account),
  ]);
  return { context, inventory, keys, activity, spend, calibration };
}

/** So many are asked while the list is read, so that its pages find room. */
const KEYS_AT_ONCE = 30;

/** Keys that are asked for while the list of clusters is read, each once. */
class NewKeys {
  readonly #ask: (key: KeyInUse) => Promise<void>;
  readonly #known = new Set<string>();
  readonly #waiting: KeyInUse[] = [];
  readonly #asked = new Set<Promise<void>>();

  constructor(ask: (key: KeyInUse) => Promise<void>) {
    this.#ask = ask;
  }

  see(cluster: Cluster): void {
    for (const key of keysInUse([cluster])) {
      if (this.#known.has(resourceKey(key))) continue;
      this.#known.add(resourceKey(key));
      this.#waiting.push(key);
    }
    this.#next();
  }

  /** Nothing more is asked. */
  async end(): Promise<void> {
    this.#waiting.length = 0;
    await Promise.all(this.#asked);
  }

  #next(): void {
    while (this.#asked.size < KEYS_AT_ONCE) {
      const key = this.#waiting.shift();
      if (!key) return;
      const asked = this.#ask(key).finally(() => {
        this.#asked.delete(asked);
        this.#next();
      });
      this.#asked.add(asked);
    }
  }
}

/** As the run of the inventory knows it. */
function surroundingsKnown({ inventory, activity }: Known): JobState {
  return withoutChanged(inventory, activity.events);
}

async function askPolicies(known: Known): Promise<void> {
  if (needsPeople(known.context, surroundingsKnown(known))) await listPolicies(known.context.cloud);
}

/** Who may switch the encryption of one cluster: who may do so with any is asked about in the same way. */
async function askPeople(known: Known, cluster: Cluster, afresh: boolean): Promise<void> {
  const { context } = known;
  if (!(afresh ? wants(context, 'people') : needsPeople(context, surroundingsKnown(known)))) return;
  await collectPeople(context.cloud, context.account, [cluster], wants(context, 'grants'));
}

/** One that was seen before waits for its turn: what was read longest ago comes first. */
async function askNewKey({ context, keys }: Known, key: KeyInUse): Promise<void> {
  if (lastSeenKeys(keys.facts).has(resourceKey(key))) return;
  const { cloud, account, onKey } = context;
  await collectKeys(cloud, [key], account, wants(context, 'keyPolicies'), onKey);
}

async function askKeys({ context, inventory, keys }: Known, clusters: Clusters): Promise<void> {
  await observeKeys(context, { clusters: await clusters }, { flags: inventory.facts, keys: keys.facts });
}

async function askTrail(
  { context, inventory, keys, activity, calibration }: Known,
  listed: Clusters,
): Promise<void> {
  const clusters = await listed;
  if (!clusters.seen) return;
  const given = { inventory, keysBefore: keys, calibration };
  await askTrailEarly(context, clusters.value, given, activity, context.startedAt);
}

/** Only the account itself is looked ahead at: who pays for it would be asked twice. */
async function askMoney({ context, spend }: Known, clusters: Clusters, findPayer: FindPayer): Promise<void> {
  const none = seen([], context.startedAt.toISOString());
  const ownMoney: FindPayer = async () => {
    if (await findPayer()) throw new NotNeeded('another account pays');
    return null;
  };
  await observeSpend(context, { clusters, kmsStatus: none }, ownMoney, spend);
}
