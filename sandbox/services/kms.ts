import type { Service } from '../api/operation.ts';
import { kmsRefusal } from '../world/kms-refusals.ts';
import { Refusal } from '../world/refusal.ts';
import { at } from './hosts.ts';
import { kmsChanges } from './kms-changes.ts';
import { kmsCrypto } from './kms-crypto.ts';
import { kmsImport } from './kms-import.ts';
import { kmsInstances } from './kms-instances.ts';
import { kmsMaking } from './kms-making.ts';
import { kmsReads } from './kms-reads.ts';
import { kmsSigning } from './kms-signing.ts';

/** https://www.alibabacloud.com/help/doc-detail/69008.htm */
export const kms: Service = {
  code: 'Kms',
  version: '2016-01-20',
  style: 'RPC',
  ...at({ regional: ['kms', 'kms-vpc', 'kms-intranet'], central: [] }),
  global: false,
  showsStatus: true,
  echoesHost: true,
  throttled: () => new Refusal(429, 'Rejected.Throttling', 'QPS Limit Exceeded'),
  denied: () => kmsRefusal('Forbidden.NoPermission'),
  deniedInDetail: false,
  operations: [
    ...kmsReads,
    ...kmsInstances,
    ...kmsCrypto,
    ...kmsChanges,
    ...kmsMaking,
    ...kmsImport,
    ...kmsSigning,
  ],
};
