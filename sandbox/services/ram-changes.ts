import { type Call, operation } from '../api/operation.ts';
import { integer, optional, text } from '../api/params.ts';
import { attachedAt, newRole, policyKey } from '../world/identity.ts';
import { principalIdFrom } from '../world/ids.ts';
import { Refusal } from '../world/refusal.ts';
import { always, change, valueAt } from '../world/timeline.ts';
import { requireDocument } from './ram-grants.ts';
import { policyName, policyOf, policyType, roleBody, roleName, roleOf } from './ram-reads.ts';

// Codes from RAM's list of errors; the statuses follow its usual pattern (assumption).
const attachment = { RoleName: roleName, PolicyName: policyName, PolicyType: policyType };

function roleResource({ account }: Call, { RoleName }: { RoleName: string }): string {
  return `acs:ram:*:${account.id}:role/${RoleName}`;
}

const detachPolicyFromRole = operation({
  name: 'DetachPolicyFromRole',
  actions: ['ram:DetachPolicyFromRole'],
  kind: 'change',
  rate: 'ram',
  params: attachment,
  resource: roleResource,
  run: (call, values) => {
    const { now } = call.world.clock;
    const role = roleOf(call, values.RoleName);
    const key = policyKey(values.PolicyType, values.PolicyName);
    const attached = attachedAt(role, now);
    if (!attached.some(({ policy }) => policy === key)) {
      throw new Refusal(404, 'EntityNotExist.Role.Policy', `The policy not attached: ${values.PolicyName}.`);
    }
    change(
      role.attached,
      now,
      attached.filter(({ policy }) => policy !== key),
    );
    return {};
  },
});

const attachPolicyToRole = operation({
  name: 'AttachPolicyToRole',
  actions: ['ram:AttachPolicyToRole'],
  kind: 'change',
  rate: 'ram',
  params: attachment,
  resource: roleResource,
  run: (call, values) => {
    const { now } = call.world.clock;
    const role = roleOf(call, values.RoleName);
    const key = policyKey(values.PolicyType, policyOf(call, values.PolicyType, values.PolicyName).name);
    const attached = attachedAt(role, now);
    if (attached.some(({ policy }) => policy === key)) {
      throw new Refusal(
        409,
        'EntityAlreadyExists.Role.Policy',
        `The policy already attached: ${values.PolicyName}.`,
      );
    }
    change(role.attached, now, [...attached, { policy: key, at: now }]);
    return {};
  },
});

const deleteRole = operation({
  name: 'DeleteRole',
  actions: ['ram:DeleteRole'],
  kind: 'change',
  rate: 'ram',
  params: { RoleName: roleName },
  resource: roleResource,
  run: (call, { RoleName }) => {
    const { now } = call.world.clock;
    const role = roleOf(call, RoleName);
    if (attachedAt(role, now).length > 0) {
      throw new Refusal(409, 'DeleteConflict.Role.Policy', 'The role has policies attached.');
    }
    change(role.exists, now, false);
    return {};
  },
});

/** Enough of CreateRole to put a deleted role back. */
const createRole = operation({
  name: 'CreateRole',
  actions: ['ram:CreateRole'],
  kind: 'change',
  rate: 'ram',
  params: {
    RoleName: roleName,
    AssumeRolePolicyDocument: text({ max: 4096 }),
    Description: optional(text()),
  },
  resource: roleResource,
  run: (call, values) => {
    const { now } = call.world.clock;
    const existing = call.account.roles.get(values.RoleName.toLowerCase());
    if (existing && valueAt(existing.exists, now)) {
      throw new Refusal(409, 'EntityAlreadyExists.Role', `The role already exists: ${values.RoleName}.`);
    }
    requireDocument(values.AssumeRolePolicyDocument);
    const id = principalIdFrom('3', call.account.id, values.RoleName, now);
    const role = existing ?? newRole(values.RoleName, id, values.AssumeRolePolicyDocument, now);
    if (!existing) role.exists = always(false);
    call.account.roles.set(values.RoleName.toLowerCase(), role);
    change(role.exists, now, true);
    change(role.trust, now, values.AssumeRolePolicyDocument);
    Object.assign(role, { id, created: now, updated: now, description: values.Description ?? '' });
    const { UpdateDate: _, ...made } = roleBody(call, role); // when it was made is said only once
    return { Role: made };
  },
});

const updateRole = operation({
  name: 'UpdateRole',
  actions: ['ram:UpdateRole'],
  kind: 'change',
  rate: 'ram',
  params: {
    RoleName: roleName,
    NewAssumeRolePolicyDocument: optional(text({ max: 4096 })),
    NewDescription: optional(text({ max: 1024 })),
    NewMaxSessionDuration: optional(integer(3600, 43_200)),
  },
  run: (call, values) => {
    const { now } = call.world.clock;
    const role = roleOf(call, values.RoleName);
    if (values.NewAssumeRolePolicyDocument !== undefined) {
      requireDocument(values.NewAssumeRolePolicyDocument);
      change(role.trust, now, values.NewAssumeRolePolicyDocument);
    }
    role.maxSessionSeconds = values.NewMaxSessionDuration ?? role.maxSessionSeconds;
    role.description = values.NewDescription ?? role.description;
    role.updated = now;
    return { Role: roleBody(call, role) };
  },
});

export const ramChanges = [attachPolicyToRole, detachPolicyFromRole, createRole, updateRole, deleteRole];
