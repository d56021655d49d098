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
): (finding: Pick<Finding, 'check' | 'resource' | 'evidence'>) => Change | null {
  const byPlace = new Map<string, Change[]>();
  for (const change of changes) {
    const place = placeOfChange(change.kind, change.resource);
    byPlace.set(place, [...(byPlace.get(place) ?? []), change]);
  }
  return (finding) => {
    const { kinds, until } = causesOf(finding);
    const possible = kinds.flatMap((kind) => byPlace.get(placeOfChange(kind, finding.resource)) ?? []);
    return possible
      .filter(({ at }) => until === null || at <= until)
      .reduce<Change | null>((last, change) => (last && last.at > change.at ? last : change), null);
  };
}
