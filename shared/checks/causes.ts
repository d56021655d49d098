import type { Change, ChangeKind } from '../model/change.ts';
import type { Finding } from '../model/finding.ts';
import type { Resource } from '../model/resource.ts';
import { causesOf } from './catalogue.ts';

/** What a change and the finding that it causes have in common. A region's trails are not told apart. */
function placeOfChange(
  kind: ChangeKind,
  { type, region, id }: Pick<Resource, 'type' | 'region' | 'id'>,
): string {
  if (kind === 'trail-stopped' || kind === 'trail-changed') return `${kind} ${region}`;
  if (kind === 'role-changed') return kind;
  return `${kind} ${type} ${region} ${id}`;
}

/** Finds the last change that may have caused a finding. */
export function lastCauses(
  changes: readonly Change[],
): (finding: Pick<Finding, 'check' | 'resource'>) => Change | null {
  const last = new Map<string, Change>();
  for (const change of changes) {
    const place = placeOfChange(change.kind, change.resource);
    const known = last.get(place);
    if (!known || known.at <= change.at) last.set(place, change);
  }
  return ({ check, resource }) => {
    let found: Change | null = null;
    for (const kind of causesOf(check)) {
      const change = last.get(placeOfChange(kind, resource));
      if (change && (!found || change.at > found.at)) found = change;
    }
    return found;
  };
}
