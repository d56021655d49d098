import type { Service } from '../api/operation.ts';
import { Refusal } from '../world/refusal.ts';
import { at } from './hosts.ts';
import { ramChanges } from './ram-changes.ts';
import { ramGrants } from './ram-grants.ts';
import { ramPeople } from './ram-people.ts';
import { ramReads } from './ram-reads.ts';
import { ramUsers } from './ram-users.ts';

export const ram: Service = {
  code: 'Ram',
  version: '2015-05-01',
  style: 'RPC',
  ...at({ regional: [], central: ['ram.aliyuncs.com', 'ram.vpc-proxy.aliyuncs.com'], atCenter: 'all' }),
  global: true,
  showsStatus: false,
  echoesHost: false,
  throttled: () => new Refusal(400, 'Throttling.User', 'Request was denied due to user flow control.'),
  denied: () => new Refusal(403, 'NoPermission', 'You are not authorized to do this action.'),
  deniedInDetail: true,
  operations: [...ramReads, ...ramPeople, ...ramUsers, ...ramChanges, ...ramGrants],
};
