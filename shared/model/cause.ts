import type { Change, ChangeKind } from './change.ts';
import type { Finding } from './finding.ts';
import type { Resource } from './resource.ts';

/** The changes that may be why a check fails. */
export const CAUSES: Readonly<Record<string, readonly ChangeKind[]>> = {
  'cluster-encryption': ['encryption-off'],
  'cluster-change-stuck': ['encryption-on', 'encryption-off', 'key-replaced'],
  'key-state': ['key-disabled', 'key-deletion-scheduled', 'key-material-deleted', 'key-deleted'],
  'kms-call-failures': ['key-disabled', 'key-deletion-scheduled', 'key-material-deleted', 'role-changed'],
  'key-deletion-protection': ['protection-changed'],
  'key-rotation': ['rotation-changed'],
  'key-policy': ['key-policy-changed'],
  'security-role': ['role-changed'],
  'trail-coverage': ['trail-stopped'],
};

/** What a change and the finding that it causes have in common. A region's trails are not told apart. */
export function placeOfChange(
  kind: ChangeKind,
  { type, region, id }: Pick<Resource, 'type' | 'region' | 'id'>,
): string {
  if (kind === 'trail-stopped') return `${kind} ${region}`;
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
    for (const kind of CAUSES[check] ?? []) {
      const change = last.get(placeOfChange(kind, resource));
      if (change && (!found || change.at > found.at)) found = change;
    }
    return found;
  };
}
