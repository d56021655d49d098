import type { Cluster } from '../world/cluster.ts';
import { metaData, missingField } from '../world/cluster-meta.ts';
import type { JsonObject } from '../world/json.ts';
import { clusterState } from '../world/ledger.ts';
import { cryptoCode, findKey } from '../world/serving.ts';
import { beijing } from '../world/time.ts';
import { valueAt } from '../world/timeline.ts';
import { securityGroupOf, vpcOf, vSwitchesOf } from '../world/vpc.ts';
import type { Account, WorldState } from '../world/world-state.ts';

export function stateOf(world: WorldState, account: Account, cluster: Cluster): string {
  const { now } = world.clock;
  const state = clusterState(world, account, cluster);
  const { on, key: name } = valueAt(cluster.encryption, now);
  if (!on || state !== 'running' || world.settings.stateWhenKeyUnusable === 'running') return state;
  const key = findKey(account, cluster.region, name, now);
  if (typeof key === 'string') return 'unavailable';
  const call = { action: 'kms:Decrypt', principal: '', byService: true, at: now };
  return cryptoCode(world, account, key, call) ? 'unavailable' : 'running';
}

const sameForAll: JsonObject = {
  vswitch_id: '',
  zone_id: '',
  network_mode: 'vpc',
  subnet_cidr: '',
  container_cidr: '',
  service_cidr: '192.168.0.0/16',
  cluster_domain: 'cluster.local',
  ip_stack: 'ipv4',
  proxy_mode: 'ipvs',
  timezone: 'Asia/Shanghai',
  deletion_protection: true,
  private_zone: false,
  docker_version: '',
  external_loadbalancer_id: '',
  worker_ram_role_name: '',
  maintenance_window: {
    enable: false,
    maintenance_time: '',
    duration: '',
    weekly_period: '',
    recurrence: '',
  },
  operation_policy: { cluster_auto_upgrade: { enabled: false, channel: '' } },
};

/** Addresses of the API servers; in a world without any nobody listens at the private one. */
export function endpointsOf(world: WorldState, cluster: Cluster): { open: string; inside: string } {
  const port = world.doors?.portOf(cluster) ?? null;
  if (port === null) return { open: '', inside: 'https://10.0.0.10:6443' };
  const open = cluster.inside.publicEndpoint ? `https://localhost:${port}` : '';
  return { open, inside: `https://127.0.0.1:${port}` };
}

/** JSON text. */
function masterUrl(world: WorldState, cluster: Cluster): string {
  const { open, inside } = endpointsOf(world, cluster);
  return JSON.stringify({ api_server_endpoint: open, intranet_api_server_endpoint: inside });
}

/** Fields that list and detail share. Field set: captured list entries and the SDK. */
function common(world: WorldState, account: Account, cluster: Cluster): JsonObject {
  const { now } = world.clock;
  const state = stateOf(world, account, cluster);
  const creating = state === 'initial';
  return {
    name: cluster.name,
    cluster_id: cluster.id,
    region_id: cluster.region,
    state,
    cluster_type: cluster.type,
    profile: cluster.profile,
    cluster_spec: cluster.spec,
    created: beijing(cluster.created),
    // Captured for a cluster that was still being created.
    updated: cluster.updated === null ? '0001-01-01T00:00:00Z' : beijing(cluster.updated),
    init_version: cluster.initVersion,
    current_version: cluster.version,
    next_version: cluster.nextVersion,
    size: cluster.size,
    resource_group_id: 'rg-sandbox000000001',
    vpc_id: vpcOf(account, cluster.region),
    vswitch_ids: vSwitchesOf(account, cluster),
    security_group_id: securityGroupOf(account, cluster),
    ...sameForAll,
    master_url: creating ? '' : masterUrl(world, cluster),
    meta_data: metaData(cluster, valueAt(cluster.encryption, now), creating),
    tags: cluster.tags === null ? null : cluster.tags.map(({ key, value }) => ({ key, value })),
  };
}

function overridden(body: JsonObject, fields: JsonObject): JsonObject {
  const result = { ...body, ...fields };
  for (const [name, value] of Object.entries(result)) if (value === missingField) delete result[name];
  return result;
}

/** An entry of DescribeClustersV1. */
export function listEntry(world: WorldState, account: Account, cluster: Cluster): JsonObject {
  const entry = { ...common(world, account, cluster), parameters: null, capabilities: null };
  return overridden(entry, cluster.listFields);
}

/** The body of DescribeClusterDetail: the cluster itself, not wrapped. */
export function detailBody(world: WorldState, account: Account, cluster: Cluster): JsonObject {
  const body = {
    ...common(world, account, cluster),
    parameters: {},
    node_cidr_mask: '25',
    extra_sans: [],
    auto_mode: { enable: false },
    rrsa_config: { enabled: false },
    control_plane_endpoints_config: {
      internal_dns_config: { enabled: false, bind_vpcs: [] },
      load_balancers_config: [],
    },
  };
  return overridden(body, cluster.detailFields);
}
