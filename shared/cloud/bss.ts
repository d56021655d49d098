import { mayName } from './binding.ts';
import type { Budget, Operation } from './operation.ts';

const TEN = { calls: 10, perMs: 1000 } as const;
/** Documented for DescribeInstanceBill. https://www.alibabacloud.com/help/en/user-center/developer-reference/api-bssopenapi-2017-12-14-quota */
const PER_MINUTE = { calls: 600, perMs: 60_000 } as const;

/** Ten calls a second are documented for the balance, and assumed for the other bills together. */
function read<const A extends string>(
  action: A,
  budget: string = action,
  limit: Pick<Budget, 'calls' | 'perMs'> = TEN,
): Operation {
  return {
    product: 'bss',
    action,
    version: '2017-12-14',
    style: 'RPC',
    method: 'POST',
    path: '/',
    permission: `bssapi:${action}`,
    budget: { name: `bss-${budget}`, scope: 'account', ...limit },
  };
}

/** Bills name their month; whose they are is known to who asks, and each line tells its own day, product and owner. */
const OF_MONTH = mayName('BillingCycle', 'Data.BillingCycle');

/**
 * Expenses and costs, BssOpenApi 2017-12-14. Older pages name the actions after the API, newer ones as the console does, and
 * the three c are theirs. https://help.aliyun.com/knowledge_detail/139650.html
 */
export const bss = {
  queryAccountBalance: { ...read('QueryAccountBalance'), alsoPermissions: ['bss:DescribeAcccount'] },
  queryBill: { ...read('QueryBill', 'bills'), alsoPermissions: ['bss:DescribeBillList'], binding: OF_MONTH },
  queryAccountBill: {
    ...read('QueryAccountBill', 'bills'),
    alsoPermissions: ['bss:QueryAccountBill'],
    binding: OF_MONTH,
  },
  /** It is asked for KMS alone, and a policy may say so. */
  describeInstanceBill: {
    ...read('DescribeInstanceBill', 'DescribeInstanceBill', PER_MINUTE),
    binding: OF_MONTH,
  },
} as const satisfies Record<string, Operation>;

/** Region by which the endpoint of a site is found. */
export function billingRegion(site: 'china' | 'international'): string {
  return site === 'china' ? 'cn-hangzhou' : 'ap-southeast-1';
}
