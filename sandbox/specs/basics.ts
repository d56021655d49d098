import * as v from 'valibot';
import type { Json } from '../world/json.ts';
import { isRegion } from '../world/regions.ts';
import { parseDuration, parseMoment } from '../world/time.ts';

const momentHelp =
  'Expected a time such as 2026-11-23T00:00:00Z, or a duration from the start of the scenario such as -P30D or PT5M';

/** Text of a moment; which one it is depends on where the clock starts. */
export const moment = v.pipe(
  v.string(momentHelp),
  v.check((text) => parseMoment(text, 0) !== null, momentHelp),
);

const durationHelp = 'Expected a duration of at least a second, such as PT15M or P1D';

/** Milliseconds. */
export const duration = v.pipe(
  v.string(durationHelp),
  v.check((text) => (parseDuration(text) ?? 0) > 0, durationHelp),
  v.transform((text) => parseDuration(text) ?? 0),
);

export const region = v.pipe(
  v.string('Expected a region id such as cn-hangzhou'),
  v.check(isRegion, ({ input }) => `Expected the id of a region, such as cn-hangzhou; "${input}" is none`),
);

export const accountId = v.pipe(
  v.string('Expected an account id of 16 digits, in quotes'),
  v.regex(/^\d{16}$/, 'Expected an account id of 16 digits, in quotes'),
);

/** `{ env: prod }` or null, as the wire shows untagged clusters sometimes. */
export const tags = v.pipe(
  v.record(v.string(), v.string()),
  v.transform((map) => Object.entries(map).map(([key, value]) => ({ key, value }))),
);

export const json: v.GenericSchema<unknown, Json> = v.lazy(() =>
  v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(json), v.record(v.string(), json)]),
);

export const jsonObject = v.record(v.string(), json);

/** A policy document: an object, or its JSON text. */
export const policyDocument = v.union(
  [v.string(), v.looseObject({ Statement: v.array(jsonObject) })],
  'Expected a policy document: { Version: "1", Statement: [...] }, or its JSON text',
);

export function oneOf<const T extends readonly string[]>(values: T): v.PicklistSchema<T, string> {
  return v.picklist(values, `Expected one of ${values.join(', ')}`);
}
