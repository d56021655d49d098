import type { ChangeKind } from '../model/change.ts';

/** A call that changes what is watched. Adding one is one row here; `npm run docs` carries it to s.yaml. */
export interface CloudCall {
  /** As ActionTrail spells it; EventBridge spells it in lower case. */
  service: 'Kms' | 'CS' | 'Ram' | 'Actiontrail';
  call: string;
  /** What its parameters name. `encryption`: that of a cluster, which they switch or give another key. */
  target: 'key' | 'alias' | 'instance' | 'cluster' | 'encryption' | 'role' | 'policy' | 'trail';
  /** The change that it is; null when its parameters decide that, or when it is none that is told. */
  kind: ChangeKind | null;
  /** State after it; empty when its parameters tell that, or nothing does. */
  to: string;
  /**
   * `everywhere`: EventBridge delivers it, and every run asks ActionTrail for it. `events`: EventBridge delivers it, and the
   * sweeps see what it did. `authors`: it is asked for when the author of a change is looked for, and only then.
   */
  watched: 'everywhere' | 'events' | 'authors';
  /** The differences between snapshots that it may have caused: their author is looked for by these. */
  explains: readonly ChangeKind[];
}

// biome-ignore format: one row for each call
export const CLOUD_CALLS: readonly CloudCall[] = [
  { service: 'Kms', call: 'DisableKey', target: 'key', kind: 'key-disabled', to: 'Disabled', watched: 'everywhere', explains: ['key-disabled'] },
  { service: 'Kms', call: 'EnableKey', target: 'key', kind: 'key-enabled', to: 'Enabled', watched: 'everywhere', explains: ['key-enabled'] },
  { service: 'Kms', call: 'ScheduleKeyDeletion', target: 'key', kind: 'key-deletion-scheduled', to: 'PendingDeletion', watched: 'everywhere', explains: ['key-deletion-scheduled', 'key-deleted'] },
  { service: 'Kms', call: 'CancelKeyDeletion', target: 'key', kind: 'key-deletion-cancelled', to: '', watched: 'everywhere', explains: ['key-deletion-cancelled'] },
  { service: 'Kms', call: 'DeleteKeyMaterial', target: 'key', kind: 'key-material-deleted', to: 'PendingImport', watched: 'everywhere', explains: ['key-material-deleted'] },
  { service: 'Kms', call: 'ImportKeyMaterial', target: 'key', kind: 'key-enabled', to: 'Enabled', watched: 'everywhere', explains: ['key-enabled'] },
  { service: 'Kms', call: 'SetKeyPolicy', target: 'key', kind: 'key-policy-changed', to: '', watched: 'everywhere', explains: ['key-policy-changed'] },
  { service: 'Kms', call: 'UpdateRotationPolicy', target: 'key', kind: 'rotation-changed', to: '', watched: 'everywhere', explains: ['rotation-changed'] },
  { service: 'Kms', call: 'SetDeletionProtection', target: 'key', kind: 'protection-changed', to: '', watched: 'everywhere', explains: ['protection-changed'] },
  { service: 'Kms', call: 'UpdateAlias', target: 'alias', kind: null, to: '', watched: 'events', explains: [] },
  { service: 'Kms', call: 'DeleteAlias', target: 'alias', kind: null, to: '', watched: 'events', explains: [] },
  { service: 'Kms', call: 'ReleaseKmsInstance', target: 'instance', kind: null, to: '', watched: 'events', explains: [] },
  { service: 'CS', call: 'UpdateKMSEncryption', target: 'encryption', kind: null, to: '', watched: 'everywhere', explains: ['encryption-off', 'encryption-on', 'key-replaced'] },
  { service: 'CS', call: 'ModifyCluster', target: 'cluster', kind: null, to: '', watched: 'events', explains: [] },
  { service: 'CS', call: 'MigrateCluster', target: 'cluster', kind: null, to: '', watched: 'events', explains: [] },
  { service: 'CS', call: 'CreateCluster', target: 'cluster', kind: 'cluster-added', to: '', watched: 'authors', explains: ['cluster-added'] },
  { service: 'CS', call: 'DeleteCluster', target: 'cluster', kind: 'cluster-removed', to: '', watched: 'events', explains: ['cluster-removed'] },
  { service: 'Ram', call: 'DetachPolicyFromRole', target: 'role', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'Ram', call: 'AttachPolicyToRole', target: 'role', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'Ram', call: 'UpdateRole', target: 'role', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'Ram', call: 'DeleteRole', target: 'role', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'Ram', call: 'CreateRole', target: 'role', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'Ram', call: 'SetDefaultPolicyVersion', target: 'policy', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'Ram', call: 'CreatePolicyVersion', target: 'policy', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'Actiontrail', call: 'StopLogging', target: 'trail', kind: 'trail-stopped', to: 'stopped', watched: 'everywhere', explains: ['trail-stopped'] },
  { service: 'Actiontrail', call: 'DeleteTrail', target: 'trail', kind: 'trail-stopped', to: 'stopped', watched: 'everywhere', explains: ['trail-stopped'] },
  { service: 'Actiontrail', call: 'UpdateTrail', target: 'trail', kind: null, to: '', watched: 'events', explains: [] },
];

/** Names of the calls of a product that every run asks ActionTrail for. */
export function polledCalls(service: CloudCall['service']): string[] {
  const rows = CLOUD_CALLS.filter((row) => row.service === service && row.watched === 'everywhere');
  return rows.map(({ call }) => call);
}

/** Names of the calls that may have caused a change. */
export function callsBehind(kind: ChangeKind): string[] {
  return CLOUD_CALLS.filter(({ explains }) => explains.includes(kind)).map(({ call }) => call);
}
