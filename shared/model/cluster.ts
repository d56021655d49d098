import type { Observation } from './observation.ts';

/**
 * The flag that ACK keeps in `meta_data.Capabilities`.
 * `reported: false`: list and detail of a settled cluster hold neither field, which means off.
 */
export type Encryption =
  | { on: true; keyId: string }
  | { on: false; reported: boolean; keptKeyId: string | null };

/** `in`: an ACK Pro cluster of a wanted profile. `unknown`: a kind that the rules do not know. */
export type Scope = 'in' | 'standard' | 'dedicated' | 'registered' | 'profile' | 'gone' | 'unknown';

export interface Cluster {
  id: string;
  name: string;
  region: string;
  /** As the cloud writes them: `ManagedKubernetes`, `ack.pro.small`, `Default`, `running`. */
  type: string;
  spec: string;
  profile: string;
  state: string;
  /** Kubernetes versions, such as `1.32.1-aliyun.1`; empty when the cloud did not say. */
  version: string;
  initVersion: string;
  /** ISO 8601, UTC; null when absent or the cloud's zero time. */
  created: string | null;
  updated: string | null;
  /** Earliest known start of the change that is under way, ISO 8601, UTC; null when none is, or unknown. */
  changingSince: string | null;
  tags: Readonly<Record<string, string>>;
  scope: Scope;
  inScope: boolean;
  encryption: Observation<Encryption>;
  /** Addresses of the API server, where they are wanted: `https://host:port`; null where the cluster has none. */
  apiServer?: { public: string | null; private: string | null };
  /** Left out while nothing is known of it. */
  past?: ClusterPast;
}

/** What our own history, events and confirmations tell of a cluster. Times: ISO 8601, UTC. */
export interface ClusterPast {
  /** When encryption was last switched on; the time of creation where it was created so. Null: not known. */
  since: string | null;
  /** Not later than this it was upgraded across Kubernetes 1.31; null: not known. */
  upgraded: string | null;
  former: readonly FormerKey[];
  /** All Secrets written before are confirmed to have been written again. */
  rewritten: string | null;
  /**
   * An API server that started then opened no Secret but with the present key, through KMS v2: no Secret needs anything from
   * before. Left out while no API server says so.
   */
  sealed?: string;
}

/** A key that encrypted the Secrets of a cluster before. */
export interface FormerKey {
  /** As the cluster held it. */
  reference: string;
  /** Not later than this it was replaced, or encryption switched off. */
  until: string;
}

/** Whether all Secrets are confirmed to have been written again since. */
export function isRewritten({ past }: Cluster, at: string): boolean {
  return typeof past?.rewritten === 'string' && at <= past.rewritten;
}

/** The same, or an API server was seen to need nothing from before. A version of the same key it does not tell apart. */
export function isSealedAnew(cluster: Cluster, at: string): boolean {
  return isRewritten(cluster, at) || (cluster.past?.sealed !== undefined && at <= cluster.past.sealed);
}

/** Former keys that Secrets may still need: nothing confirms that all were written again. */
export function neededFormerKeys(cluster: Cluster): readonly FormerKey[] {
  if (!cluster.inScope || !cluster.past) return [];
  return cluster.past.former.filter(({ until }) => !isSealedAnew(cluster, until));
}

/** A cluster of Container Compute Service, which calls KMS as another role. Profiles are written in any letter case. */
export function isAcs({ profile }: Pick<Cluster, 'profile'>): boolean {
  return profile.toLowerCase() === 'acs';
}

/** A change of the encryption flag may be under way: conclude nothing from it. */
export function isChanging(cluster: Cluster): boolean {
  return cluster.state === 'initial' || cluster.state === 'updating';
}

/** The key the cluster is sealed with, or being sealed with, in the form the cluster holds it. */
export function sealingKey(cluster: Cluster): string | null {
  const { inScope, encryption } = cluster;
  return inScope && encryption.seen && encryption.value.on ? encryption.value.keyId : null;
}

/** ACK seals through KMS v2 from Kubernetes 1.31, ACS from 1.28. Null when the version cannot be read. */
export function servesKmsV2(cluster: Pick<Cluster, 'version' | 'profile'>): boolean | null {
  const match = /^v?(\d+)\.(\d+)/.exec(cluster.version);
  if (!match) return null;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > 1 || (major === 1 && minor >= (isAcs(cluster) ? 28 : 31));
}

export function crossedKmsV2(cluster: Cluster): boolean {
  return servesKmsV2(cluster) === true && servesKmsV2({ ...cluster, version: cluster.initVersion }) === false;
}
