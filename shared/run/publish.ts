import { clusterVerdicts, countVerdicts } from '../checks/cluster-verdicts.ts';
import type { Policy } from '../config/policy.ts';
import type { Json } from '../model/finding.ts';
import type { JobState } from '../model/job-state.ts';
import type { SpendDay } from '../model/money.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { dayOf } from '../money/calendar.ts';
import { type AccountStates, changesOf } from '../state/account-changes.ts';
import { encode } from '../state/codec.ts';
import { type ArchivedChange, CHANGE } from '../state/formats/change.ts';
import type { SealedRecords } from '../state/formats/evidence.ts';
import { countFindings, withDay, withSpend } from '../state/history.ts';
import { readHistory, writeHistory } from '../state/job-store.ts';
import { knownClusters } from '../state/known-clusters.ts';
import { changePath } from '../state/paths.ts';

/** So many of the last days a run seals as it found them; the first run that finds a day which is over counts. */
const DAYS_SEALED = 2;

/**
 * Writes today's point of the history of the account, and what the days before it cost, as far as the bills are there. What
 * could not be seen leaves a point as it was, and so does a day that is over: it is sealed by the evidence of the next.
 */
export async function publishHistory(
  store: ObjectStore,
  inventory: JobState,
  others: readonly (JobState | null)[],
  policy: Policy,
  now: Date,
): Promise<void> {
  const { result, account } = inventory;
  const clusters = knownClusters(inventory);
  if (!result?.parts.clusters?.seen || !clusters?.seen) return;
  const inScope = clusters.value.filter((cluster) => cluster.inScope);
  const results = [result, ...others.flatMap((state) => state?.result ?? [])];
  const findings = results.flatMap((told) => told.findings);
  const decide = clusterVerdicts(results, policy);
  const day = {
    date: dayOf(new Date(result.finishedAt)),
    clusters: clusters.value.length,
    inScope: inScope.length,
    encrypted: inScope.filter(({ encryption }) => encryption.seen && encryption.value.on).length,
    verdicts: countVerdicts(inScope.map((cluster) => decide(cluster).verdict)),
    ...countFindings(findings),
    spend: null,
  };
  const before = await readHistory(store, account, result.finishedAt);
  const days = day.date === dayOf(now) ? withDay(before, day) : before;
  await writeHistory(store, account, withSpend(days, others.flatMap(spentDays)));
}

function spentDays(state: JobState | null): readonly SpendDay[] {
  const money = state?.result?.parts.money;
  const daily = money?.seen ? money.value.dailySpend : null;
  return daily?.seen ? daily.value.days : [];
}

/** The days of the history that the evidence of this run is to hold. */
export async function foundDays(store: ObjectStore, account: string, at: string): Promise<SealedRecords> {
  const days = (await readHistory(store, account, at)).slice(-DAYS_SEALED);
  return { days: Object.fromEntries(days.map((day) => [day.date, plain({ ...day, spend: null })])) };
}

/** The changes that are final and not in the archive yet: their author is known, or was not found for a whole day. */
export function changesToArchive(
  account: string,
  states: Omit<AccountStates, 'spend'>,
  now: Date,
): SealedRecords {
  const done = doneIn(states);
  const due = finalChanges(states, now).filter((change) => !isArchived(change, done));
  return { changes: Object.fromEntries(due.map((change) => [keyOf(account, change), plain(change)])) };
}

/** Puts what was sealed into the archive. Answers the ids that are there now, as far as the states still know them. */
export async function publishChanges(
  store: ObjectStore,
  account: string,
  states: Omit<AccountStates, 'spend'>,
  { changes = {} }: SealedRecords,
  now: Date,
): Promise<string[]> {
  for (const [key, change] of Object.entries(changes)) await store.putIfAbsent(key, encode(CHANGE, change));
  const done = doneIn(states);
  return finalChanges(states, now)
    .filter((change) => isArchived(change, done) || keyOf(account, change) in changes)
    .map(({ id }) => id);
}

function finalChanges(states: Omit<AccountStates, 'spend'>, now: Date): ArchivedChange[] {
  const { changes, attempts } = changesOf(states, now);
  return [
    ...changes
      .filter(({ actorState }) => actorState !== 'awaited')
      .map((change) => ({ outcome: 'done', ...change }) as const),
    ...attempts.map((attempt) => ({ outcome: 'refused', ...attempt }) as const),
  ];
}

function doneIn({ activity }: Omit<AccountStates, 'spend'>): ReadonlySet<string> {
  return new Set(activity?.archived ?? []);
}

function keyOf(account: string, { at, id }: ArchivedChange): string {
  return changePath(account, at, id);
}

/** A change that was archived without an author is not archived again when its event turns up after all. */
function isArchived(change: ArchivedChange, done: ReadonlySet<string>): boolean {
  const aliases = change.outcome === 'done' ? change.aliases : [];
  return [change.id, ...aliases].some((id) => done.has(id));
}

/** As it will be read back. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}
