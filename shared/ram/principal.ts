import { ANY, anyOf, type Match, matchList, matchPattern } from './match.ts';

/** Who makes a call: a service such as `cs.aliyuncs.com`, or a role of an account. */
export type Principal = { type: 'service'; name: string } | { type: 'role'; account: string; name: string };

/** `"*"`, or an object of lists by kind: `{ "RAM": ["acs:ram::<account>:root"], "Service": ["cs.aliyuncs.com"] }`. */
export function matchPrincipal(value: unknown, principal: Principal): Match {
  if (value === '*' || (Array.isArray(value) && value.includes('*'))) return 'yes';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'maybe';
  const kinds = Object.entries(value);
  return kinds.length === 0 ? 'maybe' : anyOf(kinds.map(([kind, list]) => matchKind(kind, list, principal)));
}

function matchKind(kind: string, list: unknown, principal: Principal): Match {
  switch (kind.toLowerCase()) {
    case 'service':
      return principal.type === 'service'
        ? matchList(list, (pattern) => matchPattern(pattern, principal.name))
        : 'no';
    case 'ram':
      return principal.type === 'role' ? matchList(list, (pattern) => matchRole(pattern, principal)) : 'no';
    case 'federated':
      return 'no'; // an identity provider, which is neither
    default:
      return 'maybe';
  }
}

/**
 * The account itself (`acs:ram::<account>:root`, `acs:ram::<account>:*`) stands for everybody in it, whose own policies
 * then decide.
 */
function matchRole(pattern: unknown, { account, name }: Extract<Principal, { type: 'role' }>): Match {
  const own = `acs:ram::${account}:`;
  const names = [`${own}role/${name.toLowerCase()}`, `${own}root`, `${own}assumed-role/${name}/${ANY}`];
  const match = anyOf(names.map((one) => matchPattern(pattern, one)));
  const isArn = typeof pattern === 'string' && /^(acs:|\d+$)/i.test(pattern) && pattern !== account;
  return match === 'no' && !isArn ? 'maybe' : match;
}
