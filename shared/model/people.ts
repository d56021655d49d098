import type { Observation } from './observation.ts';
import type { Effect } from './role.ts';

/** Each of these takes the encryption away: from a cluster, from its key, from the role that ACK acts as. */
export const SWITCH_OFF_ACTIONS = [
  'cs:UpdateKMSEncryption',
  'kms:DisableKey',
  'kms:ScheduleKeyDeletion',
  'ram:DetachPolicyFromRole',
] as const;

export type SwitchOffAction = (typeof SWITCH_OFF_ACTIONS)[number];

/** The system policy that somebody needs to turn encryption on. */
export const KMS_POLICY = 'AliyunKMSCryptoAdminAccess';

/** A role inside clusters, as ACK tells it. */
export interface ClusterGrant {
  /** Id of a cluster, or `all-clusters`. */
  cluster: string;
  /** admin, ops, ...; values that are not known here are possible. */
  role: string;
}

/** A RAM user or role with a policy that says something about switching encryption. */
export interface Person {
  type: 'user' | 'role';
  name: string;
  /** Names of the policies that say something about it: its own, and those of its groups. */
  policies: readonly string[];
  effects: Readonly<Record<SwitchOffAction, Effect>>;
  /** Whether it has what the policy `AliyunKMSCryptoAdminAccess` gives: by that name, or as all of KMS. */
  kms: Effect;
  /** Its roles in whole clusters; null when nobody looked, because it may not switch anyway or the check is off. */
  grants: Observation<readonly ClusterGrant[]> | null;
}

/** What was left out of a large account, and how many there are. */
export interface Cut {
  what: 'policies' | 'groups' | 'identities';
  limit: number;
  total: number;
}

/** Who may switch encryption on and off. Nothing in it makes a run incomplete: the reads need rights of their own. */
export interface People {
  account: string;
  persons: Observation<readonly Person[]>;
  cuts: readonly Cut[];
}

/** The policies let this person call UpdateKMSEncryption, for certain or under a condition. */
export function maySwitch({ effects }: Pick<Person, 'effects'>): boolean {
  const effect = effects['cs:UpdateKMSEncryption'];
  return effect === 'allowed' || effect === 'conditional';
}
