import { createHash } from 'node:crypto';
import { type Cluster, sealingKey } from './cluster.ts';
import { type Key, keyIdOf, parseKeyArn } from './key.ts';
import type { ApiServerMetrics, NamedKey, ProvenCluster } from './proof.ts';

/*
 * What the counters of API servers say of a cluster. They count from the start of a server on; each server reads every Secret
 * when it starts, and sees each write of the others.
 */

/**
 * Whether a server started after encryption was switched on, so that all that it counts it counted with encryption. Where
 * nothing tells when that was, its counts tell: a server takes its encryption configuration when it starts, and one that
 * started without would have opened every Secret in plain text. One that has taken another configuration since may have
 * started without: it counts nothing of what it read then.
 */
export function startedEncrypted(
  { startedAt, reloadedAt }: Pick<ApiServerMetrics, 'startedAt' | 'reloadedAt'>,
  { past }: Cluster,
): boolean {
  if (startedAt === null) return false;
  return past?.since ? startedAt > past.since : reloadedAt === undefined;
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
  // The keys may have been read before the cluster took another one.
  const known = keys.find(
    (key) =>
      key.region === cluster.region &&
      key.clusters.includes(cluster.id) &&
      keyIdOf(key.reference) === keyIdOf(reference),
  );
  const id = known?.id ?? keyIdOf(reference);
  const arn = parseKeyArn(reference);
  const owner = arn?.account ?? account;
  const names = [reference, id, `acs:kms:${cluster.region}:${owner}:key/${id}`];
  return new Set(names.map(hashOf));
}

function hashOf(name: string): string {
  return `sha256:${createHash('sha256').update(name).digest('hex')}`;
}

/** Whether a server has opened as many values as it counts Secrets, and at least one. */
export function hasOpenedAll({ read, total = 1 }: Pick<ApiServerMetrics, 'read' | 'total'>): boolean {
  return read !== null && read.plain + read.v1 + read.v2 + read.other >= Math.max(1, total);
}

/** A server that started encrypted and has opened all Secrets, none of them in plain text or in a way that is not known. */
export function isClean(server: ApiServerMetrics, cluster: Cluster): boolean {
  const { read } = server;
  if (!read || !startedEncrypted(server, cluster)) return false;
  return read.plain + read.other === 0 && hasOpenedAll(server);
}

/**
 * The server whose counts tell most: of those that are clean, else of all that count, the one that started last. What another
 * one opened before it started says nothing about now.
 */
export function witnessOf(cluster: Cluster, { servers }: ProvenCluster): ApiServerMetrics | null {
  const counting = servers.seen ? servers.value.filter(({ read }) => read !== null) : [];
  const clean = counting.filter((server) => isClean(server, cluster));
  const [newest = null] = [...(clean.length > 0 ? clean : counting)].sort((a, b) =>
    (a.startedAt ?? '') < (b.startedAt ?? '') ? 1 : -1,
  );
  return newest;
}

/**
 * Of so many values that were opened, at most so many are Secrets that are there now: one may be opened again and again. Where
 * servers disagree, the largest count holds; a cluster without any has nothing to open.
 */
export function atMost(opened: number, { servers, secrets }: ProvenCluster): number {
  const totals = servers.seen ? servers.value.flatMap(({ total }) => total ?? []) : [];
  const listed = secrets.seen && !secrets.missing ? [secrets.value.rows.length] : [];
  const most = Math.max(0, ...totals, ...listed);
  return most === 0 ? opened : Math.min(opened, most);
}

/**
 * Keys that are written with now, of each server the one it used last; where it does not say when, all. Before the first write only
 * the health check of the plugin names the key.
 */
export function writingKeys(servers: readonly ApiServerMetrics[]): readonly NamedKey[] {
  return servers.flatMap(({ keys }) => {
    const writes = keys.filter(({ use }) => use === 'write');
    const named = writes.length > 0 ? writes : keys.filter(({ use }) => use === 'status');
    const last = named
      .map(({ at }) => at ?? '')
      .sort()
      .at(-1);
    return named.every(({ at }) => at !== null) ? named.filter(({ at }) => at === last) : named;
  });
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
  const starts = proof.servers.value.flatMap((server) => {
    const { read, startedAt, keys } = server;
    if (!read || startedAt === null) return [];
    const used = keys.filter(({ use }) => use === 'read');
    const isAll = isClean(server, cluster) && read.v1 === 0 && used.length > 0;
    return isAll && used.every(({ hash }) => hashes.has(hash)) ? [startedAt] : [];
  });
  return starts.sort().at(-1) ?? null;
}
