import { every, mayName, names } from './binding.ts';
import type { Operation } from './operation.ts';

const BUDGET = { name: 'ram', scope: 'account', calls: 20, perMs: 1000 } as const;

function read(action: string): Operation {
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
  getRole: { ...read('GetRole'), binding: names('RoleName', 'Role.RoleName') },
  listPoliciesForRole: read('ListPoliciesForRole'),
  getPolicy: {
    ...read('GetPolicy'),
    binding: every(mayName('PolicyName', 'Policy.PolicyName'), mayName('PolicyType', 'Policy.PolicyType')),
  },
  listPolicies: read('ListPolicies'),
  listEntitiesForPolicy: read('ListEntitiesForPolicy'),
  listUsersForGroup: read('ListUsersForGroup'),
  listUsers: read('ListUsers'),
} as const satisfies Record<string, Operation>;
