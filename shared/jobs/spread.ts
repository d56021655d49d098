import pMap from 'p-map';
import type { AuditedAccount } from '../accounts/plan-accounts.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { invokeAsync } from '../cloud/functions.ts';
import { AppError } from '../model/error.ts';
import type { Job } from '../model/job.ts';
import { runId, type Trigger } from '../state/paths.ts';
import type { AccountTask } from './parse-trigger.ts';

const AT_ONCE = 20;

interface Spread {
  job: Job;
  trigger: Trigger;
  self: { functionName: string; region: string };
  caller: Cloud;
}

/**
 * Starts this function once for each account, so that Function Compute spreads, limits and retries the work. The id
 * of a task comes from its run: when the trigger comes again, what was started is not started twice. Throws
 * `AppError` SpreadIncomplete when some could not be started, so that the trigger is retried.
 */
export async function spread(
  accounts: readonly AuditedAccount[],
  { job, trigger, self, caller }: Spread,
): Promise<{ account: string; outcome: 'started' }[]> {
  const answers = await pMap(
    accounts,
    async ({ id }) => {
      const task: AccountTask = { job, account: id, trigger };
      const payload = JSON.stringify(task);
      const taskId = `run-${runId(id, job, trigger)}`;
      return { account: id, answer: await invokeAsync(caller, { ...self, payload, taskId }) };
    },
    { concurrency: AT_ONCE },
  );
  const failed = answers.flatMap(({ account, answer }) =>
    typeof answer === 'string' ? [] : [{ account, answer }],
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
  return accounts.map(({ id }) => ({ account: id, outcome: 'started' }));
}
