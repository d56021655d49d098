import { accountOfRole } from '../cloud/assumed-credentials.ts';
import type { Directory } from '../collect/directory.ts';
import type { Identity } from '../collect/identity.ts';
import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import type { Observation } from '../model/observation.ts';

export interface AuditedAccount {
  id: string;
  /** Empty when nobody named it. */
  name: string;
  access: Access;
}

/** With the caller's own credentials, or through a role that they may take. */
export type Access = { kind: 'own' } | { kind: 'role'; roleArn: string; externalId: string | null };

type Listed = Config['accounts'][number];

/**
 * Which accounts are audited, and how each is entered; sorted by id. `members` null: the directory was not
 * asked for. When it was not seen, only the caller's own account and the listed ones are known.
 * Throws `AppError` AccountWithoutRole, RoleOfOtherAccount.
 */
export function planAccounts(
  { accounts, directory }: Pick<Config, 'accounts' | 'directory'>,
  caller: Pick<Identity, 'AccountId'>,
  members: Observation<Directory> | null,
): AuditedAccount[] {
  const own = caller.AccountId;
  const planned = new Map<string, AuditedAccount>();
  const byRoleName = (id: string, name: string, externalId: string | null): AuditedAccount => {
    const roleArn = `acs:ram::${id}:role/${directory.roleName}`;
    return { id, name, access: id === own ? { kind: 'own' } : { kind: 'role', roleArn, externalId } };
  };
  if (directory.enabled) {
    for (const { id, name } of [{ id: own, name: '' }, ...accountsOf(members)])
      planned.set(id, byRoleName(id, name, null));
  }
  for (const listed of accounts) {
    const known = planned.get(listed.id);
    const name = listed.name ?? known?.name ?? '';
    // Of a directory that was not seen whole, a listed account may well be a member.
    const isMember = known !== undefined || (directory.enabled && (!members?.seen || members.missing));
    const account = isMember ? byRoleName(listed.id, name, listed.externalId ?? null) : null;
    planned.set(listed.id, throughNamedRole(listed, name) ?? account ?? ownAccount(listed.id, name, own));
  }
  if (planned.size === 0) planned.set(own, ownAccount(own, '', own));
  return [...planned.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The list does not hold the management account itself. */
function accountsOf(members: Observation<Directory> | null): { id: string; name: string }[] {
  if (!members?.seen) return [];
  return [{ id: members.value.managementAccount, name: '' }, ...members.value.members];
}

/** The role that the configuration names; null when it names none. */
function throughNamedRole({ id, roleArn, externalId }: Listed, name: string): AuditedAccount | null {
  if (roleArn === undefined) return null;
  if (accountOfRole(roleArn) !== id) {
    throw new AppError(
      'RoleOfOtherAccount',
      `The roleArn of account ${id} is a role of another account: ${roleArn}`,
      'Write the ARN of a role in that account, or correct the id.',
    );
  }
  return { id, name, access: { kind: 'role', roleArn, externalId: externalId ?? null } };
}

function ownAccount(id: string, name: string, own: string): AuditedAccount {
  if (id === own) return { id, name, access: { kind: 'own' } };
  throw new AppError(
    'AccountWithoutRole',
    `Account ${id} is listed without a roleArn, but the credentials belong to account ${own}.`,
    `Add the roleArn of a role in account ${id} that the caller may assume, or use credentials of that account.`,
  );
}
