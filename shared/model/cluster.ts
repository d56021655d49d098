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
