import type { CalibratedFacts } from '../model/calibration.ts';
import { AppError } from '../model/error.ts';
import type { Examination } from '../model/examination.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { readCalibration, writeCalibration } from '../state/calibration.ts';
import type { Shown } from './event-facts.ts';
import { examination, type Place } from './examination.ts';
import { OPEN_FACTS } from './facts.ts';

/** Tells what an account showed, now or before, and keeps it for the jobs. */
export async function calibrate(
  store: ObjectStore,
  account: string,
  shown: Readonly<Record<string, Shown>>,
  now: Date,
): Promise<Examination[]> {
  const { before, trouble, isWritable } = await known(store, account);
  const at = now.toISOString();
  const seen = Object.entries(shown).map(([id, fact]) => [id, { ...fact, at }] as const);
  const facts: CalibratedFacts = { ...before, ...Object.fromEntries(seen) };
  const items = OPEN_FACTS.map(({ id, decided, denied = decided, open }) => {
    const place: Place = { id, group: 'facts', account };
    const fact = facts[id];
    if (!fact) return examination('unknown', place, open);
    return examination('ok', place, fact.value === false ? denied : decided, {
      ...fact.evidence,
      value: fact.value,
      at: fact.at,
    });
  });
  return [...trouble, ...items, ...(isWritable && seen.length > 0 ? await keep(store, account, facts) : [])];
}

/** What another version wrote, or what cannot be read now, is not overwritten. */
async function known(
  store: ObjectStore,
  account: string,
): Promise<{ before: CalibratedFacts; trouble: Examination[]; isWritable: boolean }> {
  const place: Place = { id: 'calibration', group: 'facts', account };
  try {
    const stored = await readCalibration(store, account);
    if (stored.kind === 'ok') return { before: stored.value, trouble: [], isWritable: true };
    if (stored.kind === 'none') return { before: {}, trouble: [], isWritable: true };
    const facts = { account, why: stored.why };
    const text = 'The stored facts of account {account} are damaged ({why}) and will be rewritten.';
    return { before: {}, trouble: [examination('warned', place, text, facts)], isWritable: true };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const facts = { account, message: error.message };
    const text = 'The stored facts of account {account} could not be read: {message}';
    return { before: {}, trouble: [examination('unknown', place, text, facts)], isWritable: false };
  }
}

/** The store has items of its own for what it refuses. */
async function keep(store: ObjectStore, account: string, facts: CalibratedFacts): Promise<Examination[]> {
  const place: Place = { id: 'calibration-kept', group: 'facts', account };
  try {
    await writeCalibration(store, account, facts);
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const text = 'The facts of account {account} could not be stored, so the jobs do not use them: {message}';
    return [examination('unknown', place, text, { account, message: error.message })];
  }
}
