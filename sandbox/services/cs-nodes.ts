import { operation } from '../api/operation.ts';
import { optional, text } from '../api/params.ts';
import { fingerprint } from '../world/ids.ts';
import { beijing } from '../world/time.ts';
import { clusterOf, clusterResource } from './cs-reads.ts';

/**
 * All nodes of a cluster as one pool, which is what the world knows of them: how many, and that CloudMonitor is not installed,
 * as `meta_data` says. https://www.alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/developer-reference/api-cs-2015-12-15-describeclusternodepools
 */
const describeClusterNodePools = operation({
  name: 'DescribeClusterNodePools',
  actions: ['cs:DescribeClusterNodePools'],
  rate: 'cs',
  route: { method: 'GET', path: '/clusters/{ClusterId}/nodepools' },
  params: { ClusterId: text({ max: 64 }), NodepoolName: optional(text()) },
  resource: clusterResource,
  run: (call, { ClusterId, NodepoolName }) => {
    const { id, region, size, created } = clusterOf(call, ClusterId);
    const name = 'default-nodepool';
    if (size === 0 || (NodepoolName ?? name) !== name) return { nodepools: [] };
    const pool = {
      nodepool_info: {
        nodepool_id: `np${fingerprint(id)}`,
        name,
        type: 'ess',
        is_default: true,
        region_id: region,
        created: beijing(created),
        updated: beijing(created),
      },
      kubernetes_config: { cms_enabled: false, runtime: 'containerd', runtime_version: '1.6.39' },
      status: {
        state: 'active',
        total_nodes: size,
        healthy_nodes: size,
        serving_nodes: size,
        failed_nodes: 0,
        initial_nodes: 0,
        offline_nodes: 0,
        removing_nodes: 0,
      },
    };
    return { nodepools: [pool] };
  },
});

/** In the world nobody ever ran one. */
const listClusterChecks = operation({
  name: 'ListClusterChecks',
  actions: ['cs:ListClusterChecks'],
  rate: 'cs',
  route: { method: 'GET', path: '/clusters/{cluster_id}/checks' },
  params: { cluster_id: text({ max: 64 }), type: optional(text()), target: optional(text()) },
  resource: (call, { cluster_id }) => clusterResource(call, { ClusterId: cluster_id }),
  run: (call, { cluster_id }) => {
    clusterOf(call, cluster_id);
    return { checks: [] };
  },
});

export const csNodes = [describeClusterNodePools, listClusterChecks];
