import { type Cluster, neededFormerKeys, sealingKey } from './cluster.ts';
import type { Observation, Unseen } from './observation.ts';
import type { Decision } from './ram-policy.ts';
import { resourceKey } from './resource-key.ts';
import type { GoodCalls, NeededAction } from './role.ts';

/** A key that at least one cluster in scope is sealed with, in the region of that cluster. */
export interface Key {
  /** Key id, never an ARN. */
  id: string;
  region: string;
  /** What the cluster holds: a key id, an ARN or an alias. */
  reference: string;
  /** Ids of the clusters sealed with it. */
  clusters: readonly string[];
  metadata: Observation<KeyMetadata>;
  /** Policy of a key that lives in an instance; null for keys that have none. */
  policy: Observation<KeyPolicy | null>;
  /** Where the policy leaves it open: when the role last succeeded, and since when the policy is known not to have changed. */
  worked?: { calls: GoodCalls; changed: string };
}

/** KMS answered about the key, or answered that it does not exist in this region. */
export type KeyMetadata = { exists: false } | ExistingKey;

/** Field values as KMS writes them. Dates: ISO 8601, UTC; null when KMS left them empty. */
export interface ExistingKey {
  exists: true;
  id: string;
  arn: string;
  description: string;
  state: Observation<string>;
  spec: Observation<string>;
  usage: Observation<string>;
  origin: Observation<string>;
  creator: Observation<string>;
  protectionLevel: string;
  created: Observation<string>;
  rotation: Observation<string>;
  lastRotation: Observation<string | null>;
  materialExpires: Observation<string | null>;
  deletionProtection: Observation<string>;
  deleteDate: string | null;
  instanceId: string | null;
  /** Why it is not known whether an instance holds it; absent where that is known. `instanceId` is then null. */
  instanceUnread?: Unseen;
}

/** What a key policy says of the service role. */
export interface KeyPolicy {
  rights: Readonly<Record<NeededAction, Decision>>;
  /** Statements that are not as the grammar asks. */
  odd: readonly string[];
  /** Of its text, to notice that it changed. */
  digest: string;
}

/** Parts of a key ARN `acs:kms:<region>:<account>:key/<id>`; null when it is no ARN. */
export function parseKeyArn(reference: string): { region: string; account: string; id: string } | null {
  const match = /^acs:kms:([^:]+):([^:]+):(?:key\/)?(.+)$/.exec(reference);
  const [, region, account, id] = match ?? [];
  return region && account && id ? { region, account, id } : null;
}

export interface KeyInUse {
  id: string;
  region: string;
  /** As the clusters name it. */
  reference: string;
  clusters: readonly string[];
}

/** Id in what a cluster names its key by: an ARN, an id or an alias. */
export function keyIdOf(reference: string): string {
  return parseKeyArn(reference)?.id ?? reference;
}

/** The distinct keys that clusters in scope are sealed with, by the region of the clusters. */
export function keysInUse(clusters: readonly Cluster[]): KeyInUse[] {
  return distinct(clusters, (cluster) => {
    const reference = sealingKey(cluster);
    return reference === null ? [] : [reference];
  });
}

/** The distinct keys that sealed clusters in scope before, and that their Secrets may still need. */
export function formerKeysOf(clusters: readonly Cluster[]): KeyInUse[] {
  return distinct(clusters, (cluster) => neededFormerKeys(cluster).map(({ reference }) => reference));
}

function distinct(clusters: readonly Cluster[], keysOf: (cluster: Cluster) => readonly string[]): KeyInUse[] {
  const keys = new Map<string, KeyInUse & { clusters: string[] }>();
  for (const cluster of clusters) {
    for (const reference of keysOf(cluster)) {
      const id = keyIdOf(reference);
      const name = resourceKey({ region: cluster.region, id });
      const key = keys.get(name) ?? { id, region: cluster.region, reference, clusters: [] };
      if (reference !== id) key.reference = reference; // an ARN says more than an id
      key.clusters.push(cluster.id);
      keys.set(name, key);
    }
  }
  return [...keys.values()];
}
