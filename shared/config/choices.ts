import type * as v from 'valibot';

type Issue = v.BaseIssue<unknown>;

/** An issue of a schema and the keys that lead to it. */
export interface PlacedIssue {
  issue: Pick<Issue, 'type' | 'expected' | 'received' | 'message' | 'input'>;
  at: readonly PropertyKey[];
}

/**
 * A choice between maps is told by what is wrong within: by what lies deeper than its own keys, which is in the map that was meant,
 * and by each key that none of the maps has. `keysAt`: those that a map at a path may have.
 */
export function withinChoice(
  issue: Issue,
  keysAt: (path: readonly PropertyKey[]) => string[],
): PlacedIssue[] {
  const { input, issues = [] } = issue;
  const own = pathOf(issue);
  const isMap = typeof input === 'object' && input !== null && !Array.isArray(input);
  if (issue.type !== 'union' || !isMap) return [{ issue, at: own }];
  const deep = issues.filter(({ path = [] }) => path.length > 1);
  const there = deep.filter(({ received }) => received !== 'undefined');
  const meant = there.length > 0 ? there : deep;
  const known = keysAt(own);
  const strange = Object.entries(input).filter(([key]) => !known.includes(key));
  if (meant.length + strange.length === 0) return [{ issue, at: own }];
  return [
    ...meant.map((one) => ({ issue: one, at: [...own, ...pathOf(one)] })),
    ...strange.map(([key, value]) => ({ issue: unknownKey(key, value), at: [...own, key] })),
  ];
}

/** As a map alone tells it. */
function unknownKey(key: string, input: unknown): PlacedIssue['issue'] {
  return { type: 'strict_object', expected: 'never', received: `"${key}"`, message: '', input };
}

function pathOf({ path }: Issue): PropertyKey[] {
  return (path ?? []).map((item) => String(item.key));
}
