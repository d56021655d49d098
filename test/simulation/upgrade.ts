import { readFileSync } from 'node:fs';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { JOBS } from './timers.ts';
import { ACCOUNT, CHANNEL } from './world.ts';

/** What stands in the ledger of a channel. */
type Told = Record<string, { check: string; resource: { id: string } }>;
interface Kept {
  ledger: { channels: Record<string, { said: Told }> };
}

/** Puts into the store what the last release stored: of the same account, in another world. Answers what it had told. */
export async function storedBefore(store: ObjectStore): Promise<string[]> {
  const stored = (name: string): Buffer => readFileSync(`test/golden/stored/${name}`);
  for (const job of JOBS) await store.put(`state/${ACCOUNT}/${job}.json`, stored(`state-1-${job}`));
  await store.put('alerts/ledger.json', stored('ledger-1'));
  await store.put(`history/${ACCOUNT}.json`, stored('history-1'));
  await store.put(`calibration/${ACCOUNT}.json`, stored('calibration-1'));
  const [, text = ''] = stored('ledger-1').toString().split('\n');
  const { ledger } = JSON.parse(text) as Kept;
  return Object.values(ledger.channels[CHANNEL]?.said ?? {}).map(
    ({ check, resource }) => `${check} ${resource.id}`,
  );
}
