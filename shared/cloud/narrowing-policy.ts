import { actiontrail } from './actiontrail.ts';
import { bss } from './bss.ts';
import { cs } from './cs.ts';
import { ecs } from './ecs.ts';
import { kms } from './kms.ts';
import { type Operation, permissionsOf } from './operation.ts';
import { ram } from './ram.ts';
import { vpc } from './vpc.ts';

/** Everything that the jobs ask of a member account. */
const OPERATIONS: readonly Operation[] = [cs, kms, actiontrail, ram, ecs, vpc, bss].flatMap((product) =>
  Object.values<Operation>(product),
);

/**
 * A policy for AssumeRole that leaves of a role only what the jobs read, because the role that a
 * Resource Directory puts into every member is an administrator. It can only narrow. STS takes at most
 * 2,048 characters: https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerole
 */
export function narrowingPolicy(): string {
  const actions = [...new Set(OPERATIONS.flatMap(permissionsOf))].sort();
  const { permission: instanceBill } = bss.describeInstanceBill;
  const everything = { Effect: 'Allow', Resource: '*' };
  return JSON.stringify({
    Version: '1',
    Statement: [
      { ...everything, Action: actions.filter((action) => action !== instanceBill) },
      {
        ...everything,
        Action: [instanceBill],
        Condition: { StringEquals: { 'bssapi:ProductCode': ['kms'] } },
      },
    ],
  });
}
