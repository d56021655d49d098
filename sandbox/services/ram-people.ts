import { type Call, operation } from '../api/operation.ts';
import { integer, optional, orElse, text } from '../api/params.ts';
import { roleArn } from '../world/grants.ts';
import { attachedAt, type Group, policyKey } from '../world/identity.ts';
import type { Json, JsonObject } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { utc } from '../world/time.ts';
import { valueAt } from '../world/timeline.ts';
import { offsetIn, tokenAt } from './paging.ts';
import { attachments, policyBody, policyName, policyOf, policyType } from './ram-reads.ts';

/** When people and groups were made: the world does not tell. */
export const someday = '2026-01-01T00:00:00Z';

export const paging = { Marker: optional(text({ max: 1024 })), MaxItems: orElse(integer(1, 1000), 100) };

interface Wanted {
  Marker: string | undefined;
  MaxItems: number;
}

/** One page in the form of RAM; without a successor there is no marker. */
export function page(
  list: string,
  item: string,
  all: readonly Json[],
  { Marker, MaxItems }: Wanted,
): JsonObject {
  const from = offsetIn('Marker', Marker);
  const end = from + MaxItems;
  const truncated = end < all.length;
  return {
    [list]: { [item]: all.slice(from, end) },
    IsTruncated: truncated,
    ...(truncated && { Marker: tokenAt(end) }),
  };
}

export function withoutItems(list: string, item: string): (call: Call, body: JsonObject) => JsonObject {
  return (_, body) => ({ ...body, [list]: { [item]: [] }, IsTruncated: true, Marker: tokenAt(1000) });
}

/** https://www.alibabacloud.com/help/en/ram/developer-reference/api-ram-2015-05-01-listpolicies */
const listPolicies = operation({
  name: 'ListPolicies',
  actions: ['ram:ListPolicies'],
  rate: 'ram',
  params: { ...paging, PolicyType: optional(policyType) },
  emptied: withoutItems('Policies', 'Policy'),
  run: (call, { PolicyType, ...wanted }) => {
    const policies = [...call.account.policies.values()]
      .filter(({ type }) => PolicyType === undefined || type === PolicyType)
      .map((policy) => ({
        ...policyBody(policy),
        AttachmentCount: attachments(call, policyKey(policy.type, policy.name)),
        CreateDate: utc(policy.created),
        UpdateDate: utc(policy.updated),
      }));
    return page('Policies', 'Policy', policies, wanted);
  },
});

/** The world does not tell when users and groups were given a policy. */
const listEntitiesForPolicy = operation({
  name: 'ListEntitiesForPolicy',
  actions: ['ram:ListEntitiesForPolicy'],
  rate: 'ram',
  params: { PolicyName: policyName, PolicyType: policyType },
  run: (call, { PolicyName, PolicyType }) => {
    const { account, world } = call;
    const policy = policyOf(call, PolicyType, PolicyName);
    const key = policyKey(PolicyType, PolicyName);
    const AttachDate = utc(policy.created);
    const users = [...account.users.values()].filter(({ policies }) => policies.includes(key));
    const groups = [...account.groups.values()].filter(({ policies }) => policies.includes(key));
    const roles: JsonObject[] = [];
    for (const role of account.roles.values()) {
      const attached = attachedAt(role, world.clock.now).find((one) => one.policy === key);
      if (!attached || !valueAt(role.exists, world.clock.now)) continue;
      const { id: RoleId, name: RoleName, description: Description } = role;
      roles.push({
        RoleId,
        RoleName,
        Description,
        Arn: roleArn(account, role),
        AttachDate: utc(attached.at),
      });
    }
    return {
      Users: {
        User: users.map(({ name, id }) => ({ UserName: name, UserId: id, DisplayName: name, AttachDate })),
      },
      Groups: { Group: groups.map(({ name }) => ({ GroupName: name, Comments: '', AttachDate })) },
      Roles: { Role: roles },
    };
  },
});

function groupOf({ account }: Call, name: string): Group {
  const group = account.groups.get(name);
  if (!group) throw new Refusal(404, 'EntityNotExist.Group', `The group not exists: ${name}.`);
  return group;
}

/** Without the ids of the users. https://www.alibabacloud.com/help/en/ram/developer-reference/api-ram-2015-05-01-listusersforgroup */
const listUsersForGroup = operation({
  name: 'ListUsersForGroup',
  actions: ['ram:ListUsersForGroup'],
  rate: 'ram',
  params: { ...paging, GroupName: text({ max: 64 }) },
  resource: ({ account }, { GroupName }) => `acs:ram:*:${account.id}:group/${GroupName}`,
  emptied: withoutItems('Users', 'User'),
  run: (call, { GroupName, ...wanted }) => {
    const users = groupOf(call, GroupName).users.map((name) => ({
      UserName: name,
      DisplayName: name,
      JoinDate: someday,
    }));
    return page('Users', 'User', users, wanted);
  },
});

/** https://www.alibabacloud.com/help/en/ram/developer-reference/api-ram-2015-05-01-listusers */
const listUsers = operation({
  name: 'ListUsers',
  actions: ['ram:ListUsers'],
  rate: 'ram',
  params: paging,
  emptied: withoutItems('Users', 'User'),
  run: ({ account }, wanted) => {
    const users = [...account.users.values()].map(({ id, name }) => ({
      UserId: id,
      UserName: name,
      DisplayName: name,
      Comments: '',
      CreateDate: someday,
      UpdateDate: someday,
    }));
    return page('Users', 'User', users, wanted);
  },
});

export const ramPeople = [listPolicies, listEntitiesForPolicy, listUsersForGroup, listUsers];
