import type { Actor, Change, ChangeKind } from '../model/change.ts';
import type { Say } from './say.ts';
import type { Text } from './zh.ts';

/** What happened, as a sentence about the resource. */
export const CHANGE_WORDS = {
  'encryption-off': 'Secret encryption was switched off',
  'encryption-on': 'Secret encryption was switched on',
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
  'rotation-changed': 'the rotation of the key was changed',
  'protection-changed': 'the deletion protection of the key was changed',
  'role-changed': 'the service role was changed',
  'trail-stopped': 'the trail was stopped',
  'secrets-plain-appeared': 'Secrets in plain text appeared',
  'sealing-key-appeared': 'another key encrypts the Secrets',
  'encryption-config-changed': 'the encryption configuration of the API server was changed',
} as const satisfies Record<ChangeKind, Text>;

/** Who did it, with the address when it is known. The names are chosen by users: escape them for the output. */
export function actorWords({ type, name, role, source, account }: Actor, say: Say): string {
  const own = actorName(type, name, role, say);
  const who = account ? say('{name} of account {account}', { name: own, account }) : own;
  return source === '' || source === 'Internal' ? who : `${who}, ${source}`;
}

function actorName(type: Actor['type'], name: string, role: string, say: Say): string {
  switch (type) {
    case 'root':
      return say('the root account');
    case 'system':
      return say('the system');
    case 'role':
      return name === role ? role : say('{name} (role {role})', { name, role });
    case 'user':
    case 'unknown':
      return name === '' ? say('somebody') : name;
  }
}

/** Who did it, or why that is not known. */
export function authorWords({ actor, actorState }: Pick<Change, 'actor' | 'actorState'>, say: Say): string {
  if (actor) return say('by {name}', { name: actorWords(actor, say) });
  return actorState === 'awaited' ? say('author not in ActionTrail yet') : say('author not in ActionTrail');
}
