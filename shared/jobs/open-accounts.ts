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
import { payerInDirectory } from '../collect/money/payer.ts';
import {
  about,
  isFault,
  type Observation,
  seen,
  type Thing,
  type Unseen,
  unseen,
} from '../model/observation.ts';
import type { FindPayer } from '../observe/spend.ts';
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
  const managing = directory?.members?.value.managementAccount ?? null;
  const payerOf = directory ? payerFinder(caller, plan, managing, open) : async () => null;
  return {
    caller,
    own,
    plan,
    accessTo: async (account) => ({
      cloud: await open(account),
      ...identityWithin(account, identity, directory),
      payer: () => payerOf(account.id),
    }),
  };
}

/** The directory tells who pays; where it does not, the management account may. Each is entered once, when somebody asks. */
function payerFinder(
  caller: Cloud,
  plan: readonly AuditedAccount[],
  managing: string | null,
  open: ReturnType<typeof accountOpener>,
): (account: string) => ReturnType<FindPayer> {
  const entered = new Map<string, ReturnType<typeof open>>();
  const ask = payerAsker(caller);
  const enter = async (id: string, told: boolean): ReturnType<FindPayer> => {
    const paying = plan.find((one) => one.id === id);
    if (!paying) return told ? { id, cloud: notAudited(id), told } : null;
    const cloud = entered.get(id) ?? open(paying);
    entered.set(id, cloud);
    return { id, cloud: await cloud, told };
  };
  return async (account) => {
    if (account === managing) return null;
    const answer = await ask(account);
    if (!answer.seen && isFault(answer.because)) return about(answer, aboutPayer(account));
    const told = answer.seen ? answer.value : null;
    const id = told ?? managing;
    return id === null || id === account ? null : enter(id, told !== null);
  };
}

/** Once it is denied it is denied for every member. */
function payerAsker(caller: Cloud): (account: string) => Promise<Observation<string | null>> {
  let denied: Unseen | null = null;
  return async (account) => {
    const answer = denied ?? (await payerInDirectory(caller, account));
    if (!answer.seen && answer.because === 'denied') denied = answer;
    return answer;
  };
}

function notAudited(id: string): Unseen {
  return unseen('absent', `account ${id} pays for it, and is not audited`, { thing: aboutPayer(id) });
}

function aboutPayer(id: string): Thing {
  return { type: 'account', id, region: '', facet: 'payer' };
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
