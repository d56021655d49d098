import type { Observation, Reason } from './observation.ts';
import type { Decision } from './ram-policy.ts';

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
  /** On what counts here: clusters in scope, keys in use, the service role. */
  rights: Readonly<Record<SwitchOffAction, Decision>>;
  /** Whether it has what the policy `AliyunKMSCryptoAdminAccess` gives: by that name, or as all of KMS. */
  kms: Decision;
  /** Its roles in whole clusters; null when nobody looked, because it may not switch anyway or the check is off. */
  grants: Observation<readonly ClusterGrant[]> | null;
}

/** What was left out of a large account, and how many there are. */
export interface Cut {
  what: 'policies' | 'groups' | 'identities';
  limit: number;
  total: number;
}

/** Something about one policy or group that was not read; whoever it concerns may have more rights, or fewer. */
export interface PeopleGap {
  /** The list of policies, a policy, a statement of it, who has it, or who is in a group. */
  what: 'list' | 'policy' | 'statement' | 'holders' | 'members';
  name: string;
  /** Why, or what is odd about it. */
  detail: string;
  /** Why it could not be read; absent where it was read and is odd, and in what was stored before. */
  because?: Reason;
}

/** Who may switch encryption on and off. A right that nobody granted makes no run incomplete: the reads need rights of their own. */
export interface People {
  account: string;
  persons: Observation<readonly Person[]>;
  cuts: readonly Cut[];
  gaps: readonly PeopleGap[];
}

/** The policies let this person call UpdateKMSEncryption, or may. */
export function maySwitch({ rights }: Pick<Person, 'rights'>): boolean {
  return rights['cs:UpdateKMSEncryption'].effect !== 'denied';
}
