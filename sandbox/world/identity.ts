import { always, type Timeline, valueAt } from './timeline.ts';

/** The role whose Encrypt and Decrypt calls prove that encryption at rest is in use. */
export const serviceRoleName = 'AliyunCSManagedSecurityRole';

/** The role of ACS clusters (profile `Acs`); a scenario gives it among its `roles`. */
export const acsRoleName = 'AliyunCCManagedSecurityRole';

/** What a RAM identity may do in a cluster, apart from RAM policies. */
export interface ClusterGrant {
  /** cluster id, or `all` */
  cluster: string;
  role: 'admin' | 'ops' | 'dev' | 'restricted' | 'custom';
}

export interface User {
  name: string;
  id: string;
  ip: string;
  mfa: boolean;
  /** has a password for the console */
  console: boolean;
  /** keys of the policies map */
  policies: readonly string[];
  grants: readonly ClusterGrant[];
}

export interface Group {
  name: string;
  /** keys of the policies map */
  policies: readonly string[];
  /** names */
  users: readonly string[];
}

export interface Attachment {
  /** key of the policies map */
  policy: string;
  at: number;
}

export interface Role {
  name: string;
  id: string;
  description: string;
  created: number;
  updated: number;
  maxSessionSeconds: number;
  exists: Timeline<boolean>;
  /** trust document, JSON text */
  trust: Timeline<string>;
  attached: Timeline<readonly Attachment[]>;
  grants: readonly ClusterGrant[];
}

export interface PolicyVersion {
  id: string;
  /** JSON text */
  document: string;
  created: number;
}

export interface Policy {
  name: string;
  type: 'System' | 'Custom';
  description: string;
  created: number;
  updated: number;
  defaultVersion: string;
  versions: PolicyVersion[];
}

export function policyKey(type: string, name: string): string {
  return `${type}/${name}`;
}

export function defaultDocument(policy: Policy): string {
  return policy.versions.find((version) => version.id === policy.defaultVersion)?.document ?? '{}';
}

export function newPolicy(
  name: string,
  type: Policy['type'],
  document: string,
  created: number,
  description = '',
): Policy {
  const versions = [{ id: 'v1', document, created }];
  return { name, type, description, created, updated: created, defaultVersion: 'v1', versions };
}

export type Principal =
  | { kind: 'root' }
  | { kind: 'user'; name: string }
  | { kind: 'role'; role: string; session: string }
  | { kind: 'system' };

/** An access key, or the temporary one of a security token. */
export interface Credential {
  id: string;
  secret: string;
  account: string;
  principal: Principal;
  token: { text: string; expires: number; policy: string | null } | null;
}

/** The name of a service role is lower case in ARNs and events (documented for several service roles). */
export function roleNameInArn(role: Role): string {
  return role.name === serviceRoleName ? role.name.toLowerCase() : role.name;
}

export function newRole(name: string, id: string, trust: string, created: number): Role {
  return {
    name,
    id,
    description: '',
    created,
    updated: created,
    maxSessionSeconds: 3600,
    exists: always(true),
    trust: always(trust),
    attached: always<readonly Attachment[]>([]),
    grants: [],
  };
}

export function attachedAt(role: Role, at: number): readonly Attachment[] {
  return valueAt(role.attached, at);
}
