import * as v from 'valibot';

type Schema = v.GenericSchema;
type Test = (value: unknown) => boolean;

/** Those that have parts, and are a function of their own. */
type Parts =
  | v.LazySchema<Schema>
  | v.ArraySchema<Schema, undefined>
  | v.RecordSchema<v.GenericSchema<string, string>, Schema, undefined>
  | v.ObjectSchema<v.ObjectEntries, undefined>
  | v.UnionSchema<Schema[], undefined>
  | v.VariantSchema<string, v.ObjectSchema<v.ObjectEntries, undefined>[], undefined>;

/** The kinds that stored formats are made of. */
type Plain =
  | v.StringSchema<undefined>
  | v.NumberSchema<undefined>
  | v.BooleanSchema<undefined>
  | v.NullSchema<undefined>
  | v.LiteralSchema<v.Literal, undefined>
  | v.PicklistSchema<v.PicklistOptions, undefined>
  | v.NullableSchema<Schema, undefined>
  | Parts;

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
 * The same answer as `v.is`, without the copy that valibot makes of everything it looks at: the states of 10,000 clusters are
 * 37 MB. What is not of a kind above is left to valibot. A schema is written as JavaScript once, because one loop for objects of
 * all kinds takes three times as long; only our own schemas come here.
 */
export function fits<T>(schema: v.GenericSchema<unknown, T>, value: unknown): value is T {
  return testOf(schema)(value);
}

function testOf(schema: Schema): Test {
  const known = tests.get(schema);
  if (known) return known;
  const source = new Source();
  const test = source.compiled(schema);
  tests.set(schema, test);
  return test;
}

/** A pipe checks more than its first schema, whose type it bears. */
function isPlain(schema: Schema): schema is Schema & Plain {
  return KINDS.has(schema.type) && !('pipe' in schema);
}

/** JavaScript that tests a value of a schema: one function for each object, list, record and union in it. */
class Source {
  readonly #names = new Map<Schema, string>();
  readonly #functions: string[] = [];
  /** What valibot tests, by the number that the source calls it with. */
  readonly #others: Schema[] = [];

  compiled(schema: Schema): Test {
    const test = this.#test(schema, 'value');
    const body = `${this.#functions.join('\n')}\nreturn (value) => ${test};`;
    return new Function('others', 'is', body)(this.#others, v.is);
  }

  /** An expression that is true when what the other expression gives fits. */
  #test(schema: Schema, value: string): string {
    if (!isPlain(schema)) return `is(others[${this.#others.push(schema) - 1}], ${value})`;
    switch (schema.type) {
      case 'string':
      case 'boolean':
        return `(typeof ${value} === '${schema.type}')`;
      case 'number':
        return `(typeof ${value} === 'number' && ${value} === ${value})`; // NaN is no number
      case 'null':
        return `(${value} === null)`;
      case 'literal':
        return `(${value} === ${written(schema.literal)})`;
      case 'picklist':
        return `(${schema.options.map((option) => `${value} === ${written(option)}`).join(' || ')})`;
      case 'nullable':
        return `(${value} === null || ${this.#test(schema.wrapped, value)})`;
      default:
        return `${this.#function(schema)}(${value})`;
    }
  }

  #function(schema: Parts): string {
    const known = this.#names.get(schema);
    if (known) return known;
    const name = `test${this.#names.size}`;
    this.#names.set(schema, name);
    this.#functions.push(`function ${name}(it) {\n${this.#body(schema)}\n}`);
    return name;
  }

  #body(schema: Parts): string {
    switch (schema.type) {
      case 'array':
        return `if (!Array.isArray(it)) return false;
for (let at = 0; at < it.length; at += 1) { const one = it[at]; if (!${this.#test(schema.item, 'one')}) return false; }
return true;`;
      case 'record':
        return `${NO_OBJECT}
for (const name of Object.keys(it)) { const one = it[name]; if (!${this.#test(schema.key, 'name')} || !${this.#test(schema.value, 'one')}) return false; }
return true;`;
      case 'object':
        return [NO_OBJECT, ...this.#fields(schema.entries), 'return true;'].join('\n');
      case 'lazy': // may hold itself
        return `return ${this.#test(schema.getter(undefined), 'it')};`;
      default:
        return `return ${schema.options.map((option) => this.#test(option, 'it')).join(' || ')};`;
    }
  }

  #fields(entries: v.ObjectEntries): string[] {
    return Object.entries(entries).map(([name, schema], index) => {
      const value = `v${index}`;
      const isOptional = schema.type === 'exact_optional';
      const test = this.#test(isOptional && 'wrapped' in schema ? schema.wrapped : schema, value);
      const missing = isOptional ? `${written(name)} in it` : 'true';
      return `const ${value} = it[${written(name)}]; if (${value} === undefined ? ${missing} : !${test}) return false;`;
    });
  }
}

const NO_OBJECT = "if (typeof it !== 'object' || it === null) return false;";

function written(value: v.Literal | string): string {
  if (typeof value === 'bigint' || typeof value === 'symbol') throw new TypeError('JSON has no such value');
  return JSON.stringify(value);
}
