import { attachedAt, defaultDocument, type Role, roleNameInArn } from './identity.ts';
import { applies, decide, matchesAny, readPolicy } from './policy.ts';
import { valueAt } from './timeline.ts';
import type { Account } from './world-state.ts';

export function roleArn(account: Account, role: Role): string {
  return `acs:ram::${account.id}:role/${roleNameInArn(role)}`;
}

export function documentsOf(account: Account, policies: readonly string[]): string[] {
  const documents: string[] = [];
  for (const name of policies) {
    const policy = account.policies.get(name);
    if (policy) documents.push(defaultDocument(policy));
  }
  return documents;
}

/** Those of the user and of every group the user is in. */
export function userDocuments(account: Account, name: string): string[] {
  const policies = [...(account.users.get(name)?.policies ?? [])];
  for (const group of account.groups.values())
    if (group.users.includes(name)) policies.push(...group.policies);
  return documentsOf(account, policies);
}

export function roleDocuments(account: Account, role: Role, at: number): string[] {
  const attached = attachedAt(role, at).map(({ policy }) => policy);
  return documentsOf(account, attached);
}

export function roleMay(
  account: Account,
  role: Role,
  { action, resource }: { action: string; resource: string },
  at: number,
): boolean {
  return decide(roleDocuments(account, role, at), { action, resource }) === 'allowed';
}

/** Whether the trust document lets this service or RAM principal take the role. */
export function trusts(
  document: string,
  who: { service?: string; ram?: string; account?: string },
  context: Readonly<Record<string, string>> = {},
): boolean {
  let trusted = false;
  for (const statement of readPolicy(document)) {
    const { ram, services } = statement.principals;
    const named =
      (who.service !== undefined && matchesAny(services, who.service)) ||
      (who.ram !== undefined && (matchesAny(ram, who.ram) || ram.includes(`acs:ram::${who.account}:root`)));
    if (!named || !applies(statement, { action: 'sts:AssumeRole', resource: '*', context })) continue;
    if (!statement.allow) return false;
    trusted = true;
  }
  return trusted;
}

/** Whether ACK can use its service role: the role is there and trusts the service. */
export function ackCanAssume(role: Role | undefined, at: number): role is Role {
  return (
    role !== undefined &&
    valueAt(role.exists, at) &&
    trusts(valueAt(role.trust, at), { service: 'cs.aliyuncs.com' })
  );
}
