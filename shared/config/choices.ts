import type * as v from 'valibot';

type Issue = v.BaseIssue<unknown>;

/** An issue of a schema and the keys that lead to it. */
export interface PlacedIssue {
  issue: Pick<Issue, 'type' | 'expected' | 'received' | 'message' | 'input'>;
  at: readonly PropertyKey[];
}

/**
 * A choice between maps is told by what is wrong within: by what lies deeper than its own keys, which is in the map that was meant,
 * or by a key that none of the maps has.
 */
export function withinChoice(issue: Issue): PlacedIssue[] {
  const { input, issues = [] } = issue;
  const own = pathOf(issue);
  const isMap = typeof input === 'object' && input !== null && !Array.isArray(input);
  if (issue.type !== 'union' || !isMap) return [{ issue, at: own }];
  const deep = issues.filter(({ path = [] }) => path.length > 1);
  const there = deep.filter(({ received }) => received !== 'undefined');
  const strange = issues.filter((one, index) =>
    issues.some((other, later) => later > index && isUnknown(one) && isUnknown(other) && isAt(one, other)),
  );
  const found = [there, deep, strange].find((list) => list.length > 0) ?? [];
  if (found.length === 0) return [{ issue, at: own }];
  return found.map((one) => ({ issue: one, at: [...own, ...pathOf(one)] }));
}

function isUnknown({ expected }: Issue): boolean {
  return expected === 'never';
}

function isAt(one: Issue, other: Issue): boolean {
  return pathOf(one).join('.') === pathOf(other).join('.');
}

function pathOf({ path }: Issue): PropertyKey[] {
  return (path ?? []).map((item) => String(item.key));
}
