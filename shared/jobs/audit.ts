import { type Connection, connect } from '../accounts/connect.ts';
import { requireCredentials } from '../accounts/credential-trouble.ts';
import { eachAccount } from '../accounts/each-account.ts';
import type { AuditedAccount } from '../accounts/plan-accounts.ts';
import { collectIdentity } from '../collect/identity.ts';
import type { Job, Observed } from '../model/job.ts';
import type { AccountResult, JobState } from '../model/job-state.ts';
import { seen } from '../model/observation.ts';
import type { FindPayer } from '../observe/spend.ts';
import { troubleOf } from '../run/keep-trouble.ts';
import { publishHistory } from '../run/publish.ts';
import type { JobRun, Tools } from '../run/run-job.ts';
import type { AccountStates } from '../state/account-changes.ts';
import { accountResult, troubledResult } from '../state/account-result.ts';
import { memoryStore } from '../store/memory.ts';
import { type AccountAccess, runAccountJob } from './account-jobs.ts';
import { busy } from './busy.ts';
import { judgeOpen } from './judge-open.ts';
import { type Glimpse, lookAhead } from './look-ahead.ts';
import { openAccounts } from './open-accounts.ts';
import { runJobs } from './run-jobs.ts';
import { stateOf } from './stored-parts.ts';

export interface AuditOptions {
  connection: Connection;
  tools: Tools;
  jobs: readonly Job[];
  /** This run, such as `host/pid/random`: unique. */
  attempt: string;
  /** Waits a little before looking again whether another run has ended; false when there is no time left. */
  wait: () => Promise<boolean>;
  watch?: AuditWatch;
}

/** Who is audited; the name is empty where nobody gave one. */
type Audited = Pick<AuditedAccount, 'id' | 'name'>;

/** Is told how far an audit is. */
export interface AuditWatch {
  /** All that will be audited, where several are. */
  planned(accounts: readonly Audited[]): void;
  glimpsed(account: Audited, seen: Glimpse): void;
  finished(account: Audited, state: JobState): void;
  /** Nothing more is asked of one of several. */
  ended(account: Audited): void;
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
  options.watch?.planned(plan);
  const outcomes = await eachAccount(
    plan,
    async (account) => {
      try {
        return await auditAhead(account, options, await accessTo(account));
      } finally {
        options.watch?.ended(account);
      }
    },
    { signal: connection.signal },
  );
  return outcomes.map((outcome) =>
    outcome.done ? outcome.value : troubledResult(outcome.account, troubleOf(outcome.error), tools.now()),
  );
}

/** The same for one of them, with what can be asked before the jobs run. */
async function auditAhead(
  account: Audited,
  options: AuditOptions,
  access: AccountAccess,
): Promise<AccountResult> {
  const { tools, jobs, watch } = options;
  if (!access.cloud.seen || !jobs.includes('inventory')) return auditAccount(account, options, access);
  let paying: ReturnType<FindPayer> | undefined;
  const payer = (): ReturnType<FindPayer> => {
    paying ??= access.payer?.() ?? Promise.resolve(null);
    return paying;
  };
  const onGlimpse = (seen: Glimpse): void => watch?.glimpsed(account, seen);
  const asked = { cloud: access.cloud.value, identity: access.identity, payer, onGlimpse };
  const early = lookAhead(tools, asked, jobs);
  early.inventory.catch(() => undefined); // it is awaited by the run, unless that cannot begin
  try {
    return await auditAccount(account, options, { ...access, payer, early });
  } finally {
    await early.ended;
  }
}

/**
 * Runs the jobs once on the account of the credentials. What a named job needs from the inventory comes from the store,
 * else the inventory runs first. Throws `AppError` when nothing can be seen at all: CredentialsMissing,
 * CredentialsRefused, CredentialsExpired, ClockSkew, CloudUnreachable; when another run is at work: RunUnderWay.
 */
async function auditOwnAccount(options: AuditOptions): Promise<AccountResult> {
  const { connection, tools, jobs, watch } = options;
  const cloud = connect(connection);
  await cloud.prepare();
  const identity = collectIdentity(cloud);
  const whose = identity.then((told) => ({ id: told.seen ? told.value.AccountId : 'unknown', name: '' }));
  const onGlimpse = (seen: Glimpse): void => void whose.then((account) => watch?.glimpsed(account, seen));
  const early = jobs.includes('inventory')
    ? lookAhead(tools, { cloud, identity, afresh: true, onGlimpse }, jobs)
    : undefined;
  early?.inventory.catch(() => undefined); // it is awaited below, unless the account cannot be told before
  const account = await accountOf(await identity, early?.inventory);
  const known = account !== 'unknown';
  const own = { ...options, tools: known ? tools : { ...tools, store: memoryStore() } };
  const access = { cloud: seen(cloud, tools.now().toISOString()), identity };
  try {
    return await auditAccount({ id: account, name: '' }, own, { ...access, ...(early ? { early } : {}) });
  } finally {
    await early?.ended;
  }
}

/** The same for an account that is known, with access that was opened before. */
export async function auditAccount(
  account: Audited,
  options: AuditOptions,
  access: AccountAccess,
): Promise<AccountResult> {
  const { tools, jobs } = options;
  const { store, now } = tools;
  const stored = (job: Job) => stateOf(store, account.id, job);
  const wanted = new Set(jobs);
  const known = wanted.has('inventory') ? null : await stored('inventory');
  if (!known?.result) wanted.add('inventory');
  const first = await runJobs(wanted, { ...access, inventory: known }, (job, given) =>
    runOne(job, account, options, given),
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
  account: Audited,
  { tools, attempt, wait, watch }: AuditOptions,
  access: AccountAccess,
): Promise<JobState> {
  const { id, name } = account;
  const trigger = { time: tools.now().toISOString(), name: attempt };
  const run: JobRun = { account: id, name, job, trigger, attempt };
  let outcome = await runAccountJob(run, tools, access);
  while (outcome.kind === 'busy' && (await wait())) outcome = await runAccountJob(run, tools, access);
  if (outcome.kind !== 'done' && outcome.kind !== 'repeated') throw busy(run, outcome);
  watch?.finished(account, outcome.state);
  return outcome.state;
}
