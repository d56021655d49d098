import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { cs } from '../cloud/cs.ts';
import type { Config } from '../config/schema.ts';
import { type Cluster, isChanging } from '../model/cluster.ts';
import { about, type Observation, seen, type Thing, type Unseen, unseen } from '../model/observation.ts';
import { addressesOf } from './api-server-address.ts';
import { type ClusterPlace, placeOf } from './cluster-place.ts';
import { type Flag, readFlag } from './flag.ts';
import { listPages } from './list-pages.ts';
import { isoTime, objectOf, plain, read } from './read.ts';
import { scopeOf } from './scope.ts';

export interface ClusterList {
  clusters: Observation<readonly Cluster[]>;
  /** Where the clusters in scope are; empty when the list was not seen. */
  places: readonly ClusterPlace[];
}

/** Is told what each page of the list holds when it is there. */
export interface ListWatch {
  /** Each cluster whose flag is clear; the same one may come twice. */
  onCluster?(cluster: Cluster): void;
  /** How many entries came, out of how many if the list says so. */
  onPage?(count: number, total: number | null): void;
}

/** Any one endpoint lists the whole account; the second one is asked when the first does not answer. */
const HOMES = {
  china: ['cn-hangzhou', 'cn-shanghai'],
  international: ['ap-southeast-1', 'cn-hongkong'],
} as const;

/**
 * The clusters of the account, from the list alone; detail is asked only where the list leaves the flag of a cluster in
 * scope unclear. What came of a list that is not whole is seen, and the gap is `missing`.
 */
export async function collectClusters(
  cloud: Cloud,
  {
    regions,
    site,
    policy,
    proof,
  }: Pick<Config, 'regions' | 'site' | 'policy'> & Partial<Pick<Config, 'proof'>>,
  account: Promise<string>,
  pageSize?: () => Promise<number>,
  watch: ListWatch = {},
): Promise<ClusterList> {
  const isWanted = ({ region }: Cluster): boolean => regions.length === 0 || regions.includes(region);
  const entries = {
    read: (entry: unknown, at: string) => {
      const value = readEntry(objectOf(entry), policy.profiles, at);
      const { cluster, flag } = value;
      if (cluster.inScope && isClear(flag)) cluster.encryption = seen(flag, at);
      if (cluster.encryption.seen && isWanted(cluster)) watch.onCluster?.(cluster);
      if (proof?.enabled && value.cluster.inScope)
        value.cluster.apiServer = addressesOf(objectOf(entry)['master_url']);
      return { id: value.cluster.id, value };
    },
    twice: oneOf,
    onPage: (count: number, total: number | null) => watch.onPage?.(count, total),
  };
  let list: Observation<readonly Entry[]> = unseen('unreachable', 'not asked');
  for (const home of HOMES[site]) {
    list = await listPages(cloud, home, entries, pageSize);
    if (list.seen || list.because !== 'unreachable') break;
  }
  const thing: Thing = {
    type: 'account',
    id: await account,
    region: '',
    facet: cs.describeClustersV1.permission,
  };
  if (!list.seen) return { clusters: about(list, thing), places: [] };

  const named = list.value.filter(({ cluster }) => cluster.id !== '');
  const wanted = named.filter(({ cluster }) => isWanted(cluster));
  const missing = (list.missing ?? []).map((gap) => about(gap, thing));
  const odd = list.value.length - named.length;
  const oddThing = { ...thing, facet: 'cluster entry' };
  if (odd > 0)
    missing.push(unseen('malformed', `${odd} list entries have no cluster_id`, { thing: oddThing }));
  const clusters = await Promise.all(wanted.map((entry) => settle(cloud, entry)));
  return { clusters: seen(clusters, list.at, missing), places: wanted.flatMap(({ place }) => place ?? []) };
}

/** What two entries of one cluster tell; the detail decides where they do not agree. */
function oneOf(one: Entry, other: Entry): Entry {
  const told = one.cluster.inScope ? one : other;
  const agree =
    JSON.stringify([one.flag, one.cluster.scope]) === JSON.stringify([other.flag, other.cluster.scope]);
  return agree ? told : { ...told, flag: { unclear: 'two entries of the list do not agree' } };
}

/**
 * Sees one cluster again, from its detail alone. A cluster that is gone stays what it was: only the list tells what
 * was removed.
 */
export async function collectCluster(
  cloud: Cloud,
  known: Cluster,
  profiles: readonly string[],
): Promise<Cluster> {
  const detail = await detailOf(cloud, known);
  if (!detail.seen) return isGone(detail) ? known : { ...known, encryption: detail };
  const { cluster, flag } = readEntry({ ...detail.value, cluster_id: known.id }, profiles, detail.at);
  if (!cluster.inScope) return cluster;
  if (known.apiServer) cluster.apiServer = known.apiServer;
  const wasMissing = known.encryption.seen && !known.encryption.value.on && !known.encryption.value.reported;
  if (isClear(flag)) cluster.encryption = seen(flag, detail.at);
  else if (isChanging(cluster)) cluster.encryption = CHANGING;
  else if (flag === 'missing' && wasMissing) cluster.encryption = seen(NOT_REPORTED, detail.at);
  else cluster.encryption = unclear(flag);
  return cluster;
}

function isGone({ code = '' }: Unseen): boolean {
  return code === 'ErrorClusterNotFound';
}

interface Entry {
  cluster: Cluster;
  flag: Flag;
  /** Only of a cluster in scope. */
  place: ClusterPlace | null;
  at: string;
}

/** Standard clusters of old have none; what is there and no text is a spec that nobody knows. */
function specOf(spec: unknown): string {
  return typeof spec === 'string' ? spec : spec === undefined || spec === null ? '' : JSON.stringify(spec);
}

function readEntry(entry: Readonly<Record<string, unknown>>, profiles: readonly string[], at: string): Entry {
  const kind = {
    type: plain(entry['cluster_type']),
    spec: specOf(entry['cluster_spec']),
    profile: plain(entry['profile']),
    state: plain(entry['state']),
  };
  const isOdd = specOf(entry['profile']) !== kind.profile; // neither a text nor left out
  const scope = isOdd ? 'unknown' : scopeOf(kind, profiles);
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
  if (!cluster.inScope) return { cluster, flag: 'missing', place: null, at };
  return { cluster, flag: readFlag(entry['meta_data']), place: placeOf(cluster, entry), at };
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
  if (isChanging(cluster)) return CHANGING;
  const detail = await detailOf(cloud, cluster);
  if (!detail.seen) return detail;
  const second = readFlag(detail.value.meta_data);
  if (isClear(second)) return seen(second, detail.at);
  return second === 'missing' && flag === 'missing' ? seen(NOT_REPORTED, detail.at) : unclear(second);
}

const CHANGING = unseen('absent', 'the cluster is changing');
const NOT_REPORTED = { on: false, reported: false, keptKeyId: null } as const;

function unclear(flag: 'missing' | { unclear: string }): Unseen {
  return unseen('malformed', flag === 'missing' ? 'list and detail do not agree' : flag.unclear);
}

async function detailOf(
  cloud: Cloud,
  { id, name, region }: Cluster,
): Promise<Observation<{ meta_data?: unknown }>> {
  const thing: Thing = {
    type: 'cluster',
    id,
    region,
    name,
    clusters: [id],
    facet: cs.describeClusterDetail.permission,
  };
  const answer = await cloud.call(cs.describeClusterDetail, { region, path: { ClusterId: id } });
  return read(answer, v.looseObject({ meta_data: v.optional(v.unknown()) }), thing);
}

function isClear(flag: Flag): flag is Exclude<Flag, 'missing' | { unclear: string }> {
  return typeof flag === 'object' && 'on' in flag;
}

function tagsOf(value: unknown): Record<string, string> {
  if (!Array.isArray(value)) return {};
  return Object.fromEntries(value.map(objectOf).map(({ key, value: text }) => [plain(key), plain(text)]));
}
