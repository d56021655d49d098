import type { Cloud } from '../cloud/cloud.ts';
import { invokeAsync } from '../cloud/functions.ts';
import { AppError } from '../model/error.ts';
import type { StartJobs } from './runs.ts';

/**
 * Starts the functions of the jobs as their timers do. `self` is the function that asks: the others begin with the same
 * prefix. Throws `AppError` StartFailed.
 */
export function functionStarter(
  caller: Cloud,
  { functionName, region }: { functionName: string; region: string },
): StartJobs {
  const prefix = functionName.replace(/-[^-]*$/, '');
  return async ({ id, jobs, startedAt }) => {
    for (const job of jobs) {
      const payload = JSON.stringify({ triggerTime: startedAt, triggerName: 'request', payload: '' });
      const answer = await invokeAsync(caller, {
        region,
        functionName: `${prefix}-${job}`,
        payload,
        taskId: `request-${id}-${job}`,
      });
      if (typeof answer !== 'string') {
        const { permission, detail } = answer;
        throw new AppError(
          'StartFailed',
          `The function ${prefix}-${job} could not be started: ${detail}`,
          permission ? `Allow ${permission} on it to the role of ${functionName}.` : 'Ask again.',
        );
      }
    }
  };
}
