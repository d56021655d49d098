import * as v from 'valibot';
import { newPolicy, newRole, policyKey, serviceRoleName, type User } from '../world/identity.ts';
import { principalIdFrom } from '../world/ids.ts';
import { spaced } from '../world/json.ts';
import { parseMoment } from '../world/time.ts';
import { always } from '../world/timeline.ts';
import type { Account, WorldState } from '../world/world-state.ts';
import { moment, oneOf, policyDocument } from './basics.ts';
import { documentText } from './key-spec.ts';
import { SpecProblem } from './problem.ts';

const grants = v.array(
  v.strictObject({
    /** id or name of a cluster, or all */
    cluster: v.string(),
    role: oneOf(['admin', 'ops', 'dev', 'restricted', 'custom']),
  }),
);

export const policySpec = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1)),
  type: v.optional(oneOf(['Custom', 'System']), 'Custom'),
  description: v.optional(v.string(), ''),
  created: v.optional(moment, '-P300D'),
  allow: v.optional(v.array(v.string()), []),
  deny: v.optional(v.array(v.string()), []),
  document: v.optional(policyDocument),
});

export type PolicySpec = v.InferOutput<typeof policySpec>;

export const userSpec = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1)),
  id: v.optional(v.string()),
  ip: v.optional(v.string()),
  mfa: v.optional(v.boolean(), true),
  console: v.optional(v.boolean(), false),
  policies: v.optional(v.array(v.string()), []),
  grants: v.optional(grants, []),
});

export type UserSpec = v.InferOutput<typeof userSpec>;

export const groupSpec = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1)),
  policies: v.optional(v.array(v.string()), []),
  users: v.optional(v.array(v.string()), []),
});

export const roleSpec = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1)),
  id: v.optional(v.string()),
  description: v.optional(v.string(), ''),
  created: v.optional(moment, '-P300D'),
  maxSessionSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(3600), v.maxValue(43_200)), 3600),
  trust: v.optional(policyDocument),
  policies: v.optional(v.array(v.string()), []),
  grants: v.optional(grants, []),
});

export type RoleSpec = v.InferOutput<typeof roleSpec>;

/** https://help.aliyun.com/zh/ram/developer-reference/aliyuncsmanagedsecurityrolepolicy */
const securityRoleActions = [
  'kms:GetSecretValue',
  'kms:ListSecrets',
  'kms:ListKeys',
  'kms:ListSecretVersionIds',
  'kms:ListAliasesByKeyId',
  'kms:SetDeletionProtection',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:Decrypt',
];

/** System policies every account has. Their texts are shortened but for the first. */
const systemPolicies: readonly (readonly [string, readonly string[]])[] = [
  ['AliyunCSManagedSecurityRolePolicy', securityRoleActions],
  ['AdministratorAccess', ['*']],
  ['AliyunCSFullAccess', ['cs:*']],
  ['AliyunKMSFullAccess', ['kms:*']],
  ['AliyunKMSCryptoAdminAccess', ['kms:*']],
  ['AliyunRAMFullAccess', ['ram:*']],
];

export function grantDocument(allow: readonly string[], deny: readonly string[] = []): string {
  const Statement = [];
  if (allow.length > 0) Statement.push({ Action: [...allow], Resource: ['*'], Effect: 'Allow' });
  if (deny.length > 0) Statement.push({ Action: [...deny], Resource: ['*'], Effect: 'Deny' });
  return spaced({ Statement, Version: '1' });
}

export function trustDocument(principal: { Service: string[] } | { RAM: string[] }): string {
  return spaced({
    Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: principal }],
    Version: '1',
  });
}

export const ackTrust = trustDocument({ Service: ['cs.aliyuncs.com'] });

export function addSystemPolicies(account: Account): void {
  // The date POLICY shows for the first of them.
  const created = Date.parse('2024-10-18T03:14:00Z');
  for (const [name, actions] of systemPolicies) {
    account.policies.set(
      policyKey('System', name),
      newPolicy(name, 'System', grantDocument(actions), created),
    );
  }
}

export function addPolicy(world: WorldState, account: Account, spec: PolicySpec): void {
  const document =
    spec.document === undefined ? grantDocument(spec.allow, spec.deny) : documentText(spec.document);
  const created = parseMoment(spec.created, world.clock.now) ?? world.clock.now;
  const policy = newPolicy(spec.name, spec.type, document, created, spec.description);
  account.policies.set(policyKey(spec.type, spec.name), policy);
}

/** Key of a policy named in a scenario; the account's own come before system policies. */
export function policyNamed(account: Account, name: string): string {
  for (const type of ['Custom', 'System']) {
    if (account.policies.has(policyKey(type, name))) return policyKey(type, name);
  }
  throw new SpecProblem('policies', `There is no policy ${name}.`);
}

function clusterIdOf(account: Account, name: string): string {
  if (name === 'all') return name;
  for (const cluster of account.clusters.values())
    if (cluster.id === name || cluster.name === name) return cluster.id;
  throw new SpecProblem('grants', `There is no cluster ${name}.`);
}

function grantsOf(account: Account, given: UserSpec['grants']): User['grants'] {
  return given.map(({ cluster, role }) => ({ cluster: clusterIdOf(account, cluster), role }));
}

export function addUser(account: Account, spec: UserSpec): User {
  const user: User = {
    name: spec.name,
    id: spec.id ?? principalIdFrom('2', account.id, spec.name),
    ip: spec.ip ?? '',
    mfa: spec.mfa,
    console: spec.console,
    policies: spec.policies.map((name) => policyNamed(account, name)),
    grants: grantsOf(account, spec.grants),
  };
  account.users.set(spec.name, user);
  return user;
}

export function addGroup(account: Account, { name, policies, users }: v.InferOutput<typeof groupSpec>): void {
  const stranger = users.find((user) => !account.users.has(user));
  if (stranger !== undefined) throw new SpecProblem('users', `There is no user ${stranger}.`);
  account.groups.set(name, { name, users, policies: policies.map((policy) => policyNamed(account, policy)) });
}

export function addRole(world: WorldState, account: Account, spec: RoleSpec): void {
  const created = parseMoment(spec.created, world.clock.now) ?? world.clock.now;
  const trust = spec.trust === undefined ? ackTrust : documentText(spec.trust);
  const role = newRole(spec.name, spec.id ?? principalIdFrom('3', account.id, spec.name), trust, created);
  role.description = spec.description;
  role.maxSessionSeconds = spec.maxSessionSeconds;
  role.grants = grantsOf(account, spec.grants);
  role.attached = always(spec.policies.map((name) => ({ policy: policyNamed(account, name), at: created })));
  account.roles.set(spec.name.toLowerCase(), role);
}

/** How a scenario gives AliyunCSManagedSecurityRole: as ACK makes it, not at all, or changed. */
export const serviceRoleSpec = v.union(
  [
    oneOf(['granted', 'missing']),
    v.strictObject({ trust: v.optional(policyDocument), policies: v.optional(v.array(v.string())) }),
  ],
  'Expected granted, missing, or { trust: ..., policies: [...] }',
);

export function addServiceRole(
  world: WorldState,
  account: Account,
  spec: v.InferOutput<typeof serviceRoleSpec>,
): void {
  if (spec === 'missing') return;
  const { trust, policies = [`${serviceRoleName}Policy`] } = spec === 'granted' ? {} : spec;
  const role = v.parse(roleSpec, { name: serviceRoleName, policies, ...(trust !== undefined && { trust }) });
  addRole(world, account, role);
}
