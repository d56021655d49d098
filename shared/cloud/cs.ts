import type official from '@alicloud/cs20151215';
import { every, mayName, names, namesRoles } from './binding.ts';
import type { Operation } from './operation.ts';

/** ACK documents no limit: each account shows how many calls it bears, and it is remembered. */
const BUDGET = { name: 'cs', scope: 'account', calls: 10, perMs: 1000, most: 100 } as const;

/** One for each cluster, once an hour: in a lane of their own, which slows down where ACK says so. */
const KUBECONFIGS = { name: 'cs-kubeconfigs', scope: 'account', calls: 100, perMs: 1000 } as const;

const base = { product: 'cs', version: '2015-12-15', style: 'ROA', method: 'GET', budget: BUDGET } as const;

/** Container Service for Kubernetes 2015-12-15; each is named as in the official client. */
export const cs = {
  describeClustersV1: {
    ...base,
    action: 'DescribeClustersV1',
    path: '/api/v1/clusters',
    permission: 'cs:GetClusters',
    alsoPermissions: ['cs:DescribeClustersV1'],
  },
  describeClusterDetail: {
    ...base,
    action: 'DescribeClusterDetail',
    path: '/clusters/{ClusterId}',
    permission: 'cs:DescribeClusterDetail',
    binding: every(names('ClusterId', 'cluster_id'), mayName('RegionId', 'region_id')),
  },
  /** Its answer does not name the cluster; the address in it does. */
  describeClusterUserKubeconfig: {
    ...base,
    action: 'DescribeClusterUserKubeconfig',
    path: '/k8s/{ClusterId}/user_config',
    permission: 'cs:DescribeClusterUserKubeconfig',
    budget: KUBECONFIGS,
  },
  checkServiceRole: {
    ...base,
    action: 'CheckServiceRole',
    method: 'POST',
    path: '/ram/check-service-role',
    permission: 'cs:CheckServiceRole',
    binding: namesRoles,
  },
  /** Tells only of clusters that the caller administers, unless the caller is the account itself. */
  describeUserPermission: {
    ...base,
    action: 'DescribeUserPermission',
    path: '/permissions/users/{uid}',
    permission: 'cs:DescribeUserPermission',
    alsoPermissions: ['cs:GetUserPermissions'],
  },
} as const satisfies Partial<Record<keyof official.default, Operation>>;
