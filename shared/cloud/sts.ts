import { namesAssumedRole } from './binding.ts';
import type { Operation } from './operation.ts';

const BUDGET = { name: 'sts', scope: 'account', calls: 20, perMs: 1000 } as const;

function call(action: string): Operation {
  return {
    product: 'sts',
    action,
    version: '2015-04-01',
    style: 'RPC',
    method: 'POST',
    path: '/',
    permission: `sts:${action}`,
    budget: BUDGET,
  };
}

/** Security Token Service 2015-04-01. */
export const sts = {
  getCallerIdentity: call('GetCallerIdentity'),
  assumeRole: { ...call('AssumeRole'), binding: namesAssumedRole },
} as const satisfies Record<string, Operation>;
