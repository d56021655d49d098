import * as v from 'valibot';
import type { CalibratedFacts } from '../model/calibration.ts';
import type { Json } from '../model/finding.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { decode, encode, type Format } from './codec.ts';
import type { Stored } from './job-store.ts';
import { calibrationPath } from './paths.ts';

const FORMAT: Format = { name: 'sealwatch.calibration', version: 1 };

const json: v.GenericSchema<unknown, Json> = v.lazy(() =>
  v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(json), v.record(v.string(), json)]),
);
const schema = v.object({
  facts: v.record(
    v.string(),
    v.object({
      value: json,
      at: v.pipe(v.string(), v.isoTimestamp()),
      evidence: v.record(v.string(), json),
    }),
  ),
});

/** What an account showed before. Throws `AppError` StateTooNew, StateTooOld, and what the store throws. */
export async function readCalibration(store: ObjectStore, account: string): Promise<Stored<CalibratedFacts>> {
  const key = calibrationPath(account);
  const bytes = await store.get(key);
  if (!bytes) return { kind: 'none' };
  const decoded = decode(FORMAT, key, bytes);
  if (decoded.kind === 'corrupt') return decoded;
  const parsed = v.safeParse(schema, decoded.value);
  return parsed.success
    ? { kind: 'ok', value: parsed.output.facts }
    : { kind: 'corrupt', why: 'it holds something else than facts' };
}

export function writeCalibration(store: ObjectStore, account: string, facts: CalibratedFacts): Promise<void> {
  return store.put(calibrationPath(account), encode(FORMAT, { facts }));
}
