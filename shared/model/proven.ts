import { createHash } from 'node:crypto';
import { type Cluster, sealingKey } from './cluster.ts';
import { type Key, keyIdOf, parseKeyArn } from './key.ts';
import type { ApiServerMetrics, ProvenCluster } from './proof.ts';

/*
 * What the counters of API servers say of a cluster. They count from the start of a server on; each server reads every Secret
 * when it starts, and sees each write of the others.
 */

/** Not later than this encryption was on: when it was switched on, or the first of our looks. ISO 8601, UTC. */
export function onFrom({ past }: Cluster, { onSince }: Pick<ProvenCluster, 'onSince'>): string {
  return past?.since ?? onSince;
}

/** Whether a server started when encryption was on: all that it counts, it counted with encryption. */
export function startedEncrypted({ startedAt }: Pick<ApiServerMetrics, 'startedAt'>, on: string): boolean {
  return startedAt !== null && startedAt > on;
}

/**
 * Hashes under which an API server may name the key of a cluster: of its id as the KMS plugin may write it. An alias tells
 * nothing by itself; `keys` tells what is behind it.
 */
export function hashesOfKey(
  cluster: Cluster,
  account: string,
  keys: readonly Key[] = [],
): ReadonlySet<string> {
  const reference = sealingKey(cluster);
  if (reference === null) return new Set();
  const known = keys.find((key) => key.region === cluster.region && key.clusters.includes(cluster.id));
  const id = known?.id ?? keyIdOf(reference);
  const arn = parseKeyArn(reference);
  const owner = arn?.account ?? account;
  const names = [reference, id, `acs:kms:${cluster.region}:${owner}:key/${id}`];
  return new Set(names.map(hashOf));
}

function hashOf(name: string): string {
  return `sha256:${createHash('sha256').update(name).digest('hex')}`;
}

/**
 * From when on no Secret needs anything but the present key, through KMS v2: the start of a server that has read none in
 * another way since. Null: no server says so.
 */
export function sealedSince(
  cluster: Cluster,
  proof: ProvenCluster,
  hashes: ReadonlySet<string>,
): string | null {
  if (!proof.servers.seen) return null;
  const on = onFrom(cluster, proof);
  const starts = proof.servers.value.flatMap((server) => {
    const { read, startedAt, keys } = server;
    if (!read || startedAt === null || !startedEncrypted(server, on)) return [];
    const others = read.plain + read.v1 + read.other;
    const used = keys.filter(({ use }) => use === 'read');
    const isAll = others === 0 && read.v2 > 0 && used.length > 0;
    return isAll && used.every(({ hash }) => hashes.has(hash)) ? [startedAt] : [];
  });
  return starts.sort().at(-1) ?? null;
}
