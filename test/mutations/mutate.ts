import type { RecordedCall } from '../../shared/record/recording.ts';

/** An even number in [0, 1). */
export type Dice = () => number;

/** A small generator (mulberry32): the same seed gives the same numbers. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const KINDS = [
  'drop',
  'null',
  'other type',
  'number or text',
  'duplicate',
  'swap',
  'empty',
  'odd value',
  'swap answers',
] as const;
export type Kind = (typeof KINDS)[number];

/** One change of one recorded answer; `before` and `after` are what stands at the path. */
export interface Mutation {
  kind: Kind;
  call: RecordedCall;
  path: readonly string[];
  before: unknown;
  after: unknown;
}

export interface Mutated {
  calls: RecordedCall[];
  mutation: Mutation;
}

const ODD = [
  'Odd',
  '',
  ' ',
  'NULL',
  'true',
  '2026-13-45T99:99:99Z',
  '0',
  '-1',
  'running',
  'Enabled',
  'Disabled',
];

/** Changes something somewhere; null when the dice fell on a place where that kind changes nothing. */
export function mutate(calls: readonly RecordedCall[], throwing: Dice): Mutated | null {
  const told = calls.filter(({ answer }) => answer.seen && isObject(answer.value));
  // Each operation as often as any other one, however many events there are.
  const action = pick([...new Set(told.map((call) => call.action))], throwing);
  const call = pick(
    told.filter((one) => one.action === action),
    throwing,
  );
  const kind = pick(KINDS, throwing);
  if (!call?.answer.seen || !kind) return null;
  if (kind === 'swap answers') return swapAnswers(calls, call, throwing);
  const changed = changeWithin(call.answer.value, kind, throwing);
  if (!changed || JSON.stringify(changed.value) === JSON.stringify(call.answer.value)) return null;
  const { value, ...where } = changed;
  return { calls: withAnswer(calls, call, value), mutation: { kind, call, ...where } };
}

type Changed = Pick<Mutation, 'path' | 'before' | 'after'> & { value: unknown };

function changeWithin(whole: unknown, kind: Kind, throwing: Dice): Changed | null {
  const path = pick([...pathsIn(whole)], throwing);
  if (!path) return null;
  const before = at(whole, path);
  const document = typeof before === 'string' ? parsed(before) : null;
  if (isObject(document) && throwing() < 0.8) {
    const inner = changeWithin(document, kind, throwing);
    if (!inner) return null;
    const value = replaced(whole, path, JSON.stringify(inner.value));
    return { ...inner, path: [...path, ...inner.path], value };
  }
  const change = changeOf(kind, before, throwing);
  if (!change) return null;
  const value = change.drop ? without(whole, path) : replaced(whole, path, change.after);
  return { path, before, after: change.after, value };
}

function changeOf(kind: Kind, before: unknown, throwing: Dice): { after?: unknown; drop?: boolean } | null {
  switch (kind) {
    case 'drop':
      return { drop: true };
    case 'null':
      return { after: null };
    case 'other type':
      return { after: pick([[], {}, 5, true, 'text', [null], [[]]], throwing) };
    case 'number or text':
      if (typeof before === 'number') return { after: String(before) };
      return typeof before === 'string' ? { after: Number(before) || 1 } : null;
    case 'duplicate':
      return Array.isArray(before) && before.length > 0
        ? { after: [...before, pick(before, throwing)] }
        : null;
    case 'empty':
      return Array.isArray(before) ? { after: [] } : null;
    case 'odd value':
      return typeof before === 'string' ? { after: pick(ODD, throwing) } : null;
    case 'swap':
      return swapWithin(before, throwing);
    case 'swap answers':
      return null;
  }
}

/** Two entries of a list exchange the same field. */
function swapWithin(list: unknown, throwing: Dice): { after: unknown } | null {
  if (!Array.isArray(list) || list.length < 2) return null;
  const one = Math.floor(throwing() * list.length);
  const other = (one + 1) % list.length;
  const [first, second]: unknown[] = [list[one], list[other]];
  if (!isObject(first) || !isObject(second)) return null;
  const field = pick(Object.keys(first), throwing);
  if (field === undefined) return null;
  return {
    after: list.map((entry, index) => {
      if (index === one) return { ...first, [field]: second[field] };
      return index === other ? { ...second, [field]: first[field] } : entry;
    }),
  };
}

/** The answer to one question as the answer to another one of the same operation. */
function swapAnswers(calls: readonly RecordedCall[], call: RecordedCall, throwing: Dice): Mutated | null {
  const same = calls.filter((other) => other.action === call.action && other !== call && other.answer.seen);
  const other = pick(same, throwing);
  if (!other?.answer.seen || !call.answer.seen) return null;
  const { value } = other.answer;
  if (JSON.stringify(value) === JSON.stringify(call.answer.value)) return null;
  const mutation: Mutation = {
    kind: 'swap answers',
    call,
    path: [],
    before: call.answer.value,
    after: value,
  };
  return { calls: withAnswer(calls, call, value), mutation };
}

function withAnswer(calls: readonly RecordedCall[], call: RecordedCall, value: unknown): RecordedCall[] {
  return calls.map((one) =>
    one === call && one.answer.seen ? { ...one, answer: { ...one.answer, value } } : one,
  );
}

function* pathsIn(value: unknown, path: readonly string[] = []): Iterable<readonly string[]> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, item] of Object.entries(value)) yield* pathsIn(item, [...path, name]);
}

export function at(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.entries(current).find(([key]) => key === name)?.[1];
  }
  return current;
}

function replaced(value: unknown, [name, ...rest]: readonly string[], after: unknown): unknown {
  if (name === undefined) return after;
  if (Array.isArray(value)) {
    return value.map((item, index) => (String(index) === name ? replaced(item, rest, after) : item));
  }
  if (!isObject(value)) return value;
  return { ...value, [name]: replaced(value[name], rest, after) };
}

function without(value: unknown, path: readonly string[]): unknown {
  const parent = at(value, path.slice(0, -1));
  const name = path.at(-1);
  const rest = Array.isArray(parent)
    ? parent.filter((_, index) => String(index) !== name)
    : Object.fromEntries(Object.entries(Object(parent)).filter(([key]) => key !== name));
  return replaced(value, path.slice(0, -1), rest);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a text holds that is JSON, such as `meta_data` or the document of a policy; others are as they are. */
export function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function pick<T>(options: readonly T[], throwing: Dice): T | undefined {
  return options[Math.floor(throwing() * options.length)];
}
