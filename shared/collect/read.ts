import * as v from 'valibot';
import type { Answer } from '../cloud/answer.ts';
import { about, type Observation, seen, type Thing, unseen } from '../model/observation.ts';
import { isPolicy } from '../ram/statement.ts';

/**
 * Parses an answer at the boundary. What does not fit the schema is `malformed`, told about the thing. Without a
 * thing the read is optional: only the check that wanted it tells that it failed.
 */
export function read<T>(answer: Answer, schema: v.GenericSchema<unknown, T>, thing?: Thing): Observation<T> {
  if (!answer.seen) return thing ? about(answer, thing) : answer;
  const result = v.safeParse(schema, answer.value);
  if (result.success) return seen(result.output, answer.at);
  return unseen('malformed', explain(result.issues[0]), thing ? { thing } : {});
}

const count = v.union([
  v.pipe(v.number(), v.integer(), v.minValue(0)),
  v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number)),
]);

/** How many there are; a text of digits is read, too. Null where that is not told, or cannot be understood. */
export const countOrNull = v.optional(v.fallback(v.nullable(count), null), null);

/** What a body lacks, in a few words. */
export function explain(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'the body';
  if (issue.received === 'undefined') return `${path} is missing`;
  return `${path}: expected ${issue.expected ?? 'another value'}, found ${issue.received}`;
}

/** Text that is a policy; what its statements say is for the evaluator to tell. */
export function policyText(text: string, what: string, at: string, thing?: Thing): Observation<string> {
  return isPolicy(text) ? seen(text, at) : unseen('malformed', what, thing ? { thing } : {});
}

/** A field that a check judges: text that is there, or the reason why it is not. */
export function field(name: string, value: unknown, at: string): Observation<string> {
  if (value === undefined || value === null || value === '') return unseen('absent', name);
  return typeof value === 'string' ? seen(value, at) : unseen('malformed', `${name} is a ${typeof value}`);
}

/** A point in time that may be left empty; ISO 8601, UTC. */
export function timeField(name: string, value: unknown, at: string): Observation<string | null> {
  if (value === undefined || value === null || value === '') return seen(null, at);
  const time = typeof value === 'string' ? isoTime(value) : null;
  return time === null ? unseen('malformed', `${name} is not a time`) : seen(time, at);
}

/**
 * The cloud's time in UTC; null for what is no time, and for the zero time that ACK writes for "not yet". Years of five
 * digits are none: times are compared as text, and sums with them leave what a date can hold.
 */
export function isoTime(value: string): string | null {
  const time = Date.parse(value);
  return time >= 0 && time < YEAR_10000 ? new Date(time).toISOString() : null;
}

const YEAR_10000 = Date.UTC(10_000, 0);

/** Text of a field that nothing is judged by: whatever is not text counts as empty. */
export function plain(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The fields of an object; none when it is no object. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return NOTHING;
  return value as Readonly<Record<string, unknown>>; // as just checked
}

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});
