import type { Observation } from './observation.ts';
import type { PolicyText } from './ram-policy.ts';

export const SERVICE_ROLE = 'AliyunCSManagedSecurityRole';
/** The role of ACS clusters; which trust and policy it has is not documented. */
export const ACS_ROLE = 'AliyunCCManagedSecurityRole';
export const SERVICE_ROLE_POLICY = 'AliyunCSManagedSecurityRolePolicy';

/** What the role must be allowed to do for encryption at rest. */
export const NEEDED_ACTIONS = ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'] as const;
export type NeededAction = (typeof NEEDED_ACTIONS)[number];

export function needed<T>(of: (action: NeededAction) => T): Record<NeededAction, T> {
  return {
    'kms:Encrypt': of('kms:Encrypt'),
    'kms:Decrypt': of('kms:Decrypt'),
    'kms:DescribeKey': of('kms:DescribeKey'),
  };
}

/** The newest successful calls of the role on one key. ISO 8601, UTC; null when none was seen, or a refused one followed. */
export interface GoodCalls {
  region: string;
  key: string;
  encrypt: string | null;
  decrypt: string | null;
}

export type ServiceRole =
  | { exists: false }
  | {
      exists: true;
      arn: string;
      /** The document that says who may assume it. */
      trust: Observation<string>;
      policies: Observation<{ names: readonly string[]; texts: readonly PolicyText[] }>;
      /** When role, policies and attachments last changed, as far as the cloud and our own history tell; null: not known. */
      changed: string | null;
      /** As the job `activity` knew them; left out while the policies leave nothing open. */
      worked?: readonly GoodCalls[];
    };
