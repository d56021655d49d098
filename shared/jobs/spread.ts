import pMap from 'p-map';
import { ACCOUNTS_AT_ONCE } from '../accounts/each-account.ts';
import type { AuditedAccount } from '../accounts/plan-accounts.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { invokeAsync } from '../cloud/functions.ts';
import { AppError } from '../model/error.ts';
import type { Job } from '../model/job.ts';
import { runId, type Trigger } from '../state/paths.ts';
import type { AccountsTask } from './parse-trigger.ts';

const AT_ONCE = 20;

interface Spread {
  job: Job;
  trigger: Trigger;
  self: { functionName: string; region: string };
  caller: Cloud;
}

/**
 * Starts this function once for every few accounts, so that Function Compute spreads, limits and retries the work. An invocation
 * gets as many accounts as it works on at a time: while one waits for answers the others use the instance, and none waits for
 * another to end. The id of a task comes from its run: when the trigger comes again, what was started is not started twice. Throws
 * `AppError` SpreadIncomplete when some could not be started, so that the trigger is retried.
 */
export async function spread(
  accounts: readonly AuditedAccount[],
  { job, trigger, self, caller }: Spread,
): Promise<{ account: string; outcome: 'started' }[]> {
  const ids = accounts.map(({ id }) => id);
  const answers = await pMap(
    inGroups(ids, ACCOUNTS_AT_ONCE),
    async (group) => {
      const task: AccountsTask = { job, accounts: group, trigger };
      const payload = JSON.stringify(task);
      const taskId = `run-${runId(group.join(), job, trigger)}`;
      return { group, answer: await invokeAsync(caller, { ...self, payload, taskId }) };
    },
    { concurrency: AT_ONCE },
  );
  const failed = answers.flatMap(({ group, answer }) =>
    typeof answer === 'string' ? [] : group.map((account) => ({ account, answer })),
  );
  const [first] = failed;
  if (first) {
    const { permission, detail } = first.answer;
    throw new AppError(
      'SpreadIncomplete',
      `${failed.length} of ${accounts.length} accounts could not be started, account ${first.account} first: ${detail}`,
      permission
        ? `Allow ${permission} on this function to its own role.`
        : 'The trigger is retried; what was started is not started twice.',
    );
  }
  return ids.map((account) => ({ account, outcome: 'started' }));
}

function inGroups<T>(things: readonly T[], size: number): T[][] {
  const count = Math.ceil(things.length / size);
  return Array.from({ length: count }, (_, index) => things.slice(index * size, (index + 1) * size));
}
