import type { ChangeKind } from '../model/change.ts';

/** A call that changes what is watched. Adding one is one row here; `npm run docs` carries it to s.yaml. */
export interface CloudCall {
  /** As ActionTrail spells it; EventBridge spells it in lower case. */
  service: 'Kms' | 'CS' | 'Ram' | 'ResourceManager' | 'Actiontrail' | 'Ecs' | 'Vpc';
  call: string;
  /**
   * What its parameters name. `encryption`: that of a cluster, which they switch or give another key. `people`: who may do what
   * in clusters. `way`: a security group or network ACL on the way to KMS. `account`: nothing, it is about the whole account.
   */
  target:
    | 'key'
    | 'alias'
    | 'instance'
    | 'cluster'
    | 'encryption'
    | 'people'
    | 'role'
    | 'policy'
    | 'trail'
    | 'account'
    | 'way';
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
  { service: 'Kms', call: 'ReleaseKmsInstance', target: 'instance', kind: 'instance-released', to: '', watched: 'everywhere', explains: ['instance-released'] },
  { service: 'Kms', call: 'UpdateKmsInstanceBindVpc', target: 'instance', kind: 'instance-network-changed', to: '', watched: 'everywhere', explains: ['instance-network-changed'] },
  { service: 'Kms', call: 'CreateKeyVersion', target: 'key', kind: 'key-rotated', to: '', watched: 'everywhere', explains: ['key-rotated'] },
  { service: 'CS', call: 'UpdateKMSEncryption', target: 'encryption', kind: null, to: '', watched: 'everywhere', explains: ['encryption-off', 'encryption-on', 'key-replaced'] },
  { service: 'CS', call: 'ModifyCluster', target: 'cluster', kind: 'cluster-modified', to: '', watched: 'everywhere', explains: ['cluster-modified'] },
  { service: 'CS', call: 'MigrateCluster', target: 'cluster', kind: 'cluster-migrated', to: '', watched: 'everywhere', explains: ['cluster-migrated'] },
  { service: 'CS', call: 'UpgradeCluster', target: 'cluster', kind: 'cluster-upgraded', to: '', watched: 'everywhere', explains: ['cluster-upgraded'] },
  { service: 'CS', call: 'CreateCluster', target: 'cluster', kind: 'cluster-added', to: '', watched: 'authors', explains: ['cluster-added'] },
  { service: 'CS', call: 'DeleteCluster', target: 'cluster', kind: 'cluster-removed', to: '', watched: 'events', explains: ['cluster-removed'] },
  { service: 'CS', call: 'GrantPermissions', target: 'people', kind: 'permissions-changed', to: '', watched: 'everywhere', explains: ['permissions-changed'] },
  { service: 'CS', call: 'UpdateUserPermissions', target: 'people', kind: 'permissions-changed', to: '', watched: 'everywhere', explains: ['permissions-changed'] },
  { service: 'CS', call: 'CleanUserPermissions', target: 'people', kind: 'permissions-changed', to: '', watched: 'everywhere', explains: ['permissions-changed'] },
  { service: 'Ram', call: 'DetachPolicyFromRole', target: 'role', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'Ram', call: 'AttachPolicyToRole', target: 'role', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'Ram', call: 'UpdateRole', target: 'role', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'Ram', call: 'DeleteRole', target: 'role', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'Ram', call: 'CreateRole', target: 'role', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'Ram', call: 'SetDefaultPolicyVersion', target: 'policy', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'Ram', call: 'CreatePolicyVersion', target: 'policy', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'ResourceManager', call: 'DetachPolicy', target: 'role', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'ResourceManager', call: 'AttachPolicy', target: 'role', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'ResourceManager', call: 'UpdateRole', target: 'role', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'ResourceManager', call: 'DeleteRole', target: 'role', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'ResourceManager', call: 'CreateRole', target: 'role', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'ResourceManager', call: 'SetDefaultPolicyVersion', target: 'policy', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'ResourceManager', call: 'CreatePolicyVersion', target: 'policy', kind: 'role-changed', to: '', watched: 'everywhere', explains: ['role-changed'] },
  { service: 'Actiontrail', call: 'StopLogging', target: 'trail', kind: 'trail-stopped', to: 'stopped', watched: 'everywhere', explains: ['trail-stopped'] },
  { service: 'Actiontrail', call: 'DeleteTrail', target: 'trail', kind: 'trail-stopped', to: 'stopped', watched: 'everywhere', explains: ['trail-stopped'] },
  { service: 'Actiontrail', call: 'UpdateTrail', target: 'trail', kind: 'trail-changed', to: '', watched: 'everywhere', explains: ['trail-changed'] },
  { service: 'Actiontrail', call: 'UpdateGlobalEventsStorageRegion', target: 'account', kind: 'global-events-moved', to: '', watched: 'everywhere', explains: ['global-events-moved'] },
  { service: 'Ecs', call: 'RevokeSecurityGroupEgress', target: 'way', kind: 'network-rules-changed', to: '', watched: 'everywhere', explains: ['network-rules-changed'] },
  { service: 'Ecs', call: 'AuthorizeSecurityGroupEgress', target: 'way', kind: 'network-rules-changed', to: '', watched: 'everywhere', explains: ['network-rules-changed'] },
  { service: 'Ecs', call: 'ModifySecurityGroupEgressRule', target: 'way', kind: 'network-rules-changed', to: '', watched: 'everywhere', explains: ['network-rules-changed'] },
  { service: 'Vpc', call: 'UpdateNetworkAclEntries', target: 'way', kind: 'network-rules-changed', to: '', watched: 'everywhere', explains: ['network-rules-changed'] },
  { service: 'Vpc', call: 'AssociateNetworkAcl', target: 'way', kind: 'network-rules-changed', to: '', watched: 'everywhere', explains: ['network-rules-changed'] },
];

/** Names of the calls of a product that every run asks ActionTrail for. */
export function polledCalls(service: CloudCall['service']): string[] {
  const rows = CLOUD_CALLS.filter((row) => row.service === service && row.watched === 'everywhere');
  return rows.map(({ call }) => call);
}

/** Names of the calls that may have caused a change. */
export function callsBehind(kind: ChangeKind): string[] {
  const calls = CLOUD_CALLS.filter(({ explains }) => explains.includes(kind)).map(({ call }) => call);
  return [...new Set(calls)];
}
