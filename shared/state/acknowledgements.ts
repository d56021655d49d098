import * as v from 'valibot';
import type { Acknowledgement } from '../model/acknowledgement.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { markOf } from './codec.ts';
import { severity, text } from './formats/common.ts';
import { readPlain, type StoredFormat, schemaOf } from './formats/stored-format.ts';

export const ACKNOWLEDGEMENTS = 'acknowledgements/';

/** The name tells the finding and when: a listing shows that there is another one. */
const NAME = /^acknowledgements\/([0-9a-f]{16})-\d{8}T\d{9}Z\.json$/;

export const ACKNOWLEDGEMENT: StoredFormat<Acknowledgement> = {
  name: 'sealwatch.acknowledgement',
  version: 1,
  schema: schemaOf<Acknowledgement>()(
    v.object({
      ...{ fingerprint: text, by: text, at: text, until: text, since: text },
      severity,
      via: v.picklist(['link', 'command']),
    }),
  ),
  migrations: [],
};

/** The newest of each finding, also those that have ended. Throws what the store throws, StateTooNew and StateTooOld. */
export async function readAcknowledgements(store: ObjectStore): Promise<Acknowledgement[]> {
  const newest = new Map((await keysIn(store)).map(([fingerprint, key]) => [fingerprint, key]));
  const read = await Promise.all([...newest.values()].map((key) => readOne(store, key)));
  return read.flatMap((one) => one ?? []);
}

async function readOne(store: ObjectStore, key: string): Promise<Acknowledgement | null> {
  const bytes = await store.get(key);
  const stored = bytes && readPlain(ACKNOWLEDGEMENT, key, bytes);
  return stored?.kind === 'ok' ? stored.value : null;
}

/** Stores it in place of the one before. Of several at the same time the newest counts. Throws what the store throws. */
export async function storeAcknowledgement(store: ObjectStore, given: Acknowledgement): Promise<void> {
  const { fingerprint, at } = given;
  const key = `${ACKNOWLEDGEMENTS}${fingerprint}-${at.replace(/[-:.]/g, '')}.json`;
  const { version } = ACKNOWLEDGEMENT;
  await store.put(key, Buffer.from(JSON.stringify({ schema: markOf(ACKNOWLEDGEMENT), version, ...given })));
  await removeBefore(store, fingerprint, key);
}

/** Whether there was one. Throws what the store throws. */
export async function removeAcknowledgement(store: ObjectStore, fingerprint: string): Promise<boolean> {
  return (await removeBefore(store, fingerprint, '~')) > 0;
}

/** How many there were of the finding, with keys before this one. */
async function removeBefore(store: ObjectStore, fingerprint: string, end: string): Promise<number> {
  const keys = (await keysIn(store)).flatMap(([of, key]) => (of === fingerprint && key < end ? [key] : []));
  for (const key of keys) await store.delete(key);
  return keys.length;
}

/** Fingerprints and keys, in the order of time for each finding. */
async function keysIn(store: ObjectStore): Promise<[fingerprint: string, key: string][]> {
  const keys = await store.list(ACKNOWLEDGEMENTS);
  return keys.flatMap((key) => {
    const fingerprint = NAME.exec(key)?.[1];
    return fingerprint === undefined ? [] : [[fingerprint, key] as [string, string]];
  });
}
