import { type Call, operation } from '../api/operation.ts';
import { text } from '../api/params.ts';
import { roleArn } from '../world/grants.ts';
import { attachedAt, type Policy, policyKey, type Role } from '../world/identity.ts';
import type { JsonObject } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { utc } from '../world/time.ts';
import { valueAt } from '../world/timeline.ts';

export const roleName = text({ pattern: /^[A-Za-z0-9.@_-]{1,64}$/ });
export const policyName = text({ pattern: /^[A-Za-z0-9-]{1,128}$/ });
export const policyType = text({ oneOf: ['System', 'Custom'] });

export function roleOf(call: Call, name: string): Role {
  const role = call.account.roles.get(name.toLowerCase());
  if (!role || !valueAt(role.exists, call.world.clock.now)) {
    throw new Refusal(404, 'EntityNotExist.Role', `The role not exists: ${name}.`);
  }
  return role;
}

export function policyOf(call: Call, type: string, name: string): Policy {
  const policy = call.account.policies.get(policyKey(type, name));
  if (!policy) throw new Refusal(404, 'EntityNotExist.Policy', `The policy not exists: ${name}.`);
  return policy;
}

export function roleBody(call: Call, role: Role): JsonObject {
  return {
    RoleName: role.name,
    RoleId: role.id,
    Arn: roleArn(call.account, role),
    Description: role.description,
    AssumeRolePolicyDocument: valueAt(role.trust, call.world.clock.now),
    CreateDate: utc(role.created),
    UpdateDate: utc(role.updated),
    MaxSessionDuration: role.maxSessionSeconds,
  };
}

/** What every list and read of policies says of one. */
export function policyBody({ name, type, description, defaultVersion }: Policy): JsonObject {
  return { PolicyName: name, PolicyType: type, Description: description, DefaultVersion: defaultVersion };
}

const roleResource = (call: Call, { RoleName }: { RoleName: string }): string =>
  `acs:ram:*:${call.account.id}:role/${RoleName}`;

const getRole = operation({
  name: 'GetRole',
  actions: ['ram:GetRole'],
  rate: 'ram',
  params: { RoleName: roleName },
  resource: roleResource,
  run: (call, { RoleName }) => ({ Role: roleBody(call, roleOf(call, RoleName)) }),
});

/** Not paged. https://www.alibabacloud.com/help/en/ram/developer-reference/api-ram-2015-05-01-listpoliciesforrole */
const listPoliciesForRole = operation({
  name: 'ListPoliciesForRole',
  actions: ['ram:ListPoliciesForRole'],
  rate: 'ram',
  params: { RoleName: roleName },
  resource: roleResource,
  run: (call, { RoleName }) => {
    const found: JsonObject[] = [];
    for (const { policy: key, at } of attachedAt(roleOf(call, RoleName), call.world.clock.now)) {
      const policy = call.account.policies.get(key);
      if (!policy) continue;
      found.push({ ...policyBody(policy), AttachDate: utc(at) });
    }
    return { Policies: { Policy: found } };
  },
});

export function attachments(call: Call, key: string): number {
  let count = 0;
  for (const role of call.account.roles.values()) {
    if (attachedAt(role, call.world.clock.now).some(({ policy }) => policy === key)) count += 1;
  }
  for (const user of call.account.users.values()) if (user.policies.includes(key)) count += 1;
  for (const group of call.account.groups.values()) if (group.policies.includes(key)) count += 1;
  return count;
}

function versionBody(policy: Policy, id: string): JsonObject {
  const version = policy.versions.find((candidate) => candidate.id === id);
  if (!version) {
    throw new Refusal(404, 'EntityNotExist.Policy.Version', `The policy version not exists: ${id}.`);
  }
  return {
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersion,
    CreateDate: utc(version.created),
    PolicyDocument: version.document,
  };
}

const getPolicy = operation({
  name: 'GetPolicy',
  actions: ['ram:GetPolicy'],
  rate: 'ram',
  params: { PolicyName: policyName, PolicyType: policyType },
  run: (call, { PolicyName, PolicyType }) => {
    const policy = policyOf(call, PolicyType, PolicyName);
    return {
      Policy: {
        ...policyBody(policy),
        AttachmentCount: attachments(call, policyKey(PolicyType, PolicyName)),
        CreateDate: utc(policy.created),
        UpdateDate: utc(policy.updated),
      },
      DefaultPolicyVersion: versionBody(policy, policy.defaultVersion),
    };
  },
});

const getPolicyVersion = operation({
  name: 'GetPolicyVersion',
  actions: ['ram:GetPolicyVersion'],
  rate: 'ram',
  params: { PolicyName: policyName, PolicyType: policyType, VersionId: text({ max: 32 }) },
  run: (call, { PolicyName, PolicyType, VersionId }) => ({
    PolicyVersion: versionBody(policyOf(call, PolicyType, PolicyName), VersionId),
  }),
});

export const ramReads = [getRole, listPoliciesForRole, getPolicy, getPolicyVersion];
