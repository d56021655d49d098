import * as v from 'valibot';

type Schema = v.GenericSchema;
type Test = (value: unknown) => boolean;

/** The kinds that stored formats are made of. */
type Plain =
  | v.StringSchema<undefined>
  | v.NumberSchema<undefined>
  | v.BooleanSchema<undefined>
  | v.NullSchema<undefined>
  | v.LiteralSchema<v.Literal, undefined>
  | v.PicklistSchema<v.PicklistOptions, undefined>
  | v.ArraySchema<Schema, undefined>
  | v.RecordSchema<v.GenericSchema<string, string>, Schema, undefined>
  | v.ObjectSchema<v.ObjectEntries, undefined>
  | v.NullableSchema<Schema, undefined>
  | v.UnionSchema<Schema[], undefined>
  | v.VariantSchema<string, v.ObjectSchema<v.ObjectEntries, undefined>[], undefined>
  | v.LazySchema<Schema>;

const KINDS: ReadonlySet<string> = new Set<Plain['type']>([
  'string',
  'number',
  'boolean',
  'null',
  'literal',
  'picklist',
  'array',
  'record',
  'object',
  'nullable',
  'union',
  'variant',
  'lazy',
]);

const tests = new WeakMap<Schema, Test>();

/**
 * The same answer as `v.is`, without the copy that valibot makes of everything it looks at: the state of 10,000 clusters is
 * 17 MB. What is not of a kind above is left to valibot.
 */
export function fits<T>(schema: v.GenericSchema<unknown, T>, value: unknown): value is T {
  return testOf(schema)(value);
}

function testOf(schema: Schema): Test {
  const known = tests.get(schema);
  if (known) return known;
  const test = isPlain(schema) ? plainTest(schema) : (value: unknown) => v.is(schema, value);
  tests.set(schema, test);
  return test;
}

/** A pipe checks more than its first schema, whose type it bears. */
function isPlain(schema: Schema): schema is Schema & Plain {
  return KINDS.has(schema.type) && !('pipe' in schema);
}

function plainTest(schema: Plain): Test {
  switch (schema.type) {
    case 'string':
      return (value) => typeof value === 'string';
    case 'number':
      return (value) => typeof value === 'number' && !Number.isNaN(value);
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'null':
      return (value) => value === null;
    case 'literal':
      return (value) => value === schema.literal;
    case 'picklist': {
      const options: ReadonlySet<unknown> = new Set(schema.options);
      return (value) => options.has(value);
    }
    case 'array': {
      const item = testOf(schema.item);
      return (value) => Array.isArray(value) && value.every(item);
    }
    case 'record':
      return recordTest(testOf(schema.key), testOf(schema.value));
    case 'object':
      return objectTest(schema.entries);
    case 'nullable': {
      const wrapped = testOf(schema.wrapped);
      return (value) => value === null || wrapped(value);
    }
    case 'union':
    case 'variant': {
      const options = schema.options.map(testOf);
      return (value) => options.some((option) => option(value));
    }
    case 'lazy':
      return (value) => testOf(schema.getter(value))(value);
  }
}

function recordTest(key: Test, item: Test): Test {
  return (value) => {
    if (!isRecord(value)) return false;
    for (const [name, one] of Object.entries(value)) if (!key(name) || !item(one)) return false;
    return true;
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function objectTest(entries: v.ObjectEntries): Test {
  const fields = Object.entries(entries).map(([name, schema]) => {
    const isOptional = schema.type === 'exact_optional';
    return { name, isOptional, test: testOf(isOptional && 'wrapped' in schema ? schema.wrapped : schema) };
  });
  return (value) => {
    if (!isRecord(value)) return false;
    for (const { name, isOptional, test } of fields) {
      const one = value[name];
      if (one === undefined ? !isOptional || name in value : !test(one)) return false;
    }
    return true;
  };
}
