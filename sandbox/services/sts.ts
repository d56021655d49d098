import { type Call, operation, type Service } from '../api/operation.ts';
import { integer, invalid, optional, orElse, text } from '../api/params.ts';
import { actorOf } from '../world/actors.ts';
import { roleArn, trusts } from '../world/grants.ts';
import type { Role } from '../world/identity.ts';
import type { JsonObject } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { utc } from '../world/time.ts';
import { valueAt } from '../world/timeline.ts';
import { issueToken } from '../world/tokens.ts';
import type { Account } from '../world/world-state.ts';
import { at } from './hosts.ts';

/** https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-getcalleridentity */
const getCallerIdentity = operation({
  name: 'GetCallerIdentity',
  rate: 'sts',
  params: {},
  run: ({ account, actor, principal }) => {
    const base = { AccountId: account.id, PrincipalId: actor.principalId };
    const arn = `acs:ram::${account.id}`;
    if (principal.kind === 'role') {
      const role = account.roles.get(principal.role.toLowerCase());
      const name = role?.name ?? principal.role;
      return {
        ...base,
        IdentityType: 'AssumedRoleUser',
        Arn: `${arn}:assumed-role/${name}/${principal.session}`,
        RoleId: role?.id ?? '',
        UserId: '',
      };
    }
    const isUser = principal.kind === 'user';
    return {
      ...base,
      IdentityType: isUser ? 'RAMUser' : 'Account',
      Arn: isUser ? `${arn}:user/${principal.name}` : `${arn}:root`,
      UserId: actor.principalId,
      RoleId: '',
    };
  },
});

function denied(): Refusal {
  return new Refusal(
    403,
    'NoPermission',
    'You are not authorized to do this action. You should be authorized by RAM.',
  );
}

/** The ARN a trust document may name the caller by. */
function callerArn(call: Call): string {
  const { account, principal } = call;
  if (principal.kind === 'user') return `acs:ram::${account.id}:user/${principal.name}`;
  const role = principal.kind === 'role' && account.roles.get(principal.role.toLowerCase());
  return role ? roleArn(account, role) : `acs:ram::${account.id}:root`;
}

function targetOf(call: Call, arn: string): { account: Account; role: Role } {
  const [, accountId = '', name = ''] = /^acs:ram::(\d+):role\/(.+)$/.exec(arn) ?? [];
  if (!name) throw invalid('RoleArn');
  const account = call.world.accounts.get(accountId);
  const role = account?.roles.get(name.toLowerCase());
  if (!account || !role || !valueAt(role.exists, call.world.clock.now)) {
    throw new Refusal(404, 'EntityNotExist.Role', 'The specified Role not exists.');
  }
  return { account, role };
}

/** https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerole */
const assumeRole = operation({
  name: 'AssumeRole',
  actions: ['sts:AssumeRole'],
  rate: 'sts',
  params: {
    RoleArn: text({ max: 2048 }),
    RoleSessionName: text({ pattern: /^[A-Za-z0-9.@_-]{2,64}$/ }),
    DurationSeconds: orElse(integer(900, 43_200), 3600),
    Policy: optional(text({ max: 2048 })),
    ExternalId: optional(text({ pattern: /^[A-Za-z0-9=,.@:/_-]{2,1224}$/ })),
    SourceIdentity: optional(text({ max: 64 })),
  },
  resource: (_, { RoleArn }) => RoleArn,
  run: (call, values) => {
    if (call.principal.kind === 'root') {
      // Documented: a root account cannot assume a role. Code and text: assumption.
      throw new Refusal(403, 'NoPermission', 'Roles may not be assumed by root accounts.');
    }
    const { account, role } = targetOf(call, values.RoleArn);
    const context = values.ExternalId === undefined ? {} : { 'sts:ExternalId': values.ExternalId };
    const caller = { ram: callerArn(call), account: call.account.id };
    if (!trusts(valueAt(role.trust, call.world.clock.now), caller, context)) throw denied();
    if (values.DurationSeconds > role.maxSessionSeconds) {
      throw invalid('DurationSeconds', `The role allows at most ${role.maxSessionSeconds}.`);
    }
    return issueCredentials(call, account, role, values);
  },
});

function issueCredentials(
  call: Call,
  account: Account,
  role: Role,
  wanted: { RoleSessionName: string; DurationSeconds: number; Policy: string | undefined },
): JsonObject {
  const { RoleSessionName: session, DurationSeconds: seconds, Policy: policy = null } = wanted;
  const { id, secret, principal, token } = issueToken(
    call.world,
    account,
    role,
    { session, seconds, policy },
    call,
  );
  return {
    AssumedRoleUser: {
      Arn: `${roleArn(account, role)}/${session}`,
      AssumedRoleId: actorOf(account, principal, id).principalId,
    },
    Credentials: {
      AccessKeyId: id,
      AccessKeySecret: secret,
      SecurityToken: token.text,
      Expiration: utc(token.expires),
    },
  };
}

export const sts: Service = {
  code: 'Sts',
  version: '2015-04-01',
  style: 'RPC',
  ...at({
    regional: ['sts', 'sts-vpc'],
    central: ['sts.aliyuncs.com'],
    atCenter: new Set(['cn-hangzhou-finance', 'cn-shenzhen-finance-1']),
  }),
  global: false,
  showsStatus: false,
  echoesHost: false,
  throttled: () => new Refusal(400, 'Throttling.User', 'Request was denied due to user flow control.'),
  denied,
  deniedInDetail: true,
  operations: [getCallerIdentity, assumeRole],
};
