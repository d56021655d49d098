import * as v from 'valibot';
import { type Decoded, decode, decodePlain, type Format } from '../codec.ts';
import { fits } from './fits.ts';

/** One version step: a body of the version before, which is valid JSON of our own, becomes one of the next. */
export type Migration = (body: unknown) => unknown;

/**
 * A kind of stored object. To change what is stored:
 *
 * - A field that may be absent, and whose absence means "not known" to readers of today and of yesterday, is added to the
 *   type and to the schema as `v.exactOptional`. The version stays: readers do not mind what they do not know, but writers
 *   of before may lose it, or keep it while everything around it changes. Such a field must survive both.
 * - Everything else (a field that must be there, that goes, or that means something else; a further value of an
 *   enumeration) raises `version` by one and adds one `Migration` at the end of `migrations`. Give up an old version by
 *   removing the first step: it is then refused with StateTooOld.
 * - A version that no release has written yet may be changed further, with its last step and its golden.
 * - Each way test/state/formats.test.ts turns red and tells what to write down; a new version needs a golden, too.
 */
export interface StoredFormat<T> extends Format {
  /** Checks and changes nothing: no defaults, no transformations. */
  schema: v.GenericSchema<unknown, T>;
  /** From the oldest version that is read, step by step, to this one. */
  migrations: readonly Migration[];
  /** What can still be told from a body that does not fit; null: nothing. Absent: nothing ever. */
  remainsOf?: (body: unknown) => T | null;
}

/** What is stored: nothing yet, a document, or bytes that are not what was written, with what can still be told from them. */
export type Stored<T> = { kind: 'none' } | Read<T>;
export type Read<T> = { kind: 'ok'; value: T } | { kind: 'corrupt'; why: string; remains: T | null };

/** Reads an object that `encode` wrote. Throws `AppError` StateTooNew and StateTooOld. */
export function readStored<T>(format: StoredFormat<T>, key: string, bytes: Buffer | null): Stored<T> {
  return bytes ? fitted(format, decode(withOldest(format), key, bytes)) : { kind: 'none' };
}

/** Reads an object that is JSON and nothing else. Throws `AppError` StateTooNew and StateTooOld. */
export function readPlain<T>(format: StoredFormat<T>, key: string, bytes: Buffer): Read<T> {
  return fitted(format, decodePlain(withOldest(format), key, bytes));
}

function withOldest<T>({ name, version, migrations }: StoredFormat<T>): Format {
  return { name, version, oldest: version - migrations.length };
}

function fitted<T>(format: StoredFormat<T>, decoded: Decoded): Read<T> {
  if (decoded.kind === 'corrupt') return { ...decoded, remains: null };
  const { schema, version, migrations, remainsOf } = format;
  let body = decoded.value;
  for (const step of migrations.slice(migrations.length - (version - decoded.version))) body = step(body);
  // A body that fits is used as it was read: with the order of its fields, and with those of a later writer.
  if (fits(schema, body)) return { kind: 'ok', value: body };
  const [issue] = v.safeParse(schema, body, { abortEarly: true }).issues ?? [];
  return { kind: 'corrupt', why: issue ? misfit(issue) : '', remains: remainsOf?.(body) ?? null };
}

/** Where a body is not as it was written, and what belongs there. Of the forms of a union the one that fits farther is meant. */
function misfit(issue: v.BaseIssue<unknown>, above = ''): string {
  const path = [above, v.getDotPath(issue)].filter((part) => part).join('.');
  const [inner] = [...(issue.issues ?? [])].sort((one, other) => reachOf(other) - reachOf(one));
  if (inner?.path) return misfit(inner, path);
  return `${path || 'all of it'}: expected ${issue.expected ?? 'another value'}`;
}

/** A literal that does not fit is what tells the forms apart, such as `seen`. */
function reachOf({ path, type }: v.BaseIssue<unknown>): number {
  return type === 'literal' ? 0 : (path?.length ?? 0);
}

type Plain<T> = unknown extends T
  ? T
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : T extends object
      ? { -readonly [Name in keyof T]: Plain<T[Name]> }
      : T;

/** A type parameter shows even differences that assignments overlook, such as an optional field. */
type IsSame<A, B> =
  (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false;

/**
 * The schema of exactly this type. The compiler refuses one that lacks a field of the type, which nobody would check, and one
 * that has another: `schemaOf<Cluster>()(v.object({ … }))`.
 */
export function schemaOf<T>() {
  return <S extends v.GenericSchema>(
    schema: S & v.GenericSchema<unknown, T>,
    ..._differ: IsSame<v.InferOutput<S>, T> extends true ? [] : ['the schema and the type have other fields']
  ): v.GenericSchema<unknown, T> => schema;
}
