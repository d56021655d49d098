import { collectInstances } from '../collect/instances.ts';
import { collectKeys } from '../collect/keys.ts';
import { collectKmsStatus } from '../collect/kms-status.ts';
import type { JobResult } from '../model/job.ts';
import { keysInUse } from '../model/key.ts';
import { seen } from '../model/observation.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type JobContext, wants } from './context.ts';
import { finishJob } from './finish-job.ts';

/** Sees every distinct key in use, its instance, and whether the account may use KMS in each region. */
export async function runKeys(context: JobContext, { clusters }: Snapshot['parts']): Promise<JobResult> {
  const { cloud, account, now } = context;
  const startedAt = now();
  if (!clusters?.seen) {
    const blind = clusters ? { keys: clusters, instances: clusters, kmsStatus: clusters } : {};
    return finishJob('keys', startedAt, context, {}, { ...(clusters ? { clusters } : {}), ...blind });
  }
  const at = startedAt.toISOString();
  const [keys, kmsStatus] = await Promise.all([
    collectKeys(cloud, keysInUse(clusters.value), account, wants(context, 'key-policy')),
    wants(context, 'kms-account-status') ? collectKmsStatus(cloud, clusters.value) : null,
  ]);
  const instances = wants(context, 'kms-instance') ? await collectInstances(cloud, keys) : [];
  const parts = {
    keys: seen(keys, at),
    instances: seen(instances, at),
    ...(kmsStatus ? { kmsStatus: seen(kmsStatus, at) } : {}),
  };
  return finishJob('keys', startedAt, context, parts, { clusters });
}
