import type { Observation } from './observation.ts';

/** How deep the job `proof` looks into a cluster; each level stands alone. */
export type ProofLevel = 'ready' | 'metrics' | 'cluster';

/**
 * Values by how they were stored, counted by one API server since it started. `other`: prefixes that are none of these,
 * such as those of another encryption provider.
 */
export interface Transformed {
  plain: number;
  v1: number;
  v2: number;
  other: number;
}

/** A key that the API server names itself: `sha256:` and the SHA-256 of the key id as the KMS plugin tells it. */
export interface NamedKey {
  hash: string;
  provider: string;
  /** `status`: told by the health check of the plugin; the only one before the first read and write. */
  use: 'read' | 'write' | 'status';
  /** ISO 8601, UTC; null where the API server did not say. */
  at: string | null;
}

/** What `/metrics` of one API server says. */
export interface ApiServerMetrics {
  /** `apiserver_id_hash`; null where no series has it. */
  id: string | null;
  /** ISO 8601, UTC: its counters began at 0 then. Null where it does not say. */
  startedAt: string | null;
  /** `secrets`: the counters have the label `resource` (1.35). `encrypted`: they count all that its configuration encrypts (1.31). */
  counts: 'secrets' | 'encrypted';
  /** Values opened and written that did not fail. Null: the counters are not there (their names are ALPHA). */
  read: Transformed | null;
  written: Transformed | null;
  keys: readonly NamedKey[];
  /** Calls of the KMS plugin that failed, by method and gRPC status. */
  kmsErrors: readonly { method: string; code: string; count: number }[];
  /** Hash of the encryption configuration (1.35); it changes when encryption is switched. */
  configHash: string | null;
  /**
   * When it last took a new encryption configuration while it ran, ISO 8601, UTC; left out while it never did. Its counters go on,
   * and what it holds in memory it does not open again.
   */
  reloadedAt?: string;
  /** Secrets in the cluster when the server last counted them, each minute or so; left out where it does not say. */
  total?: number;
}

/** One KMS provider as `/readyz` tells it: `kms-providers`, `kms-provider-0`, … */
export interface KmsProvider {
  name: string;
  ok: boolean;
  /** What `/readyz/kms-providers` adds, such as `Rejected.Disabled`; null where it withholds it. */
  detail: string | null;
}

/** One Secret, without anything of its content. `resourceVersion`: decimal, it grows with each write of the cluster. */
export interface SecretRow {
  resourceVersion: string;
  /** ISO 8601, UTC. */
  created: string;
  /** `namespace/name`; left out unless names are wanted. */
  name?: string;
}

/** All Secrets of a cluster, as a look from inside listed them. */
export interface SecretList {
  /** ISO 8601, UTC, when the list was read, and its own resourceVersion: together the marker of this look. */
  at: string;
  resourceVersion: string;
  rows: readonly SecretRow[];
}

/** What one look saw of one cluster from its API servers. */
export interface ClusterProof {
  cluster: string;
  region: string;
  name: string;
  /** ISO 8601, UTC. */
  at: string;
  level: ProofLevel;
  /** `pull`: asked by this program; `push`: posted by the CronJob in the cluster. */
  source: 'pull' | 'push';
  /** `gitVersion`. */
  version: Observation<string>;
  /** No entry: the API server was asked and has no KMS provider. */
  providers: Observation<readonly KmsProvider[]>;
  /** One for each API server that answered; `missing` where not all are known to have. */
  servers: Observation<readonly ApiServerMetrics[]>;
  secrets: Observation<SecretList>;
}

/** At this time nothing of the cluster was newer than this resourceVersion: brackets what happened between two looks. */
export interface Marker {
  /** ISO 8601, UTC. */
  at: string;
  resourceVersion: string;
}

/** What the CronJob of a cluster posted last, and the markers of all its posts. */
export interface PushedProof {
  /** When the post was signed, ISO 8601, UTC; the next one must be newer. */
  signedAt: string;
  proof: ClusterProof;
  /** Oldest first. */
  markers: readonly Marker[];
}

const LARGEST = 2n ** 63n;

/** A resourceVersion as etcd counts it; null for what can be none, such as `0`, which means "any". */
export function revisionOf(resourceVersion: string): bigint | null {
  if (!/^[1-9]\d{0,18}$/.test(resourceVersion)) return null;
  const revision = BigInt(resourceVersion);
  return revision < LARGEST ? revision : null;
}

/** How often something was counted, and between which looks, or since which start, the count grew last. */
export interface Growth {
  count: number;
  /** ISO 8601, UTC. Null: not known, it may have grown at any time. */
  after: string | null;
  by: string;
}

/** What one API server counted, kept from look to look: with a restart it begins anew. */
export interface CountedServer {
  /** Its id, or where there is none the time of its start. */
  server: string;
  startedAt: string | null;
  /** ISO 8601, UTC: when it answered last. */
  seenAt: string;
  /** Values that were opened, and written, in plain text. Null: it does not count them. */
  read: Growth | null;
  written: Growth | null;
}

/** What the last look saw of a cluster, with what is kept of the looks before. */
export interface ProvenCluster extends ClusterProof {
  counted: readonly CountedServer[];
  /** Oldest first. */
  markers: readonly Marker[];
}

/** What tells one server from another: its id, or where there is none the time of its start. */
export function serverOf({ id, startedAt }: Pick<ApiServerMetrics, 'id' | 'startedAt'>): string {
  return id ?? startedAt ?? '';
}
