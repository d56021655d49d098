import type { Unseen } from '../model/observation.ts';
import { names } from './binding.ts';
import type { Cloud } from './cloud.ts';
import type { Invocation, Operation } from './operation.ts';

/** No limit is documented; a directory of 500 accounts is started in ten seconds. */
const BUDGET = { name: 'fc', scope: 'region', calls: 50, perMs: 1000 } as const;

const base = { product: 'fc', version: '2023-03-30', style: 'ROA', method: 'GET', budget: BUDGET } as const;

/** Function Compute 2023-03-30. */
export const fc = {
  invokeFunction: {
    ...base,
    action: 'InvokeFunction',
    method: 'POST',
    path: '/2023-03-30/functions/{functionName}/invocations',
    permission: 'fc:InvokeFunction',
  },
  getFunction: {
    ...base,
    action: 'GetFunction',
    path: '/2023-03-30/functions/{functionName}',
    permission: 'fc:GetFunction',
    binding: names('functionName', 'functionName'),
  },
  listTriggers: {
    ...base,
    action: 'ListTriggers',
    path: '/2023-03-30/functions/{functionName}/triggers',
    permission: 'fc:ListTriggers',
  },
} as const satisfies Record<string, Operation>;

/**
 * A task id that was used before is refused with HTTP 409: the first attempt went through and its answer
 * was lost, or the trigger came twice. The code was seen in a public client, not in the documentation.
 * https://www.alibabacloud.com/help/en/functioncompute/fc-2-0/user-guide/task-deduplication
 */
const STARTED_BEFORE = /AlreadyExist/i;

/**
 * Starts a function without waiting for its end. The same task id never starts twice, so that this may be
 * repeated; the function must have asynchronous tasks enabled for that (`asyncTask`). A task id is 1 to
 * 128 of `[A-Za-z0-9_-]` and begins with a letter or `_`.
 */
export async function invokeAsync(
  cloud: Cloud,
  { region, ...invocation }: Invocation & { region: string },
): Promise<'started' | 'already started' | Unseen> {
  const answer = await cloud.call(fc.invokeFunction, { region, invocation });
  if (answer.seen) return 'started';
  return STARTED_BEFORE.test(answer.code ?? '') ? 'already started' : answer;
}
