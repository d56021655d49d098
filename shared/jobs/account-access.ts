import type { OpenAccount } from '../accounts/account-cloud.ts';
import type { AuditedAccount } from '../accounts/plan-accounts.ts';
import type { KnownDirectory } from '../accounts/stored-directory.ts';
import type { Identity } from '../collect/identity.ts';
import { type Observation, seen } from '../model/observation.ts';
import type { FindPayer } from '../observe/spend.ts';
import type { AccountAccess } from './account-jobs.ts';

/**
 * What the run of an account is told besides its cloud: whose it is, which a role says already, and, for the caller's own
 * account, that the directory could not be read.
 */
export function accessOf(
  { id, access: { kind } }: AuditedAccount,
  identity: Observation<Identity>,
  directory: KnownDirectory | null,
): Omit<AccountAccess, 'cloud'> {
  if (kind === 'own') {
    return { identity: Promise.resolve(identity), gaps: directory?.unread ? [directory.unread] : [] };
  }
  return { identity: Promise.resolve(seen({ AccountId: id, Arn: '', IdentityType: '' }, '')) };
}

/** The management account of the directory, which may pay for the others; it is entered once, when somebody asks. */
export function payerFinder(
  plan: readonly AuditedAccount[],
  directory: KnownDirectory | null,
  open: OpenAccount,
): (account: AuditedAccount) => FindPayer {
  const management = directory?.members?.value.managementAccount;
  const account = plan.find(({ id }) => id === management);
  let opened: ReturnType<OpenAccount> | null = null;
  return ({ id }) =>
    async () => {
      if (!account || id === account.id) return null;
      opened ??= open(account);
      return { id: account.id, cloud: await opened };
    };
}
