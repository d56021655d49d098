import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../model/finding.ts';
import type { HistoryDay } from '../model/history.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { localDate } from '../text/render.ts';
import { type Doubt, doubts } from './doubt.ts';
import { CHANGE } from './formats/change.ts';
import { type SealedRecords, SNAPSHOT, SNAPSHOT_FILE } from './formats/evidence.ts';
import { readPlain, readStored } from './formats/stored-format.ts';
import { daysOf, HISTORY } from './history.ts';
import { changesFrom, evidencePath, historyPath } from './paths.ts';

const DAY_MS = 86_400_000;

/** What a run sealed of the things outside of its folder. */
export interface SealedRun {
  run: string;
  /** ISO 8601, UTC. */
  finishedAt: string;
  /** Absent in what an earlier version stored. */
  records?: SealedRecords;
}

/**
 * The archive of changes against what the runs of the activity sealed, newest first. `beside`: runs that ended before they wrote
 * their state, but may have put something there. Records older than the evidence are only held against their own checksum.
 */
export async function changeDoubts(
  store: ObjectStore,
  account: string,
  { chained, beside }: { chained: readonly SealedRun[]; beside: readonly SealedRun[] },
  changeDays: number | null,
): Promise<Doubt[]> {
  const stored = new Set(await store.list(`changes/${account}/`));
  const since = chained.filter(({ records }) => records?.changes).at(-1)?.finishedAt;
  const sealed = new Map<string, Json[]>();
  for (const { records } of [...chained, ...beside])
    for (const [key, change] of Object.entries(records?.changes ?? {}))
      sealed.set(key, [...(sealed.get(key) ?? []), change]);
  const altered: string[] = [];
  for (const key of stored) {
    const read = readStored(CHANGE, key, await store.get(key));
    const known = sealed.get(key);
    const isSame =
      read.kind === 'ok' && (!known || known.some((told) => isDeepStrictEqual(told, read.value)));
    if (!isSame) altered.push(key);
  }
  const kept = changesFrom(account, keptSince(chained[0]?.finishedAt, changeDays));
  const written = chained.flatMap(({ records }) => Object.keys(records?.changes ?? {}));
  const added = (key: string): boolean =>
    since !== undefined && !sealed.has(key) && key >= changesFrom(account, since);
  return [
    ...doubts('change-altered', altered),
    ...doubts('change-missing', written.filter((key) => key >= kept && !stored.has(key)).sort()),
    ...doubts('change-added', [...stored].filter(added)),
  ];
}

/** What is about to be deleted may be gone already. */
function keptSince(newest: string | undefined, days: number | null): string {
  if (newest === undefined || days === null) return '';
  return new Date(Date.parse(newest) - (days - 1) * DAY_MS).toISOString();
}

/**
 * The history against what the runs of the inventory found and what those of the spend read, newest first. A day counts as the
 * first run after it found it; of the newest one it is only known that it is there. `spend` null: bills are not to be compared.
 */
export async function historyDoubts(
  store: ObjectStore,
  account: string,
  inventory: readonly SealedRun[],
  spend: readonly SealedRun[] | null,
): Promise<Doubt[]> {
  const key = historyPath(account);
  const read = readStored(HISTORY, key, await store.get(key));
  if (read.kind === 'corrupt') return doubts('day-altered', [key]);
  const { found, sealed } = foundIn(inventory);
  const [first = ''] = [...found].sort();
  if (first === '') return [];
  const days = daysOf(read).filter(({ date }) => date >= first);
  const today = localDate(inventory[0]?.finishedAt ?? '');
  const isAltered = (day: HistoryDay): boolean => {
    const told = sealed.get(day.date);
    return told !== undefined && !isDeepStrictEqual(told, { ...day, spend: null });
  };
  const dates = (some: readonly HistoryDay[]): string[] => some.map(({ date }) => date);
  const there = new Set(dates(days));
  return [
    ...doubts('day-altered', dates(days.filter(isAltered))),
    ...doubts(
      'day-missing',
      [...found].filter((date) => !there.has(date)),
    ),
    ...doubts('day-added', dates(days.filter(({ date }) => !found.has(date) && date !== today))),
    ...doubts('spend-altered', spend ? await unreadSpend(store, account, days, spend) : []),
  ];
}

function foundIn(runs: readonly SealedRun[]): { found: Set<string>; sealed: Map<string, Json> } {
  const found = new Set<string>();
  const sealed = new Map<string, Json>();
  for (const { finishedAt, records } of [...runs].reverse()) {
    const today = localDate(finishedAt);
    for (const [date, day] of Object.entries(records?.days ?? {})) {
      found.add(date);
      if (date < today && !sealed.has(date)) sealed.set(date, day);
    }
  }
  return { found, sealed };
}

/** Days whose amount no bill told. None where the evidence of bills cannot be read: that is told elsewhere. */
async function unreadSpend(
  store: ObjectStore,
  account: string,
  days: readonly HistoryDay[],
  runs: readonly SealedRun[],
): Promise<string[]> {
  const told = new Set<string>();
  for (const { run } of runs) {
    const key = evidencePath(account, run) + SNAPSHOT_FILE;
    const bytes = await store.get(key);
    const read = bytes && readPlain(SNAPSHOT, key, bytes);
    if (read?.kind !== 'ok') return [];
    const { money } = read.value.parts;
    const daily = money?.seen && money.value.dailySpend.seen ? money.value.dailySpend.value.days : [];
    for (const { date, kms } of daily) told.add(`${date} ${kms}`);
  }
  return days
    .filter(({ date, spend }) => spend !== null && !told.has(`${date} ${spend}`))
    .map(({ date }) => date);
}
