import type { Service } from '../api/operation.ts';
import { Refusal } from '../world/refusal.ts';
import { lookupEvents } from './actiontrail-lookup.ts';
import { trailOperations } from './actiontrail-trails.ts';
import { regionalHost } from './hosts.ts';

/**
 * The central host answers for regions without their own, such as the financial ones (from the endpoint map of the
 * official SDK); which region it means is an assumption: the RegionId of the call, else the default.
 */
export const actiontrail: Service = {
  code: 'Actiontrail',
  version: '2020-07-06',
  style: 'RPC',
  regionOf: (host) => (host === 'actiontrail.aliyuncs.com' ? '' : regionalHost(host, 'actiontrail')),
  hostFor: (region) => `actiontrail.${region}.aliyuncs.com`,
  global: false,
  showsStatus: false,
  echoesHost: false,
  throttled: () => new Refusal(400, 'Throttling.User', 'Request was denied due to user flow control.'),
  denied: () => new Refusal(403, 'NoPermission', 'You are not authorized.'),
  deniedInDetail: true,
  operations: [lookupEvents, ...trailOperations],
};
