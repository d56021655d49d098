import * as v from 'valibot';
import { type PlacedIssue, withinChoice } from './choices.ts';
import { keysAt } from './secret-places.ts';
import { nearest } from './suggest.ts';

type Path = readonly PropertyKey[];

/** An issue and the keys that lead to it as they are written, which may be misspelt. */
export interface WrittenIssue extends PlacedIssue {
  written: Path;
}

/** What a schema says of a value. */
export interface Validated<T> {
  issues: readonly WrittenIssue[];
  /** Of the value with its unknown keys put right; null when something else is wrong. */
  output: T | null;
}

/** A key that was read as the one that was probably meant. */
interface Respelt {
  meant: Path;
  written: PropertyKey;
}

/**
 * Every mistake of a value. A schema stops looking at a map at the first key that it does not know, and so compares none of its
 * settings with each other: such a key is read as the one that was probably meant, or taken out, and all is looked at again.
 */
export function validate<S extends v.GenericSchema>(schema: S, value: unknown): Validated<v.InferOutput<S>> {
  const unknown: WrittenIssue[] = [];
  const respelt: Respelt[] = [];
  const isGuess = (at: Path): boolean => respelt.some(({ meant }) => isSame(meant, at));
  for (let rest = value; ; ) {
    const { found, output } = parsed(schema, rest, respelt);
    const others = found.filter(({ at }) => !isGuess(at));
    const strangers = found.filter(({ issue }) => issue.expected === 'never');
    if (strangers.length === 0) return { issues: [...unknown, ...others], output };
    unknown.push(...strangers.filter((one) => others.includes(one)));
    for (const { at, written } of strangers) {
      const name = isGuess(at) ? null : nameFor(schema, rest, at);
      rest = renamed(rest, at, name);
      if (name !== null) respelt.push({ meant: [...at.slice(0, -1), name], written: written.at(-1) ?? name });
    }
  }
}

function parsed<S extends v.GenericSchema>(schema: S, value: unknown, respelt: readonly Respelt[]) {
  const { success, issues = [], output } = v.safeParse(schema, value);
  const found = issues
    .flatMap((issue) => withinChoice(issue, (path) => keysAt(schema, path)))
    .map((one) => ({ ...one, written: asWritten(one.at, respelt) }));
  return { found, output: success ? output : null };
}

/** What a key is probably called, of the names that are not given beside it; null when none is near. */
function nameFor(schema: v.GenericSchema, value: unknown, at: Path): string | null {
  const parent = at.slice(0, -1);
  const given = keysIn(value, parent);
  const free = keysAt(schema, parent).filter((key) => !given.includes(key));
  return nearest(String(at.at(-1)), free);
}

function keysIn(value: unknown, path: Path): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const [key, ...deeper] = path;
  if (key === undefined) return Object.keys(value);
  return keysIn(Object.entries(value).find(([name]) => name === String(key))?.[1], deeper);
}

/** The value with another name for the key at the end of a path; with null, without it. */
function renamed(value: unknown, [key, ...deeper]: Path, name: string | null): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === String(key) ? renamed(item, deeper, name) : item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([own, item]): [string, unknown][] => {
    if (own !== String(key)) return [[own, item]];
    if (deeper.length > 0) return [[own, renamed(item, deeper, name)]];
    return name === null ? [] : [[name, item]];
  });
  return Object.fromEntries(entries);
}

function asWritten(at: Path, respelt: readonly Respelt[]): Path {
  return at.map((key, index) => {
    const own = respelt.find(({ meant }) => isSame(meant, at.slice(0, index + 1)));
    return own?.written ?? key;
  });
}

function isSame(one: Path, other: Path): boolean {
  return one.map(String).join('\0') === other.map(String).join('\0');
}
