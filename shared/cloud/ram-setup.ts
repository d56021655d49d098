import type { Operation } from './operation.ts';

const BUDGET = { name: 'ram', scope: 'account', calls: 20, perMs: 1000 } as const;

function change(action: string): Operation {
  return {
    product: 'ram',
    action,
    version: '2015-05-01',
    style: 'RPC',
    method: 'POST',
    path: '/',
    permission: `ram:${action}`,
    budget: BUDGET,
  };
}

/** What makes and removes the role of the functions: only `sealwatch deploy` and `sealwatch destroy` call these. */
export const ramSetup = {
  createRole: change('CreateRole'),
  createPolicy: change('CreatePolicy'),
  attachPolicyToRole: change('AttachPolicyToRole'),
  detachPolicyFromRole: change('DetachPolicyFromRole'),
  deletePolicy: change('DeletePolicy'),
  deleteRole: change('DeleteRole'),
} as const satisfies Record<string, Operation>;
