import { emptyLedger, type Ledger } from '../alerts/ledger.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { decode, encode } from '../state/codec.ts';
import { setAside } from '../state/job-store.ts';
import type { Mark } from '../state/marks.ts';
import { digest } from '../state/paths.ts';

const KEY = 'alerts/ledger.json';
const FORMAT = { name: 'sealwatch.ledger', version: 1 } as const;

/** The ledger as it is stored, with what makes a run without news short. */
export interface StoredLedger {
  ledger: Ledger;
  /** Hash over the marks of the jobs when the ledger was last compared with their states; empty: never. */
  seen: string;
  /** Before this nothing becomes due by time alone, ISO 8601, UTC. */
  quietUntil: string;
  /** Nothing of the tool itself failed, and every message was delivered. */
  healthy: boolean;
}

/** Nothing is known of what was sent before: what is true now becomes one summary. */
function fresh(now: Date): StoredLedger {
  return { ledger: emptyLedger(now), seen: '', quietUntil: '', healthy: false };
}

/** A ledger that is damaged is set aside; then what is true is reported anew. Throws StateTooNew, StateTooOld, and what the store throws. */
export async function readLedger(
  store: ObjectStore,
  now: Date,
): Promise<{ stored: StoredLedger; damaged: string | null }> {
  const bytes = await store.get(KEY);
  if (!bytes) return { stored: fresh(now), damaged: null };
  const decoded = decode(FORMAT, KEY, bytes);
  if (decoded.kind === 'ok') return { stored: decoded.value as StoredLedger, damaged: null }; // its hash proves that `writeLedger` wrote it
  return { stored: fresh(now), damaged: await setAside(store, KEY, now.toISOString()) };
}

export function writeLedger(store: ObjectStore, stored: StoredLedger): Promise<void> {
  return store.put(KEY, encode(FORMAT, stored));
}

/** Changes when some job may have news. */
export function hashOf(marks: readonly Mark[]): string {
  const contents = marks.map(({ account, job, content }) => `${account} ${job} ${content}`).sort();
  return digest(contents.join('\n')).slice(0, 16);
}
