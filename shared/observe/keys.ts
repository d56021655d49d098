import { collectInstances } from '../collect/instances.ts';
import { collectKeys } from '../collect/keys.ts';
import { collectKmsStatus } from '../collect/kms-status.ts';
import type { Observed } from '../model/job.ts';
import type { Facts } from '../model/job-state.ts';
import { seen } from '../model/observation.ts';
import { resourceKey } from '../model/resource-key.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { keysToWatch } from '../state/known-clusters.ts';
import { type JobContext, lastSeenKeys, observed, oldestFirst, wants } from './context.ts';

/**
 * Sees every distinct key in use, its instance, and whether the account may use KMS in each region. Keys that were
 * not seen for the longest time come first, so that a deadline does not always cut off the same ones.
 */
export async function observeKeys(
  context: JobContext,
  { clusters }: Snapshot['parts'],
  { flags, keys: facts }: { flags: Facts; keys: Facts },
): Promise<Observed> {
  const { cloud, account, now } = context;
  const startedAt = now();
  if (!clusters?.seen) {
    const blind = clusters ? { keys: clusters, instances: clusters, kmsStatus: clusters } : {};
    return observed('keys', context, startedAt, blind);
  }
  const at = startedAt.toISOString();
  const last = lastSeenKeys(facts);
  const wanted = oldestFirst(keysToWatch(clusters.value, flags), (key) => last.get(resourceKey(key)) ?? '');
  const [keys, kmsStatus] = await Promise.all([
    collectKeys(cloud, wanted, account, wants(context, 'keyPolicies')),
    wants(context, 'kmsStatus') ? collectKmsStatus(cloud, clusters.value) : null,
  ]);
  const instances = wants(context, 'instances') ? await collectInstances(cloud, keys) : [];
  return observed('keys', context, startedAt, {
    keys: seen(keys, at),
    instances: seen(instances, at),
    ...(kmsStatus ? { kmsStatus: seen(kmsStatus, at) } : {}),
  });
}
