import type { Service } from '../api/operation.ts';
import { Refusal } from '../world/refusal.ts';
import { trailChanges } from './actiontrail-changes.ts';
import { lookupEvents } from './actiontrail-lookup.ts';
import { trailOperations } from './actiontrail-trails.ts';
import { at } from './hosts.ts';

/**
 * The central host answers for regions without their own, such as the financial ones (from the endpoint map of the
 * official SDK); which region it means is an assumption: the RegionId of the call, else the default.
 */
export const actiontrail: Service = {
  code: 'Actiontrail',
  version: '2020-07-06',
  style: 'RPC',
  ...at({
    regional: ['actiontrail', 'actiontrail-vpc'],
    central: ['actiontrail.aliyuncs.com'],
    atCenter: new Set(['cn-beijing-finance-1', 'cn-hangzhou-finance', 'cn-shenzhen-finance-1']),
  }),
  global: false,
  showsStatus: false,
  echoesHost: false,
  throttled: () => new Refusal(400, 'Throttling.User', 'Request was denied due to user flow control.'),
  denied: () => new Refusal(403, 'NoPermission', 'You are not authorized.'),
  deniedInDetail: true,
  operations: [lookupEvents, ...trailOperations, ...trailChanges],
};
