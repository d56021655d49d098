import * as v from 'valibot';
import { type Call, operation } from '../api/operation.ts';
import { integer, invalid, optional, orElse, type ParamValues, text } from '../api/params.ts';
import { type Cluster, gone } from '../world/cluster.ts';
import { parseJson } from '../world/json.ts';
import { clusterState } from '../world/ledger.ts';
import { Refusal } from '../world/refusal.ts';
import { regionNames } from '../world/regions.ts';
import { valueAt } from '../world/timeline.ts';
import { detailBody, listEntry } from './cs-shape.ts';

export const clusterResource = (call: Call, { ClusterId }: { ClusterId: string }): string =>
  `acs:cs:${call.region}:${call.account.id}:cluster/${ClusterId}`;

export function clusterOf(call: Call, id: string): Cluster {
  const cluster = call.account.clusters.get(id);
  if (cluster && clusterState(call.world, call.account, cluster) !== gone) return cluster;
  // `status` in the body: seen in a public client's fixture (assumption).
  throw new Refusal(404, 'ErrorClusterNotFound', 'cluster not found', { status: 404 });
}

const listParams = {
  cluster_id: optional(text()),
  name: optional(text()),
  cluster_type: optional(text()),
  profile: optional(text()),
  cluster_spec: optional(text()),
  region_id: optional(text()),
  page_number: orElse(integer(1, 1_000_000), 1),
  page_size: orElse(integer(1, 100_000), 10),
};

type ListValues = ParamValues<typeof listParams>;

function isWanted(cluster: Cluster, wanted: ListValues): boolean {
  const { cluster_id, name, cluster_type, profile, cluster_spec, region_id } = wanted;
  return (
    (cluster_id === undefined || cluster.id === cluster_id) &&
    // Assumption: a part of the name is enough, as in the console.
    (name === undefined || cluster.name.includes(name)) &&
    (cluster_type === undefined || cluster.type === cluster_type) &&
    (profile === undefined || cluster.profile.toLowerCase() === profile.toLowerCase()) &&
    (cluster_spec === undefined || cluster.spec === cluster_spec) &&
    (region_id === undefined || cluster.region === region_id)
  );
}

/** Assumption, switchable: a regional endpoint lists the whole account, as public clients rely on. */
function clustersInScope(call: Call): Iterable<Cluster> {
  const central = call.host === 'cs.aliyuncs.com';
  if (call.world.settings.clusterListScope === 'account' || central) return call.account.clusters.values();
  return call.account.clustersByRegion.get(call.region) ?? [];
}

/** https://www.alibabacloud.com/help/zh/ack/ack-edge/developer-reference/api-cs-2015-12-15-describeclustersv1-edge */
const describeClustersV1 = operation({
  name: 'DescribeClustersV1',
  actions: ['cs:GetClusters', 'cs:DescribeClustersV1'],
  rate: 'cs',
  route: { method: 'GET', path: '/api/v1/clusters' },
  params: listParams,
  resource: ({ account }) => `acs:cs:*:${account.id}:cluster/*`,
  emptied: (_, body) => ({ ...body, clusters: [] }),
  run: (call, wanted) => {
    const { world, account } = call;
    const size = Math.min(wanted.page_size, world.settings.clusterPageLimit);
    const found: Cluster[] = [];
    for (const cluster of clustersInScope(call)) {
      if (clusterState(world, account, cluster) !== gone && isWanted(cluster, wanted)) found.push(cluster);
    }
    const page = found.slice((wanted.page_number - 1) * size, wanted.page_number * size);
    return {
      clusters: page.map((cluster) => listEntry(world, account, cluster)),
      page_info: { page_number: wanted.page_number, page_size: size, total_count: found.length },
    };
  },
});

const describeClusterDetail = operation({
  name: 'DescribeClusterDetail',
  // The current action name is not confirmed; the 2021 table says GetClusterById.
  actions: ['cs:DescribeClusterDetail', 'cs:GetClusterById'],
  rate: 'cs',
  route: { method: 'GET', path: '/clusters/{ClusterId}' },
  params: { ClusterId: text({ max: 64 }) },
  resource: clusterResource,
  run: (call, { ClusterId }) => detailBody(call.world, call.account, clusterOf(call, ClusterId)),
});

const describeRegions = operation({
  name: 'DescribeRegions',
  actions: ['cs:DescribeRegions'],
  rate: 'cs',
  route: { method: 'GET', path: '/regions' },
  params: {
    acceptLanguage: orElse(text(), 'zh-CN'),
    clusterType: optional(text()),
    profile: optional(text()),
  },
  run: (call, { acceptLanguage }) => ({
    regions: regionNames(acceptLanguage.toLowerCase().startsWith('en') ? 'en' : 'zh'),
    requestId: call.requestId,
  }),
});

const roleQuestion = v.object({
  roles: v.pipe(v.array(v.object({ name: v.pipe(v.string(), v.minLength(1)) })), v.minLength(1)),
});

/** Says whether the role is there, not whether its policy was trimmed. */
const checkServiceRole = operation({
  name: 'CheckServiceRole',
  actions: ['cs:CheckServiceRole'],
  rate: 'cs',
  route: { method: 'POST', path: '/ram/check-service-role' },
  params: {},
  run: (call, _, body) => {
    const asked = v.safeParse(roleQuestion, parseJson(body));
    if (!asked.success) throw invalid('roles');
    const roles = asked.output.roles.map(({ name }) => {
      const role = call.account.roles.get(name.toLowerCase());
      const granted = role !== undefined && valueAt(role.exists, call.world.clock.now);
      return { name, granted, message: granted ? '' : `The role does not exist: ${name}` };
    });
    return { roles };
  },
});

export const csReads = [describeClustersV1, describeClusterDetail, describeRegions, checkServiceRole];
