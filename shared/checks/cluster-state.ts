import type { Cluster } from '../model/cluster.ts';
import { defineCheck, fail, pass, pending, skipped, unknown, type Verdict } from './define-check.ts';
import { keyPolicy } from './key-policy.ts';
import { keyState } from './key-state.ts';
import { kmsAccountStatus } from './kms-account-status.ts';
import { kmsInstance } from './kms-instance.ts';
import { networkPath } from './network-path.ts';
import { securityRole } from './security-role.ts';

export const clusterState = defineCheck({
  id: 'cluster-state',
  order: 15,
  title: 'Cluster state is normal',
  headline: 'cluster state is not normal',
  severity: 'high',
  job: 'inventory',
  resource: 'cluster',
  reads: ['clusters'],
  link: 'flag',
  mustHold: true,
  explainedBy: [
    {
      checks: [keyState, kmsAccountStatus, kmsInstance, securityRole, keyPolicy, networkPath].map(
        ({ id }) => id,
      ),
      shares: 'clusters',
    },
  ],
  supports: ['iso-27001-2022:A.8.24', 'nist-800-53:SC-28'],
  why: 'This is how a broken chain to KMS appears: the API server cannot decrypt Secrets, is not ready, and ACK reports the cluster as unavailable.',
  judged:
    'Running, upgrading, scaling, draining and removing pass, because the API server works. Initial, updating and waiting are pending. Unavailable, inactive, update failed, stopped and disconnected fail. An empty or undocumented state is unknown.',
  remedy:
    'Check the key, the KMS instance, the service role and the network path of the cluster; do not restart its API server while one of them fails.',
  command: 'aliyun cs DescribeClusterDetail --region {region} --ClusterId {id}',
  page: 'cluster',
  evaluate: ({ clusters }) => clusters.map(judge),
});

const WORKING = new Set(['running', 'upgrading', 'scaling', 'draining', 'removing']);
const CHANGING = new Set(['initial', 'updating', 'waiting']);
/** `updating_failed` and `stopped` are in older documents only. */
const BROKEN = new Set(['unavailable', 'inactive', 'updating_failed', 'stopped', 'disconnected']);

function judge(cluster: Cluster): Verdict {
  const { inScope, state } = cluster;
  if (!inScope) return skipped(cluster, 'Only Pro clusters in scope are checked.');
  if (WORKING.has(state)) return pass(cluster, 'Cluster state: {state}.', { state });
  if (CHANGING.has(state)) return pending(cluster, 'The cluster is changing (state: {state}).', { state });
  if (BROKEN.has(state)) {
    return fail(cluster, 'Cluster state: {state}; its API server may be down, possibly because of KMS.', {
      state,
    });
  }
  if (state === '') return unknown(cluster, 'ACK does not report the state of the cluster.', { state });
  return unknown(cluster, 'Unknown cluster state: {state}.', { state });
}
