import { ACCOUNTS_AT_ONCE, eachAccount } from '../accounts/each-account.ts';
import type { AuditedAccount } from '../accounts/plan-accounts.ts';
import type { DirectoryAge } from '../accounts/stored-directory.ts';
import { AppError } from '../model/error.ts';
import { type Job, jobsOf } from '../model/job.ts';
import { keepTrouble, troubleOf } from '../run/keep-trouble.ts';
import type { RunOutcome, Tools } from '../run/run-job.ts';
import type { Trigger } from '../state/paths.ts';
import type { AccountAccess } from './account-jobs.ts';
import { logOutcome } from './log-outcome.ts';
import { type Caller, openAccounts } from './open-accounts.ts';
import { parseTrigger, type Started } from './parse-trigger.ts';
import { runPatiently } from './run-patiently.ts';
import { spread } from './spread.ts';

/** One invocation of the function of a job. */
export interface Invocation extends Caller {
  job: Job;
  event: Uint8Array;
  /** Request id of the platform. */
  attempt: string;
  /** Name and region of this function, to invoke itself by; null: everything runs in this process. */
  self: { functionName: string; region: string } | null;
  tools: Tools;
}

export interface Handled {
  job: Job;
  trigger: Trigger;
  accounts: readonly { account: string; outcome: RunOutcome['kind'] | 'waiting' | 'started' }[];
}

/** What a run of a job threw is told and stored already, under its own account. */
class RunFailed extends Error {}

/**
 * Does what the trigger asks for: the job on the accounts there are, or on those of a task; with more accounts than it works on at
 * a time, it starts tasks for them. Throws when anything went wrong that a retry may mend; it is stored as the trouble of the job,
 * too. What one account throws ends no other, and a retry repeats nothing that is done.
 */
export async function handleTrigger(invocation: Invocation): Promise<Handled> {
  const { job, tools, attempt, account } = invocation;
  try {
    return await handle(invocation);
  } catch (error) {
    if (error instanceof RunFailed) throw error.cause;
    logFailure(tools, error);
    if (account !== '') await keepTrouble(attempt, { account, name: '', job }, tools, error);
    throw error;
  }
}

async function handle(invocation: Invocation): Promise<Handled> {
  const { job, event, self } = invocation;
  const started = parseTrigger(event, job);
  const { trigger } = started;
  if (!jobsOf(invocation.tools.config).includes(job)) {
    invocation.tools.log.info('job is off', { job });
    return { job, trigger, accounts: [] };
  }
  const { caller, plan, accessTo } = await openAccounts(invocation, {
    purpose: job,
    directory: directoryFor(started.kind, job),
    verifies: job === 'inventory',
  });
  const named = started.kind === 'task' ? started.accounts : null;
  if (self && !named && plan.length > ACCOUNTS_AT_ONCE)
    return { job, trigger, accounts: await spread(plan, { job, trigger, self, caller }) };
  const targets = plan.filter(({ id }) => named?.includes(id) ?? true);
  const accounts = await runEach(targets, invocation, async (account) =>
    runOn(account, trigger, invocation, await accessTo(account)),
  );
  const unknown = named?.find((account) => targets.every(({ id }) => id !== account));
  if (unknown !== undefined) throw unknownAccount(unknown);
  return { job, trigger, accounts };
}

/** Throws what one of them threw once all of them have ended. */
async function runEach(
  targets: readonly AuditedAccount[],
  { job, attempt, tools, connection }: Invocation,
  run: (account: AuditedAccount) => Promise<Handled['accounts'][number]>,
): Promise<Handled['accounts']> {
  const outcomes = await eachAccount(targets, run, { signal: connection.signal });
  const failed = outcomes.flatMap((outcome) => (outcome.done ? [] : [outcome]));
  for (const { account, error } of failed) {
    const of = { account: account.id, name: account.name, job };
    logFailure(tools, causeOf(error), { account: account.id });
    if (!(error instanceof RunFailed)) await keepTrouble(attempt, of, tools, error);
  }
  const [first] = failed;
  if (first)
    throw new RunFailed(`the run of account ${first.account.id} failed`, { cause: causeOf(first.error) });
  return outcomes.flatMap((outcome) => (outcome.done ? [outcome.value] : []));
}

function causeOf(error: unknown): unknown {
  return error instanceof RunFailed ? error.cause : error;
}

function logFailure({ log }: Tools, error: unknown, of: { account?: string } = {}): void {
  const { code, message: cause, hint } = troubleOf(error);
  log.error('run failed', { ...of, code, cause, hint });
}

/** The timer has just read it for all the tasks that it started; each of them would read ten pages for 500 accounts. */
function directoryFor(startedBy: Started['kind'], job: Job): DirectoryAge {
  if (startedBy === 'task') return 'known';
  return job === 'inventory' ? 'new' : 'recent';
}

async function runOn(
  { id: account, name }: AuditedAccount,
  trigger: Trigger,
  { job, attempt, tools, connection }: Invocation,
  access: AccountAccess,
): Promise<Handled['accounts'][number]> {
  try {
    const run = { account, name, job, trigger, attempt };
    const outcome = await runPatiently(run, tools, access, connection);
    logOutcome(tools.log, { account, job }, outcome);
    return { account, outcome: outcome.kind };
  } catch (error) {
    throw new RunFailed(`the run of account ${account} failed`, { cause: error });
  }
}

function unknownAccount(account: string): AppError {
  return new AppError(
    'AccountUnknown',
    `The task names account ${account}, which is not configured and no member of the directory.`,
    'Add it to `accounts`, or let the inventory read the directory again.',
  );
}
