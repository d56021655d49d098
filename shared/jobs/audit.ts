import type { Cloud } from '../cloud/cloud.ts';
import { collectIdentity } from '../collect/identity.ts';
import type { AccountResult, Job, Observed } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import { seen } from '../model/observation.ts';
import { memoryStore } from '../store/memory.ts';
import { accessOf, payerFinder } from './account-access.ts';
import type { AccountStates } from './account-changes.ts';
import { accountOpener } from './account-cloud.ts';
import { type AccountAccess, runAccountJob, stateOf } from './account-jobs.ts';
import { accountResult, troubledResult } from './account-result.ts';
import { planAccounts } from './accounts.ts';
import { busy } from './busy.ts';
import { calibrationOf } from './calibration.ts';
import { type Connection, connect } from './connect.ts';
import { credentialTrouble, requireCredentials } from './credential-trouble.ts';
import { eachAccount } from './each-account.ts';
import { isRoleOpen, openKeys } from './good-calls.ts';
import { observeInventory } from './inventory.ts';
import type { Hint } from './look-again.ts';
import { publishHistory } from './publish.ts';
import { type JobRun, type Tools, troubleOf } from './run-job.ts';
import { asObservation, readDirectory } from './stored-directory.ts';

export interface AuditOptions {
  connection: Connection;
  tools: Tools;
  jobs: readonly Job[];
  /** This run, such as `host/pid/random`: unique. */
  attempt: string;
  /** Waits a little before looking again whether another run has ended; false when there is no time left. */
  wait: () => Promise<boolean>;
  onJob?: (job: Job, state: 'started' | 'finished') => void;
}

/**
 * Runs the jobs once on every configured account, a few accounts at a time; without any, on the account of the
 * credentials. What one account throws is its own trouble and ends no other. Throws what `auditOwnAccount` throws.
 */
export async function auditAll(options: AuditOptions, realNow: () => Date): Promise<AccountResult[]> {
  const { connection, tools } = options;
  const { config, store, now } = tools;
  const caller = connect(connection);
  if (config.accounts.length === 0 && !config.directory.enabled)
    return [await auditOwnAccount(options, caller)];
  await caller.prepare();
  const identity = await collectIdentity(caller);
  if (!identity.seen) throw credentialTrouble(identity);
  const directory = config.directory.enabled ? await readDirectory(caller, store, now(), 'new') : null;
  const plan = planAccounts(config, identity.value, directory && asObservation(directory));
  const open = accountOpener(connection, { purpose: 'audit', realNow });
  const payerOf = payerFinder(plan, directory, open);
  const outcomes = await eachAccount(
    plan,
    async (account) => {
      const access = {
        cloud: await open(account),
        payer: payerOf(account),
        ...accessOf(account, identity, directory),
      };
      return auditAccount(account, options, access);
    },
    { signal: connection.signal },
  );
  return outcomes.map((outcome) =>
    outcome.done ? outcome.value : troubledResult(outcome.account, troubleOf(outcome.error), now()),
  );
}

/**
 * Runs the jobs once on the account of the credentials. What a named job needs from the inventory comes from the store,
 * else the inventory runs first. Throws `AppError` when nothing can be seen at all: CredentialsMissing,
 * CredentialsRefused, CredentialsExpired, ClockSkew, CloudUnreachable; when another run is at work: RunUnderWay.
 */
export async function auditOwnAccount(options: AuditOptions, cloud: Cloud): Promise<AccountResult> {
  const { tools, jobs } = options;
  const { config, now } = tools;
  await cloud.prepare();
  const identity = collectIdentity(cloud);
  const early = jobs.includes('inventory')
    ? observeInventory({ cloud, config, now }, identity, (account) => calibrationOf(tools, account))
    : undefined;
  early?.catch(() => undefined); // it is awaited below, unless the account cannot be told before
  const account = await accountOf(await identity, early);
  const known = account !== 'unknown';
  const own = { ...options, tools: known ? tools : { ...tools, store: memoryStore() } };
  const name = config.accounts.find(({ id }) => id === account)?.name ?? '';
  const access = { cloud: seen(cloud, now().toISOString()), identity };
  return auditAccount({ id: account, name }, own, access, early);
}

/** The same for an account that is known, with access that was opened before. */
export async function auditAccount(
  account: { id: string; name: string },
  options: AuditOptions,
  access: AccountAccess,
  early?: Promise<Observed>,
): Promise<AccountResult> {
  const { tools, jobs } = options;
  const { store, now } = tools;
  const stored = jobs.includes('inventory') ? null : await stateOf(store, account.id, 'inventory');
  const fresh = stored?.result ? null : await runOne('inventory', account, options, access, early);
  const inventory = fresh ?? stored;
  const after = { ...access, inventory };
  const running = jobs.includes('keys')
    ? runOne('keys', account, options, after)
    : stateOf(store, account.id, 'keys');
  const keysState = running.catch(() => null); // a failure is told once, below
  const [keys, activity, spend] = await Promise.all([
    running,
    jobs.includes('activity') ? runOne('activity', account, options, { ...after, keysState }) : null,
    jobs.includes('spend') ? runOne('spend', account, options, { ...after, keysState }) : null,
  ]);
  const judged = activity ? await judgeOpen(account, options, after, keys) : { inventory, keys };
  const states: AccountStates = {
    ...judged,
    activity: activity ?? (await stateOf(store, account.id, 'activity')),
    spend: spend ?? (await stateOf(store, account.id, 'spend')),
  };
  // The inventory wrote today's point before the others ran.
  if (states.inventory) await publishHistory(store, states.inventory, [states.keys, activity, states.spend]);
  const told = [states.inventory, jobs.includes('keys') ? states.keys : null, activity, spend];
  return accountResult(account, states, told, now());
}

/** What policies leave open is looked at once more, now that it is known which calls succeeded. */
async function judgeOpen(
  account: { id: string; name: string },
  options: AuditOptions,
  access: AccountAccess,
  keys: JobState | null,
): Promise<Pick<AccountStates, 'inventory' | 'keys'>> {
  const { jobs, attempt } = options;
  const inventory = access.inventory ?? null;
  const isOpen = inventory?.result && jobs.includes('inventory') && isRoleOpen(inventory.result.parts);
  const open = keys?.result && jobs.includes('keys') ? openKeys(keys.result.parts) : [];
  const names = new Set(open.map(({ region, id }) => `${region} ${id}`));
  const hint: Hint = { ...NO_HINT, role: isOpen === true, keys: names };
  const again = { ...options, attempt: `${attempt}/open` };
  const look = (job: Job): Promise<JobState> => runOne(job, account, again, { ...access, hint });
  return {
    inventory: hint.role ? await look('inventory') : inventory,
    keys: names.size > 0 ? await look('keys') : keys,
  };
}

const NO_HINT: Omit<Hint, 'role' | 'keys'> = {
  instances: new Set(),
  clusters: new Set(),
  trails: false,
  events: [],
};

async function accountOf(
  identity: Awaited<AccountAccess['identity']>,
  early: Promise<Observed> | undefined,
): Promise<string> {
  if (identity.seen) return identity.value.AccountId;
  const observed = await early;
  if (observed) requireCredentials(observed, identity);
  return observed?.account ?? 'unknown';
}

async function runOne(
  job: Job,
  { id, name }: { id: string; name: string },
  { tools, attempt, wait, onJob }: AuditOptions,
  access: AccountAccess,
  early?: Promise<Observed>,
): Promise<JobState> {
  onJob?.(job, 'started');
  const trigger = { time: tools.now().toISOString(), name: attempt };
  const run: JobRun = { account: id, name, job, trigger, attempt };
  let outcome = await runAccountJob(run, tools, access, early);
  while (outcome.kind === 'busy' && (await wait())) outcome = await runAccountJob(run, tools, access, early);
  onJob?.(job, 'finished');
  if (outcome.kind === 'done' || outcome.kind === 'repeated') return outcome.state;
  throw busy(run, outcome);
}
