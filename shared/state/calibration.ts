import * as v from 'valibot';
import type { CalibratedFacts } from '../model/calibration.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { encode } from './codec.ts';
import { json, text } from './formats/common.ts';
import { readStored, type Stored, type StoredFormat, schemaOf } from './formats/stored-format.ts';
import { calibrationPath } from './paths.ts';

export const CALIBRATION: StoredFormat<{ facts: CalibratedFacts }> = {
  name: 'sealwatch.calibration',
  version: 1,
  schema: schemaOf<{ facts: CalibratedFacts }>()(
    v.object({
      facts: v.record(
        text,
        v.object({ value: json, at: v.pipe(text, v.isoTimestamp()), evidence: v.record(text, json) }),
      ),
    }),
  ),
  migrations: [],
};

/** What an account showed before. Throws `AppError` StateTooNew, StateTooOld, and what the store throws. */
export async function readCalibration(store: ObjectStore, account: string): Promise<Stored<CalibratedFacts>> {
  const key = calibrationPath(account);
  const stored = readStored(CALIBRATION, key, await store.get(key));
  if (stored.kind === 'ok') return { kind: 'ok', value: stored.value.facts };
  return stored.kind === 'corrupt' ? { ...stored, remains: null } : stored;
}

export function writeCalibration(store: ObjectStore, account: string, facts: CalibratedFacts): Promise<void> {
  return store.put(calibrationPath(account), encode(CALIBRATION, { facts }));
}
