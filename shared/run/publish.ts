import { clusterVerdicts, countVerdicts } from '../checks/cluster-verdicts.ts';
import type { Policy } from '../config/policy.ts';
import type { Change } from '../model/change.ts';
import type { JobState } from '../model/job-state.ts';
import type { SpendDay } from '../model/money.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { dayOf } from '../money/calendar.ts';
import { type AccountStates, changesOf } from '../state/account-changes.ts';
import { encode } from '../state/codec.ts';
import { CHANGE } from '../state/formats/change.ts';
import { countFindings, withDay, withSpend } from '../state/history.ts';
import { readHistory, writeHistory } from '../state/job-store.ts';
import { knownClusters } from '../state/known-clusters.ts';
import { changePath } from '../state/paths.ts';

/**
 * Writes today's point of the history of the account, and what the days before it cost, as far as the bills are there. What
 * could not be seen leaves a point as it was.
 */
export async function publishHistory(
  store: ObjectStore,
  inventory: JobState,
  others: readonly (JobState | null)[],
  policy: Policy,
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
  const days = withDay(await readHistory(store, account, result.finishedAt), day);
  await writeHistory(store, account, withSpend(days, others.flatMap(spentDays)));
}

function spentDays(state: JobState | null): readonly SpendDay[] {
  const money = state?.result?.parts.money;
  const daily = money?.seen ? money.value.dailySpend : null;
  return daily?.seen ? daily.value.days : [];
}

/**
 * Puts every change that is final into the archive, each once: its author is known, or was not found for a whole
 * day. Answers the ids that are in the archive now, as far as the states still know them.
 */
export async function publishChanges(
  store: ObjectStore,
  account: string,
  states: Omit<AccountStates, 'spend'>,
  now: Date,
): Promise<string[]> {
  const done = new Set(states.activity?.archived ?? []);
  const { changes, attempts } = changesOf(states, now);
  const archived: string[] = [];
  for (const change of changes) {
    if (change.actorState === 'awaited') continue;
    const key = changePath(account, change.at, change.id);
    if (!isArchived(change, done))
      await store.putIfAbsent(key, encode(CHANGE, { outcome: 'done', ...change }));
    archived.push(change.id);
  }
  for (const attempt of attempts) {
    const key = changePath(account, attempt.at, attempt.id);
    if (!done.has(attempt.id))
      await store.putIfAbsent(key, encode(CHANGE, { outcome: 'refused', ...attempt }));
    archived.push(attempt.id);
  }
  return archived;
}

/** A change that was archived without an author is not archived again when its event turns up after all. */
function isArchived({ id, aliases }: Change, done: ReadonlySet<string>): boolean {
  return done.has(id) || aliases.some((alias) => done.has(alias));
}
