import type { JsonObject } from './json.ts';

type Condition = string | number | boolean | { prefix?: string; suffix?: string };

/** What an event must be like; fields that a pattern does not name may be anything. */
export interface Pattern {
  [field: string]: readonly Condition[] | Pattern;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function meets(value: unknown, condition: Condition): boolean {
  if (!isObject(condition)) return value === condition;
  const { prefix = '', suffix = '' } = condition;
  return typeof value === 'string' && value.startsWith(prefix) && value.endsWith(suffix);
}

export function matches(event: JsonObject, pattern: Pattern): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    const value = event[field];
    if (isConditions(wanted)) return wanted.some((condition) => meets(value, condition));
    return isJsonObject(value) && matches(value, wanted);
  });
}

function isConditions(wanted: readonly Condition[] | Pattern): wanted is readonly Condition[] {
  return Array.isArray(wanted);
}

function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value);
}

/** Null when the text is no pattern. */
export function parsePattern(text: string): Pattern | null {
  try {
    const value: unknown = JSON.parse(text);
    return isPattern(value) ? value : null;
  } catch {
    return null; // that is how JSON.parse says no
  }
}

function isPattern(value: unknown): value is Pattern {
  if (!isObject(value)) return false;
  return Object.values(value).every((wanted) =>
    Array.isArray(wanted)
      ? wanted.every((condition) => !isObject(condition) || 'prefix' in condition || 'suffix' in condition)
      : isPattern(wanted),
  );
}
