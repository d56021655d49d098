import type { Cloud } from '../cloud/cloud.ts';
import type { Identity } from '../collect/identity.ts';
import { type Observation, seen } from '../model/observation.ts';
import type { AccountAccess } from './account-jobs.ts';
import type { AuditedAccount } from './accounts.ts';
import type { KnownDirectory } from './stored-directory.ts';

/**
 * What the run of an account is told besides its cloud: whose it is, which a role says already, and, for the caller's own
 * account, that the directory could not be read. The caller may pay for the members of its directory.
 */
export function accessOf(
  { id, access: { kind } }: AuditedAccount,
  { identity, caller }: { identity: Observation<Identity>; caller: Cloud },
  directory: KnownDirectory | null,
): Omit<AccountAccess, 'cloud'> {
  if (kind === 'own') {
    return { identity: Promise.resolve(identity), gaps: directory?.unread ? [directory.unread] : [] };
  }
  const own = { identity: Promise.resolve(seen({ AccountId: id, Arn: '', IdentityType: '' }, '')) };
  if (!directory || !identity.seen) return own;
  return { ...own, payer: { id: identity.value.AccountId, cloud: caller } };
}
