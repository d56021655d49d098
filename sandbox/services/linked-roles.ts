import { operation } from '../api/operation.ts';
import { text } from '../api/params.ts';
import { newRole } from '../world/identity.ts';
import { principalIdFrom } from '../world/ids.ts';
import { spaced } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { utc } from '../world/time.ts';
import { valueAt } from '../world/timeline.ts';
import type { Account } from '../world/world-state.ts';

/** https://www.alibabacloud.com/help/en/eventbridge/service-linked-roles; of Function Compute: its system policies */
const names: ReadonlyMap<string, string> = new Map([
  ['fc.aliyuncs.com', 'AliyunServiceRoleForFC'],
  ['sendevent-fc.eventbridge.aliyuncs.com', 'AliyunServiceRoleForEventBridgeSendToFC'],
  ['source-cms.eventbridge.aliyuncs.com', 'AliyunServiceRoleForEventBridgeSourceCMS'],
  ['source-actiontrail.eventbridge.aliyuncs.com', 'AliyunServiceRoleForEventBridgeSourceActionTrail'],
]);

/** The role that a service makes for itself. Throws the refusal, whose code is an assumption, for a service that has none here. */
export function linkedRoleName(service: string): string {
  const name = names.get(service);
  if (name !== undefined) return name;
  throw new Refusal(
    400,
    'InvalidParameter.ServiceName',
    `The service ${service} has no service linked role.`,
  );
}

function isThere({ roles }: Account, name: string, now: number): boolean {
  const role = roles.get(name.toLowerCase());
  return role !== undefined && valueAt(role.exists, now);
}

const serviceName = { ServiceName: text({ max: 128 }) };

/** https://www.alibabacloud.com/help/en/ram/user-guide/service-linked-roles */
const conditions = ({ ServiceName }: { ServiceName: string }) => ({ 'ram:ServiceName': ServiceName });

/** In no official list; the official deployment tool calls it. Action: that of published policies. */
const checkServiceLinkedRoleExistence = operation({
  name: 'CheckServiceLinkedRoleExistence',
  actions: ['ram:CheckServiceLinkedRoleExistence'],
  rate: 'resourcemanager',
  params: serviceName,
  conditions,
  run: ({ account, world }, { ServiceName }) => ({
    Exists: isThere(account, linkedRoleName(ServiceName), world.clock.now),
  }),
});

/** https://www.alibabacloud.com/help/en/resource-management/developer-reference/api-resourcemanager-2020-03-31-createservicelinkedrole */
const createServiceLinkedRole = operation({
  name: 'CreateServiceLinkedRole',
  actions: ['ram:CreateServiceLinkedRole'],
  kind: 'change',
  rate: 'resourcemanager',
  params: serviceName,
  conditions,
  run: ({ account, world }, { ServiceName }) => {
    const { now } = world.clock;
    const name = linkedRoleName(ServiceName);
    if (isThere(account, name, now)) {
      throw new Refusal(409, 'EntityAlreadyExists.Role', `The role already exists: ${name}.`);
    }
    const Statement = [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: [ServiceName] } }];
    const trust = spaced({ Statement, Version: '1' });
    const role = newRole(name, principalIdFrom('3', world.name, account.id, name), trust, now);
    account.roles.set(name.toLowerCase(), role);
    return {
      Role: {
        RoleId: role.id,
        RoleName: name,
        RolePrincipalName: `${name}@role.${account.id}.onaliyunservice.com`,
        Arn: `acs:ram::${account.id}:role/${name.toLowerCase()}`,
        AssumeRolePolicyDocument: trust,
        CreateDate: utc(now),
        Description: '',
        IsServiceLinkedRole: true,
      },
    };
  },
});

export const linkedRoles = [checkServiceLinkedRoleExistence, createServiceLinkedRole];
