import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { cs } from '../cloud/cs.ts';
import type { Config } from '../config/schema.ts';
import { type Cluster, isChanging } from '../model/cluster.ts';
import { about, type Observation, seen, type Thing, type Unseen, unseen } from '../model/observation.ts';
import { type Flag, readFlag } from './flag.ts';
import { listPages } from './list-pages.ts';
import { isoTime, objectOf, plain, read } from './read.ts';
import { scopeOf } from './scope.ts';

export interface ClusterList {
  clusters: Observation<readonly Cluster[]>;
  gaps: readonly Unseen[];
}

/** Any one endpoint lists the whole account; the second one is asked when the first does not answer. */
const HOMES = {
  china: ['cn-hangzhou', 'cn-shanghai'],
  international: ['ap-southeast-1', 'cn-hongkong'],
} as const;

/**
 * Every cluster of the account, from the list alone; detail is asked only where the list leaves the
 * flag of a cluster in scope unclear. A list that was cut short is not seen.
 */
export async function collectClusters(
  cloud: Cloud,
  { regions, site, policy }: Pick<Config, 'regions' | 'site' | 'policy'>,
  account: string,
): Promise<ClusterList> {
  const thing: Thing = { type: 'account', id: account, region: '', facet: cs.describeClustersV1.permission };
  let list: Observation<readonly unknown[]> = unseen('unreachable', 'not asked');
  for (const home of HOMES[site]) {
    list = await listPages(cloud, home);
    if (list.seen || list.because !== 'unreachable') break;
  }
  if (!list.seen) return { clusters: about(list, thing), gaps: [] };

  const at = list.at;
  const gaps: Unseen[] = [];
  const found: Promise<Cluster>[] = [];
  for (const raw of list.value) {
    const entry = objectOf(raw);
    if (plain(entry['cluster_id']) === '') {
      gaps.push(
        unseen('malformed', 'a list entry has no cluster_id', {
          thing: { ...thing, facet: 'cluster entry' },
        }),
      );
    } else if (regions.length === 0 || regions.includes(plain(entry['region_id']))) {
      found.push(toCluster(cloud, entry, policy.profiles, at));
    }
  }
  return { clusters: seen(await Promise.all(found), at), gaps };
}

async function toCluster(
  cloud: Cloud,
  entry: Readonly<Record<string, unknown>>,
  profiles: readonly string[],
  at: string,
): Promise<Cluster> {
  const kind = {
    type: plain(entry['cluster_type']),
    spec: plain(entry['cluster_spec']),
    profile: plain(entry['profile']),
    state: plain(entry['state']),
  };
  const scope = scopeOf(kind, profiles);
  const updated = isoTime(plain(entry['updated']));
  const created = isoTime(plain(entry['created']));
  const cluster: Cluster = {
    ...kind,
    id: plain(entry['cluster_id']),
    name: plain(entry['name']),
    region: plain(entry['region_id']),
    version: plain(entry['current_version']),
    initVersion: plain(entry['init_version']),
    created,
    updated,
    changingSince: null,
    tags: tagsOf(entry['tags']),
    scope,
    inScope: scope === 'in',
    encryption: unseen('absent', 'not in scope'),
  };
  if (isChanging(cluster)) cluster.changingSince = updated ?? created;
  if (cluster.inScope)
    cluster.encryption = await encryptionOf(cloud, cluster, readFlag(entry['meta_data']), at);
  return cluster;
}

async function encryptionOf(
  cloud: Cloud,
  cluster: Cluster,
  flag: Flag,
  at: string,
): Promise<Cluster['encryption']> {
  if (isClear(flag)) return seen(flag, at);
  if (isChanging(cluster)) return unseen('absent', 'the cluster is changing');
  const { id, name, region } = cluster;
  const thing: Thing = { type: 'cluster', id, region, name, facet: cs.describeClusterDetail.permission };
  const answer = await cloud.call(cs.describeClusterDetail, { region, path: { ClusterId: id } });
  const detail = read(answer, v.looseObject({ meta_data: v.optional(v.unknown()) }), thing);
  if (!detail.seen) return detail;
  const second = readFlag(detail.value.meta_data);
  if (isClear(second)) return seen(second, detail.at);
  if (second === 'missing' && flag === 'missing')
    return seen({ on: false, reported: false, keptKeyId: null }, detail.at);
  return unseen('malformed', second === 'missing' ? 'list and detail do not agree' : second.unclear);
}

function isClear(flag: Flag): flag is Exclude<Flag, 'missing' | { unclear: string }> {
  return typeof flag === 'object' && 'on' in flag;
}

function tagsOf(value: unknown): Record<string, string> {
  if (!Array.isArray(value)) return {};
  return Object.fromEntries(value.map(objectOf).map(({ key, value: text }) => [plain(key), plain(text)]));
}
