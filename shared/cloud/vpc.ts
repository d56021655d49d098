import { every, mayName, names } from './binding.ts';
import type { Operation } from './operation.ts';

/** No limit is documented for reads; public clients back off when throttled. */
const BUDGET = { name: 'vpc', scope: 'region', calls: 10, perMs: 1000 } as const;

function read(action: string): Operation {
  return {
    product: 'vpc',
    action,
    version: '2016-04-28',
    style: 'RPC',
    method: 'POST',
    path: '/',
    permission: `vpc:${action}`,
    budget: BUDGET,
  };
}

/** Virtual Private Cloud 2016-04-28. */
export const vpc = {
  describeVSwitchAttributes: {
    ...read('DescribeVSwitchAttributes'),
    binding: names('VSwitchId', 'VSwitchId'),
  },
  describeNetworkAclAttributes: {
    ...read('DescribeNetworkAclAttributes'),
    binding: every(
      names('NetworkAclId', 'NetworkAclAttribute.NetworkAclId'),
      mayName('RegionId', 'NetworkAclAttribute.RegionId'),
    ),
  },
} as const satisfies Record<string, Operation>;
