import { type Call, operation } from '../api/operation.ts';
import { optional, text } from '../api/params.ts';
import { type Credential, type Principal, policyKey, type User } from '../world/identity.ts';
import { Refusal } from '../world/refusal.ts';
import { utc } from '../world/time.ts';
import { valueAt } from '../world/timeline.ts';
import { page, paging, someday, withoutItems } from './ram-people.ts';
import { policyBody, roleBody } from './ram-reads.ts';

const userName = text({ max: 64 });

const userResource = ({ account }: Call, { UserName }: { UserName: string }): string =>
  `acs:ram:*:${account.id}:user/${UserName}`;

export function userOf({ account }: Call, name: string): User {
  const user = account.users.get(name);
  if (!user) throw new Refusal(404, 'EntityNotExist.User', `The user not exists: ${name}.`);
  return user;
}

/** Without their trust policies. https://www.alibabacloud.com/help/en/ram/developer-reference/api-ram-2015-05-01-listroles */
const listRoles = operation({
  name: 'ListRoles',
  actions: ['ram:ListRoles'],
  rate: 'ram',
  params: paging,
  emptied: withoutItems('Roles', 'Role'),
  run: (call, wanted) => {
    const roles = [...call.account.roles.values()]
      .filter(({ exists }) => valueAt(exists, call.world.clock.now))
      .map((role) => {
        const { AssumeRolePolicyDocument: _, ...shown } = roleBody(call, role);
        return shown;
      });
    return page('Roles', 'Role', roles, wanted);
  },
});

const listGroups = operation({
  name: 'ListGroups',
  actions: ['ram:ListGroups'],
  rate: 'ram',
  params: paging,
  emptied: withoutItems('Groups', 'Group'),
  run: ({ account }, wanted) => {
    const groups = [...account.groups.keys()].map((GroupName) => ({
      GroupName,
      Comments: '',
      CreateDate: someday,
      UpdateDate: someday,
    }));
    return page('Groups', 'Group', groups, wanted);
  },
});

const listGroupsForUser = operation({
  name: 'ListGroupsForUser',
  actions: ['ram:ListGroupsForUser'],
  rate: 'ram',
  params: { UserName: userName },
  resource: userResource,
  run: (call, { UserName }) => {
    const { name } = userOf(call, UserName);
    const groups = [...call.account.groups.values()].filter(({ users }) => users.includes(name));
    return {
      Groups: { Group: groups.map((group) => ({ GroupName: group.name, Comments: '', JoinDate: someday })) },
    };
  },
});

/** Those attached to the user itself. The world does not tell since when. */
const listPoliciesForUser = operation({
  name: 'ListPoliciesForUser',
  actions: ['ram:ListPoliciesForUser'],
  rate: 'ram',
  params: { UserName: userName },
  resource: userResource,
  run: (call, { UserName }) => {
    const attached = userOf(call, UserName).policies;
    const policies = [...call.account.policies.values()]
      .filter(({ type, name }) => attached.includes(policyKey(type, name)))
      .map((policy) => ({
        ...policyBody(policy),
        AttachDate: utc(policy.created),
      }));
    return { Policies: { Policy: policies } };
  },
});

/** Whose lasting keys a principal has: of a user, of the account itself (empty), or none. */
function nameOf(principal: Principal): string | null {
  if (principal.kind === 'user') return principal.name;
  return principal.kind === 'root' ? '' : null;
}

/** Of who asks, when nobody is named. https://www.alibabacloud.com/help/en/ram/developer-reference/api-ram-2015-05-01-listaccesskeys */
const listAccessKeys = operation({
  name: 'ListAccessKeys',
  actions: ['ram:ListAccessKeys'],
  rate: 'ram',
  params: { UserName: optional(userName) },
  resource: (call, { UserName }) => (UserName === undefined ? '*' : userResource(call, { UserName })),
  run: (call, { UserName }) => {
    const owner = UserName === undefined ? nameOf(call.principal) : userOf(call, UserName).name;
    const isOwn = ({ account, principal, token }: Credential): boolean =>
      !token && account === call.account.id && nameOf(principal) === owner;
    const keys = [...call.world.credentials.values()]
      .filter(isOwn)
      .map(({ id }) => ({ AccessKeyId: id, Status: 'Active', CreateDate: someday }));
    return { AccessKeys: { AccessKey: keys } };
  },
});

const getLoginProfile = operation({
  name: 'GetLoginProfile',
  actions: ['ram:GetLoginProfile'],
  rate: 'ram',
  params: { UserName: userName },
  resource: userResource,
  run: (call, { UserName }) => {
    const { name, console, mfa } = userOf(call, UserName);
    if (!console) {
      throw new Refusal(404, 'EntityNotExist.User.LoginProfile', 'The login policy does not exist.');
    }
    return {
      LoginProfile: {
        UserName: name,
        CreateDate: someday,
        MFABindRequired: mfa,
        PasswordResetRequired: false,
      },
    };
  },
});

const listVirtualMfaDevices = operation({
  name: 'ListVirtualMFADevices',
  actions: ['ram:ListVirtualMFADevices'],
  rate: 'ram',
  params: {},
  run: ({ account }) => {
    const users = [...account.users.values()].filter(({ console, mfa }) => console && mfa);
    const devices = users.map(({ id, name }) => ({
      SerialNumber: `acs:ram::${account.id}:mfa/${name}`,
      ActivateDate: someday,
      User: { UserId: id, UserName: name, DisplayName: name },
    }));
    return { VirtualMFADevices: { VirtualMFADevice: devices } };
  },
});

/** As long as nobody set one. https://www.alibabacloud.com/help/en/resource-access-management/latest/security-settings-setpasswordpolicy */
const getPasswordPolicy = operation({
  name: 'GetPasswordPolicy',
  actions: ['ram:GetPasswordPolicy'],
  rate: 'ram',
  params: {},
  run: () => ({
    PasswordPolicy: {
      MinimumPasswordLength: 8,
      RequireLowercaseCharacters: false,
      RequireUppercaseCharacters: false,
      RequireNumbers: false,
      RequireSymbols: false,
      HardExpiry: false,
      MaxPasswordAge: 0,
      PasswordReusePrevention: 0,
      MaxLoginAttemps: 0,
    },
  }),
});

/** That an account without one has its id is an assumption. */
const getAccountAlias = operation({
  name: 'GetAccountAlias',
  actions: ['ram:GetAccountAlias'],
  rate: 'ram',
  params: {},
  run: ({ account }) => ({ AccountAlias: account.id }),
});

export const ramUsers = [
  listRoles,
  listGroups,
  listGroupsForUser,
  listPoliciesForUser,
  listAccessKeys,
  getLoginProfile,
  listVirtualMfaDevices,
  getPasswordPolicy,
  getAccountAlias,
];
