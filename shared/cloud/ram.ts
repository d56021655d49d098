import { every, mayName, names } from './binding.ts';
import type { Operation } from './operation.ts';

const BUDGET = { name: 'ram', scope: 'account', calls: 20, perMs: 1000 } as const;

/** A call of RAM by its name. */
export function ramCall(action: string): Operation {
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

/** Resource Access Management 2015-05-01; one central endpoint. */
export const ram = {
  getRole: { ...ramCall('GetRole'), binding: names('RoleName', 'Role.RoleName') },
  listPoliciesForRole: ramCall('ListPoliciesForRole'),
  getPolicy: {
    ...ramCall('GetPolicy'),
    binding: every(mayName('PolicyName', 'Policy.PolicyName'), mayName('PolicyType', 'Policy.PolicyType')),
  },
  listPolicies: ramCall('ListPolicies'),
  listEntitiesForPolicy: ramCall('ListEntitiesForPolicy'),
  listUsersForGroup: ramCall('ListUsersForGroup'),
  listUsers: ramCall('ListUsers'),
} as const satisfies Record<string, Operation>;
