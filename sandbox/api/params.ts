import { type JsonObject, parseJson } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';

/** Parameters as they came: names with their numbered suffixes, values still text. */
export type ParamSource = ReadonlyMap<string, string>;

export interface Param<T> {
  /** takes the value out of the request, or refuses it */
  read(name: string, source: ParamSource): T;
  /** kept out of events */
  secret: boolean;
}

export type ParamSpecs = Readonly<Record<string, Param<unknown>>>;

export type ParamValues<S extends ParamSpecs> = {
  [Name in keyof S]: S[Name] extends Param<infer T> ? T : never;
};

export function missing(name: string): Refusal {
  return new Refusal(
    400,
    'MissingParameter',
    `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
  );
}

export function invalid(name: string, why = ''): Refusal {
  return new Refusal(
    400,
    'InvalidParameter',
    `The specified parameter "${name}" is not valid.${why && ` ${why}`}`,
  );
}

function given(name: string, source: ParamSource): string {
  const value = source.get(name);
  if (value === undefined || value === '') throw missing(name);
  return value;
}

export interface TextRule {
  max?: number;
  pattern?: RegExp;
  oneOf?: readonly string[];
}

/** A text that must be given. Parameters that are sent empty count as not given, as SDKs send unset ones. */
export function text(rule: TextRule = {}): Param<string> {
  return {
    secret: false,
    read: (name, source) => {
      const value = given(name, source);
      const { max = 65_536, pattern, oneOf } = rule;
      if (value.length > max) throw invalid(name, `It is longer than ${max} characters.`);
      if (pattern && !pattern.test(value)) throw invalid(name);
      if (oneOf && !oneOf.includes(value)) throw invalid(name, `Valid values: ${oneOf.join(', ')}.`);
      return value;
    },
  };
}

export function integer(min: number, max: number): Param<number> {
  return {
    secret: false,
    read: (name, source) => {
      const value = given(name, source);
      const number = Number(value);
      if (!/^-?\d{1,15}$/.test(value) || number < min || number > max) {
        throw invalid(name, `Valid values: ${min} to ${max}.`);
      }
      return number;
    },
  };
}

export function boolean(): Param<boolean> {
  return {
    secret: false,
    read: (name, source) => {
      const value = given(name, source).toLowerCase();
      if (value !== 'true' && value !== 'false') throw invalid(name, 'Valid values: true, false.');
      return value === 'true';
    },
  };
}

export function optional<T>(param: Param<T>): Param<T | undefined> {
  return {
    ...param,
    read: (name, source) => (isAbsent(name, source) ? undefined : param.read(name, source)),
  };
}

export function orElse<T>(param: Param<T>, value: T): Param<T> {
  return { ...param, read: (name, source) => (isAbsent(name, source) ? value : param.read(name, source)) };
}

function isAbsent(name: string, source: ParamSource): boolean {
  return source.get(name) === undefined || source.get(name) === '';
}

export function secret<T>(param: Param<T>): Param<T> {
  return { ...param, secret: true };
}

/** A parameter that is JSON text. */
export function json(): Param<unknown> {
  return {
    secret: false,
    read: (name, source) => {
      const value = parseJson(given(name, source));
      if (value === undefined) throw invalid(name, 'It is not JSON.');
      return value;
    },
  };
}

/**
 * A repeat list: `Name.1.Field`, `Name.2.Field`, ... numbered from 1 without gaps. Everything else under that name is
 * refused: JSON text under the plain name, a missing number, a number from 0, an unknown field, an empty value.
 * https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism
 */
export function repeat<S extends ParamSpecs>(fields: S): Param<ParamValues<S>[]> {
  return {
    secret: false,
    read: (name, source) => {
      const numbers = itemNumbers(name, Object.keys(fields), source);
      return numbers.map((number) => readParams(fields, source, `${name}.${number}.`));
    },
  };
}

function itemNumbers(name: string, fields: readonly string[], source: ParamSource): number[] {
  const numbers = new Set<number>();
  for (const [key, value] of source) {
    if (key !== name && !key.startsWith(`${name}.`)) continue;
    const [number = '', field = '', ...rest] = key.slice(name.length + 1).split('.');
    if (!/^[1-9]\d{0,3}$/.test(number) || !fields.includes(field) || rest.length > 0) {
      throw invalid(key, `${name} is a list: ${name}.1.${fields[0]}, ...`);
    }
    if (value === '') throw invalid(key, 'It is empty.');
    numbers.add(Number(number));
  }
  const sorted = [...numbers].sort((one, other) => one - other);
  for (const [index, number] of sorted.entries()) {
    if (number !== index + 1) throw invalid(`${name}.${number}`, 'The numbering has a gap.');
  }
  return sorted;
}

/** Reads all declared parameters; others are ignored, as the real gateway does. */
export function readParams<S extends ParamSpecs>(specs: S, source: ParamSource, prefix = ''): ParamValues<S> {
  const values: Record<string, unknown> = {};
  for (const [name, param] of Object.entries(specs)) values[name] = param.read(prefix + name, source);
  // Each name of the specs got the value its own param read.
  return values as ParamValues<S>;
}

/** The declared parameters that were given, for the event of the call. */
export function echoParams(specs: ParamSpecs, source: ParamSource): JsonObject {
  const echo: JsonObject = {};
  for (const [key, value] of source) {
    const param = specs[key.split('.')[0] ?? ''];
    if (param && !param.secret && value !== '') echo[key] = value;
  }
  return echo;
}
