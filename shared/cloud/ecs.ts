import { every, mayName } from './binding.ts';
import type { Operation } from './operation.ts';

/** No limit is documented for reads; public clients back off when throttled. */
const BUDGET = { name: 'ecs', scope: 'region', calls: 10, perMs: 1000 } as const;

/** Elastic Compute Service 2014-05-26. */
export const ecs = {
  describeSecurityGroupAttribute: {
    product: 'ecs',
    action: 'DescribeSecurityGroupAttribute',
    version: '2014-05-26',
    style: 'RPC',
    method: 'POST',
    path: '/',
    permission: 'ecs:DescribeSecurityGroupAttribute',
    budget: BUDGET,
    // Captured answers of a page leave the id out; another one is still refused.
    binding: every(mayName('SecurityGroupId', 'SecurityGroupId'), mayName('RegionId', 'RegionId')),
  },
} as const satisfies Record<string, Operation>;
