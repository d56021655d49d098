import type { Operation } from './operation.ts';

const BUDGET = { name: 'sts', scope: 'account', calls: 20, perMs: 1000 } as const;

/** Security Token Service 2015-04-01. */
export const sts = {
  getCallerIdentity: {
    product: 'sts',
    action: 'GetCallerIdentity',
    version: '2015-04-01',
    style: 'RPC',
    method: 'POST',
    path: '/',
    permission: 'sts:GetCallerIdentity',
    budget: BUDGET,
  },
} as const satisfies Record<string, Operation>;
