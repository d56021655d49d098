import type { Operation } from './operation.ts';

/** Documented: two lookups a second, shared with the console. */
const LOOKUPS = { name: 'actiontrail-lookups', scope: 'region', calls: 2, perMs: 1000 } as const;
const READS = { name: 'actiontrail-reads', scope: 'region', calls: 10, perMs: 1000 } as const;

function read(action: string): Operation {
  return {
    product: 'actiontrail',
    action,
    version: '2020-07-06',
    style: 'RPC',
    method: 'POST',
    path: '/',
    permission: `actiontrail:${action}`,
    budget: READS,
  };
}

/** ActionTrail 2020-07-06. */
export const actiontrail = {
  lookupEvents: { ...read('LookupEvents'), budget: LOOKUPS },
  describeTrails: read('DescribeTrails'),
  getTrailStatus: read('GetTrailStatus'),
} as const satisfies Record<string, Operation>;
