import { assumeRole, sessionNameOf } from '../cloud/assumed-credentials.ts';
import { Cloud } from '../cloud/cloud.ts';
import type { CredentialSource } from '../cloud/credentials.ts';
import { narrowingPolicy } from '../cloud/narrowing-policy.ts';
import { Scheduler } from '../cloud/scheduler.ts';
import { sts } from '../cloud/sts.ts';
import { about, type Observation, seen } from '../model/observation.ts';
import { type Connection, connect } from './connect.ts';
import type { AuditedAccount } from './plan-accounts.ts';

export interface Session {
  /** What the roles are taken for, such as the name of a job; ActionTrail of the other accounts shows it. */
  purpose: string;
  /** The real time, because security tokens follow it; not the time to judge by. */
  realNow: () => Date;
}

/** Opens the cloud of one account; or tells why it cannot be entered. */
export type OpenAccount = (account: AuditedAccount) => Promise<Observation<Cloud>>;

/**
 * Opens the accounts of one run with what the caller has. All of them together keep to the limit of calls in
 * flight; rate budgets are those of each account.
 */
export function accountOpener(caller: Connection, { purpose, realNow }: Session): OpenAccount {
  const { config, budgets = true, ...rest } = caller;
  const { limits } = config;
  const scheduler = new Scheduler(rest.clock, limits.concurrency, budgets);
  const cloudOf = (account: string, credentials: CredentialSource): Cloud =>
    new Cloud({ ...rest, account, credentials, limits, scheduler });
  // Apart from the shared limit: a call in flight may be waiting for a new token, which must not wait for that call.
  const door = connect(caller);
  const role = { sessionName: sessionNameOf(purpose), policy: narrowingPolicy() };
  return async ({ id, name, access }) => {
    if (access.kind === 'own') return seen(cloudOf(id, rest.credentials), rest.now().toISOString());
    const entered = await assumeRole(door, { ...role, ...access }, realNow).enter();
    if (entered.seen) return seen(cloudOf(id, entered.value), entered.at);
    return about(entered, { type: 'account', id, region: '', name, facet: sts.assumeRole.permission });
  };
}
