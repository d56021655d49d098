import { type Handled, handleTrigger, type Invocation } from '../shared/jobs/handle-trigger.ts';
import type { Job } from '../shared/model/job.ts';
import type { FunctionContext } from './function-compute.ts';
import { type DeployedFunction, deployedFunction } from './platform.ts';

/** The function of a job that a timer starts. */
export function timerFunction(job: Job): DeployedFunction<Handled> {
  return deployedFunction(job, (event, context, platform) =>
    handleTrigger({
      job,
      event,
      attempt: context.requestId,
      self: selfOf(context),
      account: context.accountId ?? '',
      ...platform,
    }),
  );
}

/** How the function invokes itself. Function Compute always tells the account; without it this is a local run. */
function selfOf({ function: own, region = '', accountId = '' }: FunctionContext): Invocation['self'] {
  const functionName = own?.name ?? '';
  return functionName === '' || region === '' || accountId === '' ? null : { functionName, region };
}
