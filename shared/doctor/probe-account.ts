import * as v from 'valibot';
import { actiontrail } from '../cloud/actiontrail.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { cs } from '../cloud/cs.ts';
import { kms } from '../cloud/kms.ts';
import { attachedTo, type ClusterPlace } from '../collect/cluster-place.ts';
import { type Flag, readFlag } from '../collect/flag.ts';
import { objectOf, plain } from '../collect/read.ts';
import type { Config } from '../config/schema.ts';
import { parseKeyArn } from '../model/key.ts';
import { parsedJson } from '../model/parse-json.ts';
import { moneyProbes, roleProbes } from './plain-probes.ts';
import { type ProbedCall, probeCall, verdictOf } from './probe.ts';
import { networkProbes, peopleProbes } from './surroundings-probes.ts';

/** Ids that nothing has; what is answered to them tells denial from absence. */
export const MADE_UP = {
  cluster: `c${'0'.repeat(32)}`,
  key: 'key-sealwatchdoctor0000000',
  instance: 'kst-sealwatchdoctor000000',
  trail: 'sealwatch-doctor-none',
} as const;

/** The largest page that is tried; what the collectors ask for before anybody tried is half of it. */
export const LARGE_PAGE = 100;
const SAFE_PAGE = 50;
const REGION_ID = /^[a-z]+(-[a-z0-9]+)+$/;
/** A second region is asked only where clusters are; nobody has them in more. */
const MOST_REGIONS = 30;

export interface ProbedCluster extends Pick<ClusterPlace, 'securityGroup' | 'vSwitches'> {
  id: string;
  region: string;
  profile: string;
  state: string;
  /** Names of the fields of `Capabilities`; null when there are none to read. */
  capabilities: readonly string[] | null;
  flag: Flag;
}

/** The first page of clusters, and how the cloud cut it. */
export interface ProbedList {
  asked: number;
  echoed: number;
  total: number;
  clusters: readonly ProbedCluster[];
}

/** What one look at an account showed. */
export interface AccountAnswers {
  home: string;
  regions: readonly string[];
  tried: readonly ProbedCall[];
  list: ProbedList | null;
  /** How the made-up cluster was answered. */
  nowhere: ProbedCall;
}

/** Asks for each thing that the jobs read once, all at the same time. `month` is `yyyy-mm`, Asia/Shanghai. */
export async function lookAround(
  cloud: Cloud,
  config: Pick<Config, 'site' | 'regions' | 'proof'>,
  month: string,
): Promise<AccountAnswers> {
  const home = config.site === 'china' ? 'cn-hangzhou' : 'ap-southeast-1';
  const listing = listClusters(cloud, home);
  const trails = trailProbes(cloud, home);
  const plainly = Promise.all([
    Promise.all([roleProbes(cloud), peopleProbes(cloud)]),
    moneyProbes(cloud, config.site, month),
    probeCall(cloud, cs.describeClusterDetail, { region: home, path: { ClusterId: MADE_UP.cluster } }, true),
  ]);
  const { tried: listed, list } = await listing;
  const clusters = list?.clusters ?? [];
  const regions = regionsOf(clusters, config.regions, home);
  const [detail, keys, network, statuses, views] = await Promise.all([
    detailProbe(cloud, clusters[0]),
    keyProbes(cloud, clusters, home),
    networkProbes(cloud, clusters, home),
    Promise.all(regions.map((region) => probeCall(cloud, kms.describeAccountKmsStatus, { region }))),
    Promise.all(
      regions
        .filter((region) => region !== home)
        .map((region) => probeCall(cloud, actiontrail.describeTrails, { region })),
    ),
  ]);
  const [roles, money, nowhere] = await plainly;
  const tried = [
    ...listed,
    ...(detail ? [detail] : []),
    nowhere,
    ...keys,
    ...statuses,
    ...roles.flat(),
    ...network,
    ...(await trails),
    ...(await proofProbes(cloud, config, home)),
    ...views,
    ...money,
  ];
  return { home, regions, tried, list, nowhere };
}

/** With a cluster that cannot exist, so that no kubeconfig is issued. */
async function proofProbes(
  cloud: Cloud,
  { proof }: Pick<Config, 'proof'>,
  region: string,
): Promise<ProbedCall[]> {
  if (!proof.enabled || proof.level !== 'metrics') return [];
  const request = { region, path: { ClusterId: MADE_UP.cluster }, query: { TemporaryDurationMinutes: 15 } };
  return [await probeCall(cloud, cs.describeClusterUserKubeconfig, request, true)];
}

function regionsOf(
  clusters: readonly ProbedCluster[],
  wanted: readonly string[],
  home: string,
): readonly string[] {
  const found = clusters.map(({ region }) => region).filter((region) => region !== '');
  return [...new Set([home, ...wanted, ...found])].slice(0, MOST_REGIONS);
}

const whole = v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]);
const listSchema = v.object({
  clusters: v.nullish(v.array(v.unknown()), []),
  page_info: v.object({ page_size: whole, total_count: whole }),
});

/** The large page first; where it is refused, the safe one, so that the rest can still be seen. */
async function listClusters(
  cloud: Cloud,
  region: string,
): Promise<{ tried: ProbedCall[]; list: ProbedList | null }> {
  const ask = (size: number): Promise<ProbedCall> =>
    probeCall(cloud, cs.describeClustersV1, { region, query: { page_number: 1, page_size: size } });
  const large = await ask(LARGE_PAGE);
  const isRefused = verdictOf(large) === 'unclear';
  const last = isRefused ? await ask(SAFE_PAGE) : large;
  const parsed = v.safeParse(listSchema, last.answer.seen ? last.answer.value : null);
  if (!parsed.success) return { tried: [last], list: null };
  const { clusters, page_info } = parsed.output;
  const list = {
    asked: isRefused ? SAFE_PAGE : LARGE_PAGE,
    echoed: page_info.page_size,
    total: page_info.total_count,
    clusters: clusters.map((entry) => clusterOf(objectOf(entry))),
  };
  return { tried: [last], list };
}

function clusterOf(entry: Readonly<Record<string, unknown>>): ProbedCluster {
  const { cluster_id, region_id, profile, state, meta_data } = entry;
  return {
    id: plain(cluster_id),
    region: REGION_ID.test(plain(region_id)) ? plain(region_id) : '', // it becomes part of a host
    profile: plain(profile),
    state: plain(state),
    capabilities: capabilitiesIn(meta_data),
    flag: readFlag(meta_data),
    ...attachedTo(entry),
  };
}

function capabilitiesIn(metaData: unknown): string[] | null {
  const { Capabilities } = objectOf(typeof metaData === 'string' ? parsedJson(metaData) : metaData);
  return typeof Capabilities === 'object' && Capabilities !== null ? Object.keys(Capabilities) : null;
}

async function detailProbe(cloud: Cloud, cluster: ProbedCluster | undefined): Promise<ProbedCall | null> {
  if (!cluster || cluster.id === '' || cluster.region === '') return null;
  return probeCall(cloud, cs.describeClusterDetail, {
    region: cluster.region,
    path: { ClusterId: cluster.id },
  });
}

/** The first key that a cluster uses; its policy and its instance are asked for, too. */
async function keyProbes(
  cloud: Cloud,
  clusters: readonly ProbedCluster[],
  home: string,
): Promise<ProbedCall[]> {
  const used = clusters.flatMap(({ region, flag }) =>
    region !== '' && typeof flag === 'object' && 'on' in flag && flag.on
      ? [{ region, keyId: flag.keyId }]
      : [],
  );
  const [first] = used;
  const region = first?.region ?? home;
  const KeyId = first ? (parseKeyArn(first.keyId)?.id ?? first.keyId) : MADE_UP.key;
  const isMadeUp = first === undefined;
  const [key, keys] = await Promise.all([
    probeCall(cloud, kms.describeKey, { region, query: { KeyId } }, isMadeUp),
    probeCall(cloud, kms.listKeys, { region, query: { PageNumber: 1, PageSize: 1 } }),
  ]);
  const metadata = objectOf(objectOf(key.answer.seen ? key.answer.value : null)['KeyMetadata']);
  const instance = plain(metadata['DKMSInstanceId']);
  const rest = await Promise.all([
    probeCall(cloud, kms.getKeyPolicy, { region, query: { KeyId, PolicyName: 'default' } }, isMadeUp),
    probeCall(
      cloud,
      kms.getKmsInstance,
      { region, query: { KmsInstanceId: instance || MADE_UP.instance } },
      instance === '',
    ),
  ]);
  return [key, keys, ...rest];
}

async function trailProbes(cloud: Cloud, home: string): Promise<ProbedCall[]> {
  const query = { IncludeShadowTrails: true, IncludeOrganizationTrail: true };
  const trails = await probeCall(cloud, actiontrail.describeTrails, { region: home, query });
  const { TrailList: list } = objectOf(trails.answer.seen ? trails.answer.value : null);
  const first = objectOf(Array.isArray(list) ? list[0] : null);
  const name = plain(first['Name']);
  const region = plain(first['HomeRegion']) || home;
  const ofDirectory = first['IsOrganizationTrail'] === true ? { IsOrganizationTrail: true } : {};
  const request = { region, query: { Name: name || MADE_UP.trail, ...ofDirectory } };
  return [trails, await probeCall(cloud, actiontrail.getTrailStatus, request, name === '')];
}
