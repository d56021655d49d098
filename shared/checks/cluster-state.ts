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
  title: 'Cluster is in a working state',
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
  why: 'A broken chain to KMS looks like this: the API server cannot decrypt Secrets, is not ready, and ACK reports the cluster as unavailable.',
  judged:
    'running passes, and so do upgrading, scaling, draining and removing, in which the API server works. initial, updating and waiting are pending. unavailable, inactive, updating_failed, stopped and disconnected fail. An empty state and one that the rules do not know are unknown.',
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
  if (!inScope) return skipped(cluster, 'Only Pro clusters in scope are judged.');
  if (WORKING.has(state)) return pass(cluster, 'ACK reports the cluster as {state}.', { state });
  if (CHANGING.has(state))
    return pending(cluster, 'A change of the cluster is under way ({state}).', { state });
  if (BROKEN.has(state)) {
    return fail(
      cluster,
      'ACK reports the cluster as {state}; its API server may be down, and KMS is a suspect.',
      { state },
    );
  }
  if (state === '') return unknown(cluster, 'ACK does not report the state of the cluster.', { state });
  return unknown(cluster, 'ACK reports a state that the rules do not know ({state}).', { state });
}
