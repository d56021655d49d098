import { listsKeysOfRegion, names, namesKey } from './binding.ts';
import type { Operation } from './operation.ts';

/** Reads of metadata share one limit per region: 50 a second on the pages of 2023 and 2025, 20 on the older one. */
const READS = { name: 'kms-reads', scope: 'region', calls: 50, perMs: 1000, fallback: 20 } as const;
/** Documented: once a second. */
const STATUS = { name: 'kms-status', scope: 'region', calls: 1, perMs: 1000 } as const;

function read<const A extends string>(action: A): Operation {
  return {
    product: 'kms',
    action,
    version: '2016-01-20',
    style: 'RPC',
    method: 'POST',
    path: '/',
    permission: `kms:${action}`,
    budget: READS,
  };
}

/** Key Management Service 2016-01-20. */
export const kms = {
  describeKey: { ...read('DescribeKey'), binding: namesKey },
  listKeys: { ...read('ListKeys'), binding: listsKeysOfRegion },
  /** Its answer does not name the key. */
  getKeyPolicy: read('GetKeyPolicy'),
  getKmsInstance: {
    ...read('GetKmsInstance'),
    binding: names('KmsInstanceId', 'KmsInstance.InstanceId'),
  },
  describeAccountKmsStatus: { ...read('DescribeAccountKmsStatus'), budget: STATUS },
} as const satisfies Record<string, Operation>;
