import * as v from 'valibot';
import type { Effect } from '../model/role.ts';

const words = v.union([
  v.pipe(
    v.string(),
    v.transform((word) => [word]),
  ),
  v.array(v.string()),
]);

const statementSchema = v.object({
  Effect: v.picklist(['Allow', 'Deny']),
  Action: v.optional(words),
  NotAction: v.optional(words),
  Resource: v.optional(words, ['*']),
  Principal: v.optional(v.record(v.string(), words)),
  Condition: v.optional(v.unknown()),
});

export type Statement = v.InferOutput<typeof statementSchema>;

const documentSchema = v.object({
  Statement: v.union([
    v.array(statementSchema),
    v.pipe(
      statementSchema,
      v.transform((one) => [one]),
    ),
  ]),
});

/** Statements of a RAM or key policy, which the cloud delivers as JSON text; null when it is none. */
export function parsePolicy(text: string): readonly Statement[] | null {
  try {
    const decoded = text.startsWith('%') ? decodeURIComponent(text) : text; // some clients see it URL-encoded
    const result = v.safeParse(documentSchema, JSON.parse(decoded));
    return result.success ? result.output.Statement : null;
  } catch {
    return null;
  }
}

/**
 * Whether the statements allow an action on every resource: Allow minus Deny. A statement with a
 * condition, or about certain resources only, leaves it open: `conditional`.
 */
export function effectOf(action: string, statements: readonly Statement[]): Effect {
  const relevant = statements.filter((statement) => covers(statement, action));
  const certain = relevant.filter((statement) => !isOpen(statement));
  if (certain.some(denies)) return 'denied';
  if (!relevant.some(allows)) return 'missing';
  return certain.some(allows) && !relevant.some(denies) ? 'allowed' : 'conditional';
}

/**
 * Whether the statements allow an action on at least one of the resources. Unlike `effectOf`, which asks about
 * every resource there is, this knows which ones count: a statement about others says nothing.
 */
export function effectOnAny(
  action: string,
  resources: readonly string[],
  statements: readonly Statement[],
): Effect {
  const relevant = statements.filter((statement) => covers(statement, action));
  const aboutAll = relevant.every(({ Resource }) => Resource.includes('*'));
  const effects = new Set<Effect>();
  for (const resource of aboutAll ? resources.slice(0, 1) : resources) {
    const about = relevant.filter(({ Resource }) => Resource.some((pattern) => matches(pattern, resource)));
    const effect = effectOf(
      action,
      about.map((statement) => ({ ...statement, Resource: ['*'] })),
    );
    if (effect === 'allowed') return effect;
    effects.add(effect);
  }
  return (['conditional', 'denied'] as const).find((effect) => effects.has(effect)) ?? 'missing';
}

/** Whether they say anything, yes or no, about the action. */
export function mentions(statements: readonly Statement[], action: string): boolean {
  return statements.some((statement) => covers(statement, action));
}

function allows({ Effect }: Statement): boolean {
  return Effect === 'Allow';
}

function denies({ Effect }: Statement): boolean {
  return Effect === 'Deny';
}

function isOpen({ Condition, Resource }: Statement): boolean {
  const conditions = typeof Condition === 'object' && Condition !== null ? Object.keys(Condition).length : 0;
  return conditions > 0 || !Resource.some(isEverything);
}

function covers({ Action, NotAction }: Statement, action: string): boolean {
  if (NotAction) return !NotAction.some((pattern) => matches(pattern, action));
  return (Action ?? []).some((pattern) => matches(pattern, action));
}

function isEverything(resource: string): boolean {
  return resource === '*' || /^acs:kms:\*:[^:]+:(\*|key\/\*)$/.test(resource);
}

/**
 * RAM patterns: `*` for any text, `?` for one character, letter case ignored. Not as a regular expression: one with thirty
 * wildcards, which whoever may write a policy can write, would never end.
 */
export function matches(pattern: string, text: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), text.toLowerCase()];
  let place = 0; // in the pattern
  let star = -1; // the last `*`, which takes the text up to `taken`
  let taken = 0;
  for (let index = 0; index < given.length; ) {
    if (wanted[place] === '*') {
      star = place;
      taken = index;
      place += 1;
    } else if (wanted[place] === '?' || wanted[place] === given[index]) {
      place += 1;
      index += 1;
    } else if (star >= 0) {
      taken += 1;
      index = taken;
      place = star + 1;
    } else return false;
  }
  return /^\**$/.test(wanted.slice(place));
}
