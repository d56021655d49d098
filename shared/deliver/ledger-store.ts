import { emptyLedger } from '../alerts/ledger.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { encode } from '../state/codec.ts';
import { readStored } from '../state/formats/stored-format.ts';
import { setAside } from '../state/job-store.ts';
import type { Mark } from '../state/marks.ts';
import { digest } from '../state/paths.ts';
import { LEDGER, type StoredLedger } from './ledger-format.ts';

const KEY = 'alerts/ledger.json';

/** Nothing is known of what was sent before: what is true now becomes one summary. */
function fresh(now: Date): StoredLedger {
  return { ledger: emptyLedger(now), seen: '', quietUntil: '', healthy: false, fence: 0, outbox: {} };
}

/**
 * A ledger that is damaged, and not only a torn answer of the store, is set aside; then what is true is reported anew. Throws StateTooNew, StateTooOld, and what the store
 * throws.
 */
export async function readLedger(
  store: ObjectStore,
  now: Date,
): Promise<{ stored: StoredLedger; damaged: string | null }> {
  for (let look = 1; look <= 2; look += 1) {
    const read = readStored(LEDGER, KEY, await store.get(KEY));
    if (read.kind === 'ok') return { stored: read.value, damaged: null };
    if (read.kind === 'none') return { stored: fresh(now), damaged: null };
  }
  return { stored: fresh(now), damaged: await setAside(store, KEY, now.toISOString()) };
}

export function writeLedger(store: ObjectStore, stored: StoredLedger): Promise<void> {
  return store.put(KEY, encode(LEDGER, stored));
}

/** Changes when some job may have news. */
export function hashOf(marks: readonly Mark[]): string {
  const contents = marks.map(({ account, job, content }) => `${account} ${job} ${content}`).sort();
  return digest(contents.join('\n')).slice(0, 16);
}
