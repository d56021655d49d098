import type { Operation } from './operation.ts';
import { ramCall } from './ram.ts';

/** What makes and removes the role of the functions: only `sealwatch deploy` and `sealwatch destroy` call these. */
export const ramSetup = {
  createRole: ramCall('CreateRole'),
  createPolicy: ramCall('CreatePolicy'),
  attachPolicyToRole: ramCall('AttachPolicyToRole'),
  detachPolicyFromRole: ramCall('DetachPolicyFromRole'),
  deletePolicy: ramCall('DeletePolicy'),
  deleteRole: ramCall('DeleteRole'),
} as const satisfies Record<string, Operation>;
