import { type Actor, temporaryKeyId } from './event.ts';
import { type Principal, roleNameInArn } from './identity.ts';
import { numberFrom, principalIdFrom } from './ids.ts';
import type { Account } from './world-state.ts';

export const consoleAgent = 'AliyunConsole';

/** Addresses of people are from 203.0.113.0/24, which belongs to nobody (RFC 5737). */
export function addressOf(account: Account, name: string): string {
  return account.users.get(name)?.ip || `203.0.113.${20 + numberFrom(200, 'address', account.id, name)}`;
}

/** How ActionTrail names a principal. Users and roles the scenario does not list get an invented id. */
export function actorOf(account: Account, principal: Principal, accessKeyId: string): Actor {
  const base = { account: account.id, accessKeyId, agent: consoleAgent };
  if (principal.kind === 'root') {
    const ip = addressOf(account, 'root');
    return { ...base, kind: 'root-account', principalId: account.id, userName: 'root', ip, mfa: true };
  }
  if (principal.kind === 'system') {
    return { ...base, kind: 'system', principalId: '', userName: 'system', ip: 'Internal', mfa: false };
  }
  if (principal.kind === 'user') {
    const user = account.users.get(principal.name);
    const principalId = user?.id ?? principalIdFrom('2', account.id, principal.name);
    const ip = addressOf(account, principal.name);
    return { ...base, kind: 'ram-user', principalId, userName: principal.name, ip, mfa: user?.mfa ?? true };
  }
  const role = account.roles.get(principal.role.toLowerCase());
  const id = role?.id ?? principalIdFrom('3', account.id, principal.role);
  return {
    ...base,
    kind: 'assumed-role',
    principalId: `${id}:${principal.session}`,
    userName: `${role ? roleNameInArn(role) : principal.role}:${principal.session}`,
    ip: addressOf(account, principal.session),
    mfa: false,
  };
}

/** `root`, `system`, `alice`, or `roleName:sessionName`. */
export function principalFrom(by: string): Principal {
  if (by === 'root') return { kind: 'root' };
  if (by === 'system') return { kind: 'system' };
  const colon = by.indexOf(':');
  if (colon < 0) return { kind: 'user', name: by };
  return { kind: 'role', role: by.slice(0, colon), session: by.slice(colon + 1) };
}

/** A service role as a cloud service uses it: its session is named after the account (assumption). */
export function serviceActor(account: Account, roleName: string): Actor {
  const principal: Principal = { kind: 'role', role: roleName, session: account.id };
  const accessKeyId = temporaryKeyId(account.id, roleName);
  const agent = 'AlibabaCloud (linux; amd64) Golang/1.22 Core/0.0.1';
  return { ...actorOf(account, principal, accessKeyId), agent };
}
