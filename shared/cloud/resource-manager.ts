import type { Operation } from './operation.ts';

/** No limit is documented; a directory is a handful of pages. */
const BUDGET = { name: 'resourcemanager', scope: 'account', calls: 10, perMs: 1000 } as const;

function read(action: string): Operation {
  return {
    product: 'resourcemanager',
    action,
    version: '2020-03-31',
    style: 'RPC',
    method: 'POST',
    path: '/',
    permission: `resourcemanager:${action}`,
    budget: BUDGET,
  };
}

/** Resource Manager 2020-03-31; one central endpoint. */
export const resourceManager = {
  listAccounts: read('ListAccounts'),
  getResourceDirectory: read('GetResourceDirectory'),
  /** Its answer does not name the account. */
  getPayerForAccount: read('GetPayerForAccount'),
} as const satisfies Record<string, Operation>;
