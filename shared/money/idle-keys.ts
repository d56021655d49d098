import type { Cluster } from '../model/cluster.ts';
import { formerKeysOf, keysInUse } from '../model/key.ts';
import type { HostedKey } from '../model/money.ts';
import { resourceKey } from '../model/resource-key.ts';

/** Hosted keys that no cluster is sealed with, nor was so that its Secrets may need them; null while there are some, but a cluster that does not tell its key may use them. */
export function idleKeys(hosted: readonly HostedKey[], clusters: readonly Cluster[]): HostedKey[] | null {
  const used = new Set([...keysInUse(clusters), ...formerKeysOf(clusters)].map(resourceKey));
  const idle = hosted.filter((key) => !used.has(resourceKey(key)));
  return idle.length > 0 && clusters.some(isOpaque) ? null : idle;
}

/** Whether it uses a key, and which, is not known: an alias names none. */
function isOpaque({ inScope, encryption }: Cluster): boolean {
  if (!inScope) return false;
  return !encryption.seen || (encryption.value.on && encryption.value.keyId.includes('alias/'));
}
