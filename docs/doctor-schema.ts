import * as v from 'valibot';
import { type Diagnosis, GROUPS, RESULTS } from '../shared/model/examination.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What doctor prints as a schema; the compiler holds it against the type. */
export const doctorSchema: v.GenericSchema<unknown, Diagnosis> = v.strictObject({
  schema: v.literal('sealwatch.doctor/1'),
  generatedAt: v.pipe(v.string(), v.isoTimestamp()),
  works: v.boolean(),
  counts: v.strictObject({ failed: count, warned: count, unknown: count, skipped: count, ok: count }),
  items: v.array(
    v.strictObject({
      id: v.string(),
      group: v.picklist(GROUPS),
      account: v.string(),
      region: v.string(),
      result: v.picklist(RESULTS),
      summary: v.string(),
      evidence: v.record(v.string(), v.any()),
      remedy: v.nullable(
        v.strictObject({ text: v.string(), command: v.string(), permission: v.nullable(v.string()) }),
      ),
    }),
  ),
});
