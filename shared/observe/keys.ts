import { collectInstances } from '../collect/instances.ts';
import { collectKeys } from '../collect/keys.ts';
import { collectKmsStatus } from '../collect/kms-status.ts';
import type { Observed } from '../model/job.ts';
import type { Facts } from '../model/job-state.ts';
import { formerKeysOf, type Key, type KeyInUse } from '../model/key.ts';
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
  const { cloud, account, now, startedAt = now(), onKey } = context;
  if (!clusters?.seen) {
    const blind = clusters
      ? { keys: clusters, formerKeys: clusters, instances: clusters, kmsStatus: clusters }
      : {};
    return observed('keys', context, startedAt, blind);
  }
  const at = startedAt.toISOString();
  const last = lastSeenKeys(facts);
  const wanted = oldestFirst(keysToWatch(clusters.value, flags), (key) => last.get(resourceKey(key)) ?? '');
  const former = wants(context, 'formerKeys') ? formerKeysOf(clusters.value) : null;
  const onlyFormer = without(former ?? [], wanted);
  const [keys, others, kmsStatus] = await Promise.all([
    collectKeys(cloud, wanted, account, wants(context, 'keyPolicies'), onKey),
    collectKeys(cloud, onlyFormer, account, false),
    wants(context, 'kmsStatus') ? collectKmsStatus(cloud, clusters.value) : null,
  ]);
  const formerKeys = former && asFormer(former, [...keys, ...others]);
  const instances = wants(context, 'instances')
    ? await collectInstances(cloud, [...keys, ...(formerKeys ?? [])])
    : null;
  return observed('keys', context, startedAt, {
    keys: seen(keys, at),
    ...(formerKeys ? { formerKeys: seen(formerKeys, at) } : {}),
    ...(instances ? { instances: seen(instances, at) } : {}),
    ...(kmsStatus ? { kmsStatus: seen(kmsStatus, at) } : {}),
  });
}

/** Keys that are not among the others. */
export function without(keys: readonly KeyInUse[], others: readonly KeyInUse[]): KeyInUse[] {
  const known = new Set(others.map(resourceKey));
  return keys.filter((key) => !known.has(resourceKey(key)));
}

/** The former keys as they were read, with the clusters whose Secrets may still need them. */
export function asFormer(former: readonly KeyInUse[], read: readonly Key[]): Key[] {
  const byName = new Map(read.map((key) => [resourceKey(key), key]));
  return former.flatMap((key) => {
    const known = byName.get(resourceKey(key));
    return known ? [{ ...known, reference: key.reference, clusters: key.clusters }] : [];
  });
}
