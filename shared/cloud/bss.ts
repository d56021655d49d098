import type { Operation } from './operation.ts';

/** Ten calls a second are documented for two of the operations, and assumed for the others. */
function read<const A extends string>(action: A): Operation {
  return {
    product: 'bss',
    action,
    version: '2017-12-14',
    style: 'RPC',
    method: 'POST',
    path: '/',
    permission: `bssapi:${action}`,
    budget: { name: `bss-${action}`, scope: 'account', calls: 10, perMs: 1000 },
  };
}

/** Expenses and costs, BssOpenApi 2017-12-14. */
export const bss = {
  queryAccountBalance: read('QueryAccountBalance'),
  queryBill: read('QueryBill'),
  queryAccountBill: read('QueryAccountBill'),
  describeInstanceBill: read('DescribeInstanceBill'),
} as const satisfies Record<string, Operation>;

/** Region by which the endpoint of a site is found. */
export function billingRegion(site: 'china' | 'international'): string {
  return site === 'china' ? 'cn-hangzhou' : 'ap-southeast-1';
}
