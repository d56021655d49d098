import { accountOpener } from '../accounts/account-cloud.ts';
import { type Connection, connect } from '../accounts/connect.ts';
import { credentialTrouble } from '../accounts/credential-trouble.ts';
import { type AuditedAccount, planAccounts } from '../accounts/plan-accounts.ts';
import {
  asObservation,
  type DirectoryAge,
  type KnownDirectory,
  readDirectory,
} from '../accounts/stored-directory.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { collectIdentity, type Identity } from '../collect/identity.ts';
import { type Observation, seen } from '../model/observation.ts';
import type { Tools } from '../run/run-job.ts';
import type { AccountAccess } from './account-jobs.ts';

export interface Caller {
  connection: Connection;
  tools: Pick<Tools, 'config' | 'store' | 'now'>;
  /** The real time, which tokens follow. */
  realNow: () => Date;
  /** Account that the credentials belong to; empty when the platform does not name it. */
  account: string;
}

export interface Wanted {
  /** What roles are assumed for, such as the name of a job; ActionTrail of the other accounts shows it. */
  purpose: string;
  /** How old the list of the Resource Directory may be. */
  directory: DirectoryAge;
  /** Asks STS whose credentials these are even though the platform named the account, because that checks them. */
  verifies?: boolean;
}

/** The accounts of one run, and a way into each. */
export interface OpenAccounts {
  /** The cloud of the caller's own account. */
  caller: Cloud;
  /** Id of the caller's own account. */
  own: string;
  plan: readonly AuditedAccount[];
  accessTo(account: AuditedAccount): Promise<AccountAccess>;
}

/**
 * Finds out whose credentials these are and which accounts are audited; each is entered only when it is asked for.
 * Throws `AppError` CredentialsRefused, CredentialsExpired, ClockSkew, CloudUnreachable when nobody names the caller's
 * account, and what `planAccounts` throws.
 */
export async function openAccounts(from: Caller, wanted: Wanted): Promise<OpenAccounts> {
  const { connection, tools, realNow, account: named } = from;
  const { config, store, now } = tools;
  const caller = connect(connection);
  const isAsked = named === '' || wanted.verifies === true;
  const identity = isAsked ? await collectIdentity(caller) : seen(identityOf(named), '');
  if (!identity.seen && named === '') throw credentialTrouble(identity);
  const own = identity.seen ? identity.value.AccountId : named;
  const directory = config.directory.enabled
    ? await readDirectory(caller, store, now(), wanted.directory)
    : null;
  const plan = planAccounts(config, { AccountId: own }, directory && asObservation(directory));
  const open = accountOpener(connection, { purpose: wanted.purpose, realNow });
  const management = plan.find(({ id }) => id === directory?.members?.value.managementAccount);
  let payer: ReturnType<typeof open> | null = null;
  return {
    caller,
    own,
    plan,
    accessTo: async (account) => ({
      cloud: await open(account),
      ...identityWithin(account, identity, directory),
      // The management account may pay for the others; it is entered once, when somebody asks.
      payer: async () => {
        if (!management || account.id === management.id) return null;
        payer ??= open(management);
        return { id: management.id, cloud: await payer };
      },
    }),
  };
}

/** A role that was entered says already whose it is. What could not be read of the directory is told by the caller's own account. */
function identityWithin(
  { id, access }: AuditedAccount,
  identity: Observation<Identity>,
  directory: KnownDirectory | null,
): Pick<AccountAccess, 'identity' | 'gaps'> {
  if (access.kind === 'role') return { identity: Promise.resolve(seen(identityOf(id), '')) };
  return { identity: Promise.resolve(identity), gaps: directory?.unread ? [directory.unread] : [] };
}

function identityOf(account: string): Identity {
  return { AccountId: account, Arn: '', IdentityType: '' };
}
