import type { Actor, Attempt, Change, ChangeKind } from '../model/change.ts';
import type { Say } from './say.ts';
import type { Text } from './zh.ts';

/** What happened, as a sentence about the resource. */
export const CHANGE_WORDS = {
  'encryption-off': 'Secret encryption was turned off',
  'encryption-on': 'Secret encryption was turned on',
  'key-replaced': 'the key of the cluster was replaced',
  'cluster-added': 'the cluster was added',
  'cluster-removed': 'the cluster was removed',
  'key-disabled': 'the key was disabled',
  'key-enabled': 'the key was enabled',
  'key-deletion-scheduled': 'deletion of the key was scheduled',
  'key-deletion-cancelled': 'deletion of the key was cancelled',
  'key-material-deleted': 'the key material was deleted',
  'key-deleted': 'the key was deleted',
  'key-policy-changed': 'the key policy was changed',
  'rotation-changed': 'the rotation setting of the key was changed',
  'protection-changed': 'the deletion protection of the key was changed',
  'role-changed': 'the service role was changed',
  'trail-stopped': 'the trail was stopped',
  'secrets-plain-appeared': 'Secrets in plain text appeared',
  'sealing-key-appeared': 'the API server encrypts Secrets with another key',
  'encryption-config-changed': 'the encryption configuration of the API server was changed',
  'trail-changed': 'the scope or the destination of the trail was changed',
  'instance-released': 'the KMS instance was released together with its keys',
  'instance-network-changed': 'the VPCs of the KMS instance were changed',
  'key-rotated': 'the key was rotated manually',
  'cluster-upgraded': 'an upgrade of the cluster was started',
  'cluster-migrated': 'the cluster was migrated to a Pro cluster',
  'cluster-modified': 'the settings of the cluster were changed',
  'permissions-changed': 'cluster permissions were changed',
  'global-events-moved': 'the region that stores global events was changed',
  'network-rules-changed': 'the network rules for access to KMS were changed',
} as const satisfies Record<ChangeKind, Text>;

/** The same as what somebody tried to do. */
export const ATTEMPT_WORDS = {
  'encryption-off': 'turn Secret encryption off',
  'encryption-on': 'turn Secret encryption on',
  'key-replaced': 'replace the key of the cluster',
  'cluster-added': 'add the cluster',
  'cluster-removed': 'delete the cluster',
  'key-disabled': 'disable the key',
  'key-enabled': 'enable the key',
  'key-deletion-scheduled': 'schedule deletion of the key',
  'key-deletion-cancelled': 'cancel deletion of the key',
  'key-material-deleted': 'delete the key material',
  'key-deleted': 'delete the key',
  'key-policy-changed': 'change the key policy',
  'rotation-changed': 'change the rotation setting of the key',
  'protection-changed': 'change deletion protection',
  'role-changed': 'change the service role',
  'trail-stopped': 'stop the trail',
  'secrets-plain-appeared': 'write Secrets in plain text',
  'sealing-key-appeared': 'encrypt Secrets with another key',
  'encryption-config-changed': 'change the encryption configuration of the API server',
  'trail-changed': 'change the scope or the destination of the trail',
  'instance-released': 'release the KMS instance',
  'instance-network-changed': 'change the VPCs of the KMS instance',
  'key-rotated': 'rotate the key',
  'cluster-upgraded': 'upgrade the cluster',
  'cluster-migrated': 'migrate the cluster to a Pro cluster',
  'cluster-modified': 'change the settings of the cluster',
  'permissions-changed': 'change cluster permissions',
  'global-events-moved': 'change the region that stores global events',
  'network-rules-changed': 'change the network rules for access to KMS',
} as const satisfies Record<ChangeKind, Text>;

/** Who did it, with the address when it is known. The names are chosen by users: escape them for the output. */
export function actorWords({ type, name, role, source, account }: Actor, say: Say): string {
  const own = withRole(type, name, role, say);
  const who = account ? say('{name} of account {account}', { name: own, account }) : own;
  return source === '' || source === 'Internal'
    ? who
    : say('{name}, {address}', { name: who, address: source });
}

/** The name alone, as people call them. */
export function actorName({ type, name, role }: Pick<Actor, 'type' | 'name' | 'role'>, say: Say): string {
  return type === 'role' && name !== role ? name : withRole(type, name, role, say);
}

function withRole(type: Actor['type'], name: string, role: string, say: Say): string {
  switch (type) {
    case 'root':
      return say('the root account');
    case 'system':
      return say('the system');
    case 'role':
      return name === role ? role : say('{name} (role {role})', { name, role });
    case 'user':
    case 'unknown':
      return name === '' ? say('unknown identity') : name;
  }
}

/** What somebody tried and was denied. */
export function attemptWords({ actor, kind, errorCode: code }: Attempt, say: Say): string {
  return say('{name} tried to {action}; denied ({code})', {
    name: actorWords(actor, say),
    action: say(ATTEMPT_WORDS[kind]),
    code,
  });
}

/** Who did it, or why that is not known. */
export function authorWords({ actor, actorState }: Pick<Change, 'actor' | 'actorState'>, say: Say): string {
  if (actor) return say('by {name}', { name: actorWords(actor, say) });
  return actorState === 'awaited' ? say('author not in ActionTrail yet') : say('author not in ActionTrail');
}
