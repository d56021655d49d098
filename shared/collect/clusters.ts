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
  account: Promise<string>,
  pageSize?: () => Promise<number>,
): Promise<ClusterList> {
  const reader = (entry: unknown, at: string) => {
    const value = readEntry(objectOf(entry), policy.profiles, at);
    return { id: value.cluster.id, value };
  };
  let list: Observation<readonly Entry[]> = unseen('unreachable', 'not asked');
  for (const home of HOMES[site]) {
    list = await listPages(cloud, home, reader, pageSize);
    if (list.seen || list.because !== 'unreachable') break;
  }
  const facet = cs.describeClustersV1.permission;
  if (!list.seen)
    return { clusters: about(list, { type: 'account', id: await account, region: '', facet }), gaps: [] };

  const named = list.value.filter(({ cluster }) => cluster.id !== '');
  const wanted = named.filter(({ cluster }) => regions.length === 0 || regions.includes(cluster.region));
  const thing: Thing = { type: 'account', id: await account, region: '', facet: 'cluster entry' };
  const gaps =
    named.length < list.value.length
      ? [unseen('malformed', 'a list entry has no cluster_id', { thing })]
      : [];
  return { clusters: seen(await Promise.all(wanted.map((entry) => settle(cloud, entry))), list.at), gaps };
}

interface Entry {
  cluster: Cluster;
  flag: Flag;
  at: string;
}

function readEntry(entry: Readonly<Record<string, unknown>>, profiles: readonly string[], at: string): Entry {
  const kind = {
    type: plain(entry['cluster_type']),
    spec: plain(entry['cluster_spec']),
    profile: plain(entry['profile']),
    state: plain(entry['state']),
  };
  const scope = scopeOf(kind, profiles);
  const updated = isoTime(plain(entry['updated']));
  const created = isoTime(plain(entry['created']));
  const { type, spec, profile, state } = kind;
  // Not spread: V8 gives each object that is made so a hidden class of its own, 350 bytes for each of 10,000.
  const cluster: Cluster = {
    type,
    spec,
    profile,
    state,
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
    encryption: OUT_OF_SCOPE,
  };
  if (isChanging(cluster)) cluster.changingSince = updated ?? created;
  return { cluster, flag: cluster.inScope ? readFlag(entry['meta_data']) : 'missing', at };
}

const OUT_OF_SCOPE = unseen('absent', 'not in scope');

/** Fills in the flag, asking for the detail of a cluster in scope where the list leaves it unclear. */
async function settle(cloud: Cloud, { cluster, flag, at }: Entry): Promise<Cluster> {
  if (cluster.inScope) cluster.encryption = await encryptionOf(cloud, cluster, flag, at);
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
  const thing: Thing = {
    type: 'cluster',
    id,
    region,
    name,
    clusters: [id],
    facet: cs.describeClusterDetail.permission,
  };
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
