import type { Service } from '../api/operation.ts';
import { Refusal } from '../world/refusal.ts';
import { queryAccountBill } from './bss-account-bill.ts';
import { queryAccountBalance } from './bss-balance.ts';
import { queryBill, queryBillOverview } from './bss-bill.ts';
import { describeInstanceBill } from './bss-instance-bill.ts';
import { siteHosts, siteOf } from './bss-site.ts';

const hostFor = (region: string): string =>
  region.startsWith('cn-') ? siteHosts.china : siteHosts.international;

/** https://www.alibabacloud.com/help/en/user-center/developer-reference/api-bssopenapi-2017-12-14-overview */
export const bss: Service = {
  code: 'BssOpenApi',
  version: '2017-12-14',
  style: 'RPC',
  regionOf: (host) => (siteOf(host) ? '' : null),
  hostFor,
  hostsIn: (region) => [...new Set([hostFor(region), ...Object.values(siteHosts)])],
  global: true,
  showsStatus: false,
  echoesHost: false,
  // Code and text: assumption.
  throttled: () => new Refusal(400, 'Throttling.User', 'Request was denied due to user flow control.'),
  // As the page of QueryAccountBalance lists it; that it comes without a detail is an assumption.
  denied: () => new Refusal(400, 'NotAuthorized', 'This API is not authorized for caller.'),
  deniedInDetail: false,
  operations: [queryAccountBalance, queryBill, queryBillOverview, queryAccountBill, describeInstanceBill],
};
