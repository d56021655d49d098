import { type Connection, connect } from '../accounts/connect.ts';
import { requireCredentials } from '../accounts/credential-trouble.ts';
import { eachAccount } from '../accounts/each-account.ts';
import { collectIdentity } from '../collect/identity.ts';
import type { Job, Observed } from '../model/job.ts';
import type { AccountResult, JobState } from '../model/job-state.ts';
import { seen } from '../model/observation.ts';
import { observeInventory } from '../observe/inventory.ts';
import { calibrationOf } from '../run/calibration.ts';
import { publishHistory } from '../run/publish.ts';
import { type JobRun, type Tools, troubleOf } from '../run/run-job.ts';
import type { AccountStates } from '../state/account-changes.ts';
import { accountResult, troubledResult } from '../state/account-result.ts';
import { memoryStore } from '../store/memory.ts';
import { type AccountAccess, runAccountJob, stateOf } from './account-jobs.ts';
import { busy } from './busy.ts';
import { judgeOpen } from './judge-open.ts';
import { openAccounts } from './open-accounts.ts';
import { runJobs } from './run-jobs.ts';

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
  const { accounts, directory } = tools.config;
  if (accounts.length === 0 && !directory.enabled) return [await auditOwnAccount(options)];
  await connect(connection).prepare();
  const from = { connection, tools, realNow, account: '' };
  const { plan, accessTo } = await openAccounts(from, { purpose: 'audit', directory: 'new' });
  const outcomes = await eachAccount(
    plan,
    async (account) => auditAccount(account, options, await accessTo(account)),
    { signal: connection.signal },
  );
  return outcomes.map((outcome) =>
    outcome.done ? outcome.value : troubledResult(outcome.account, troubleOf(outcome.error), tools.now()),
  );
}

/**
 * Runs the jobs once on the account of the credentials. What a named job needs from the inventory comes from the store,
 * else the inventory runs first. Throws `AppError` when nothing can be seen at all: CredentialsMissing,
 * CredentialsRefused, CredentialsExpired, ClockSkew, CloudUnreachable; when another run is at work: RunUnderWay.
 */
async function auditOwnAccount(options: AuditOptions): Promise<AccountResult> {
  const { connection, tools, jobs } = options;
  const cloud = connect(connection);
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
  const stored = (job: Job) => stateOf(store, account.id, job);
  const wanted = new Set(jobs);
  const known = wanted.has('inventory') ? null : await stored('inventory');
  if (!known?.result) wanted.add('inventory');
  const first = await runJobs(wanted, { ...access, inventory: known }, (job, given) =>
    runOne(job, account, options, given, job === 'inventory' ? early : undefined),
  );
  const ran = await judgeOpen(first, (job, hint) =>
    runOne(
      job,
      account,
      { ...options, attempt: `${options.attempt}/open` },
      { ...access, inventory: first.inventory ?? known, hint },
    ),
  );
  const inventory = ran.inventory ?? known;
  const [keys, activity, spend] = await Promise.all(
    (['keys', 'activity', 'spend'] as const).map((job) => ran[job] ?? stored(job)),
  );
  const proof = tools.config.proof.enabled ? (ran.proof ?? (await stored('proof'))) : undefined;
  const states: AccountStates = {
    inventory,
    keys: keys ?? null,
    activity: activity ?? null,
    spend: spend ?? null,
    ...(proof === undefined ? {} : { proof }),
  };
  const shown = [inventory, ran.keys, ran.activity, ran.spend, ran.proof ?? null];
  // The inventory wrote today's point before the others ran.
  if (inventory)
    await publishHistory(
      store,
      inventory,
      [states.keys, ran.activity, states.spend, proof ?? null],
      tools.config.policy,
      now(),
    );
  return accountResult(account, states, shown, now());
}

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
