import type * as v from 'valibot';
import { isMarkedSecret } from '../model/setting.ts';

type Schema = v.GenericSchema;

/** A schema within another one. */
interface Part {
  /** Name in a map; `item` of a list, `value` of any name, `same` when it describes the same value. */
  at: { name: string } | 'item' | 'value' | 'same';
  schema: Schema;
}

/**
 * Whether what was found at this path of a configuration may be a secret: a secret or a list of secrets is expected there,
 * or a map that holds one, and there is a text or a number in its place.
 */
export function mayBeSecret(schema: Schema, path: readonly PropertyKey[], found: unknown): boolean {
  let places: readonly Schema[] = [schema];
  for (const key of path) {
    if (places.some(isMarkedSecret)) return true;
    places = places.flatMap((place) => inside(place, String(key)));
  }
  const isPlain = typeof found === 'string' || typeof found === 'number';
  return places.some((place) => isSecret(place) || (isPlain && holdsSecret(place)));
}

/** The keys that a map at this path may have; empty where any may be there. */
export function keysAt(schema: Schema, path: readonly PropertyKey[]): string[] {
  let places: readonly Schema[] = [schema];
  for (const key of path) places = places.flatMap((place) => inside(place, String(key)));
  return places.flatMap(keysOf);
}

function keysOf(schema: Schema): string[] {
  return partsOf(schema).flatMap(({ at, schema: part }) => {
    if (at === 'same') return keysOf(part);
    return typeof at === 'string' ? [] : [at.name];
  });
}

/** A secret, a choice in which there is one, or a list of such. */
function isSecret(schema: Schema): boolean {
  const isWithin = ({ at, schema: part }: Part): boolean =>
    (at === 'same' || at === 'item') && isSecret(part);
  return isMarkedSecret(schema) || partsOf(schema).some(isWithin);
}

function holdsSecret(schema: Schema): boolean {
  return isMarkedSecret(schema) || partsOf(schema).some((part) => holdsSecret(part.schema));
}

/** What is expected at a key. */
function inside(schema: Schema, key: string): Schema[] {
  return partsOf(schema).flatMap(({ at, schema: part }) => {
    if (at === 'same') return inside(part, key);
    return typeof at === 'string' || at.name === key ? [part] : [];
  });
}

function partsOf(schema: Schema): Part[] {
  const entries = 'entries' in schema && typeof schema.entries === 'object' ? { ...schema.entries } : {};
  return [
    ...Object.entries(entries).flatMap(([name, part]) => partsAt({ name }, part)),
    ...('item' in schema ? partsAt('item', schema.item) : []),
    ...('value' in schema ? partsAt('value', schema.value) : []),
    ...('wrapped' in schema ? partsAt('same', schema.wrapped) : []),
    ...('options' in schema && Array.isArray(schema.options)
      ? schema.options.flatMap((option: unknown) => partsAt('same', option))
      : []),
  ];
}

function partsAt(at: Part['at'], schema: unknown): Part[] {
  return isSchema(schema) ? [{ at, schema }] : [];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema';
}
