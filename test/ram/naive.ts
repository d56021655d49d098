/**
 * A second reading of RAM policies, for tests: it tries every way in which what is not known could turn out, and decides
 * each of these worlds without any doubt. Slow, and shares nothing with what it tests.
 */
type Json = Record<string, unknown>;

export interface Asked {
  action: string;
  resource: string;
  /** Names that stand for who asks; null when the policy is the asker's own. */
  principal: { kind: 'RAM' | 'Service'; names: readonly string[] } | null;
  isTrust: boolean;
}

interface World {
  /** One bit for each thing that is not known, in the order in which they are met. */
  next(): boolean;
}

/** How often the documents may turn on something unknown; more is refused. */
const MOST_UNKNOWN = 9;

export function naive(asked: Asked, documents: readonly string[]): 'allowed' | 'denied' | 'open' {
  const outcomes = new Set<boolean>();
  let unknown = 0;
  for (let world = 0; world < 2 ** unknown || world === 0; world += 1) {
    let used = 0;
    outcomes.add(
      isAllowed(asked, documents, {
        next: () => Math.floor(world / 2 ** used++) % 2 === 1,
      }),
    );
    unknown = Math.max(unknown, used);
    if (unknown > MOST_UNKNOWN) throw new Error('too much is unknown');
  }
  if (outcomes.size === 2) return 'open';
  return outcomes.has(true) ? 'allowed' : 'denied';
}

function isAllowed(asked: Asked, documents: readonly string[], world: World): boolean {
  const said = documents.flatMap((document) =>
    statementsIn(document).flatMap((statement) => {
      const effect = String(statement['effect']).toLowerCase();
      const says = /^(allow|deny)$/.test(effect) ? effect : world.next() ? 'allow' : 'deny';
      return holds(statement, asked, world) ? [says] : [];
    }),
  );
  return said.includes('allow') && !said.includes('deny');
}

function statementsIn(document: string): Json[] {
  const parsed = lower(JSON.parse(document));
  return [parsed['statement']].flat().map((statement) => lower(statement as Json));
}

/** Keys in lower case. */
function lower(value: Json): Json {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toLowerCase(), item]));
}

/** Every element is asked, so that each world meets the same unknowns. */
function holds(statement: Json, asked: Asked, world: World): boolean {
  const results = [
    named(statement, 'action', [asked.action], world, false),
    asked.isTrust && !('resource' in statement) && !('notresource' in statement)
      ? true
      : named(statement, 'resource', [asked.resource], world, false),
    byWhom(statement, asked, world),
    !('condition' in statement) || Object.keys(statement['condition'] as object).length === 0 || world.next(),
    ...Object.keys(statement)
      .filter((key) => !/^(effect|(not)?(action|resource|principal)|condition|sid)$/.test(key))
      .map(() => world.next()),
  ];
  return results.every(Boolean);
}

function named(
  statement: Json,
  element: string,
  names: readonly string[],
  world: World,
  isAbsentRight: boolean,
): boolean {
  const [plain, negated] = [statement[element], statement[`not${element}`]];
  if (plain !== undefined && negated !== undefined) return world.next();
  if (plain !== undefined) return fitsOne(plain, names, world);
  if (negated !== undefined) return !fitsOne(negated, names, world);
  return isAbsentRight || world.next();
}

function byWhom(statement: Json, { principal }: Asked, world: World): boolean {
  if (!principal) return 'principal' in statement || 'notprincipal' in statement ? world.next() : true;
  const kinds = Object.fromEntries(
    ['principal', 'notprincipal'].flatMap((element) => {
      const value = statement[element];
      if (value === undefined) return [];
      return [[element, value === '*' ? '*' : ((value as Json)[principal.kind] ?? ['nobody'])]];
    }),
  );
  return named(kinds, 'principal', principal.names, world, false);
}

function fitsOne(value: unknown, names: readonly string[], world: World): boolean {
  const patterns = [value].flat() as string[];
  if (patterns.length === 0) return world.next();
  const certain = patterns.some((pattern) => !pattern.includes('${') && names.some(regex(pattern)));
  const possible = patterns.some((pattern) => pattern.includes('${') && names.some(regex(pattern)));
  const chance = possible && !certain ? world.next() : false;
  return certain || chance;
}

function regex(pattern: string): (text: string) => boolean {
  const source = pattern
    .replace(/\$\{[^}]*\}/g, '*')
    .replace(/[.+^$()|[\]{}\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return (text) => new RegExp(`^${source}$`, 'is').test(text);
}
