import type { Observation } from './observation.ts';

export const SERVICE_ROLE = 'AliyunCSManagedSecurityRole';
export const SERVICE_ROLE_POLICY = 'AliyunCSManagedSecurityRolePolicy';

/** What the role must be allowed to do for encryption at rest. */
export const NEEDED_ACTIONS = ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'] as const;
export type NeededAction = (typeof NEEDED_ACTIONS)[number];

/** Allow minus Deny over all attached policies. `conditional`: it depends on a condition we cannot judge. */
export type Effect = 'allowed' | 'denied' | 'missing' | 'conditional';

export type ServiceRole =
  | { exists: false }
  | {
      exists: true;
      arn: string;
      /** Trust lets `cs.aliyuncs.com` assume the role. */
      trusted: Observation<boolean>;
      policies: Observation<{ names: readonly string[]; effects: Readonly<Record<NeededAction, Effect>> }>;
    };
