import { eachAccount } from '../accounts/each-account.ts';
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

/** What a run of a job threw is stored already, under its own account. */
class RunFailed extends Error {}

/**
 * Does what the trigger asks for: the job on the one account there is, or on one account of a task; with more
 * accounts, it starts a task for each of them. Throws when anything went wrong that a retry may mend; it is stored as
 * the trouble of the job, too.
 */
export async function handleTrigger(invocation: Invocation): Promise<Handled> {
  const { job, tools, attempt, account } = invocation;
  try {
    return await handle(invocation);
  } catch (thrown) {
    const isStored = thrown instanceof RunFailed;
    const error = isStored ? thrown.cause : thrown;
    const { code, message: cause, hint } = troubleOf(error);
    tools.log.error('run failed', { code, cause, hint });
    if (!isStored && account !== '') await keepTrouble(attempt, { account, name: '', job }, tools, error);
    throw error;
  }
}

async function handle(invocation: Invocation): Promise<Handled> {
  const { job, event, connection, self } = invocation;
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
  const runOne = async (account: AuditedAccount) =>
    runOn(account, trigger, invocation, await accessTo(account));
  const target = started.kind === 'task' ? plan.find(({ id }) => id === started.account) : onlyOne(plan);
  if (started.kind === 'task' && !target) throw unknownAccount(started.account);
  if (target) return { job, trigger, accounts: [await runOne(target)] };
  if (self) return { job, trigger, accounts: await spread(plan, { job, trigger, self, caller }) };
  const outcomes = await eachAccount(plan, runOne, { signal: connection.signal });
  for (const outcome of outcomes) if (!outcome.done) throw outcome.error;
  return { job, trigger, accounts: outcomes.flatMap((outcome) => (outcome.done ? [outcome.value] : [])) };
}

function onlyOne<T>(things: readonly T[]): T | undefined {
  return things.length === 1 ? things[0] : undefined;
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
