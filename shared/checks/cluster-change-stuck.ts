import { isChanging } from '../model/cluster.ts';
import { defineCheck, fail, pass, pending, skipped } from './define-check.ts';

const LONG_CREATION = 'Creation has been running for {minutes} min, since {since} (state: {state}).';
const LONG_CHANGE = 'A change has been running for {minutes} min, since {since} (state: {state}).';

export const clusterChangeStuck = defineCheck({
  id: 'cluster-change-stuck',
  order: 20,
  title: 'Cluster changes finish in time',
  headline: 'cluster change does not finish',
  severity: 'medium',
  job: 'inventory',
  resource: 'cluster',
  reads: ['clusters'],
  link: 'flag',
  causes: ['encryption-on', 'encryption-off', 'key-replaced'],
  supports: [
    'cis-ack-1.0:6.2.1',
    'cis-kubernetes:1.2.27',
    'mlps-level-3:8.1.4.8',
    'iso-27001-2022:A.8.24',
    'pci-dss-4.0.1:3.5',
    'nist-800-53:SC-28',
    'soc-2:CC6.1',
  ],
  why: 'While an encryption change hangs, nobody knows whether Secrets are encrypted, and the next change is blocked.',
  judged:
    'A cluster in creation or update for longer than changeStuckMinutes fails. The start is the earliest one known: the UpdateKMSEncryption event, the first observation of the change, or the time of the last update.',
  remedy: 'Check the task of the cluster in the console; if it hangs, open a ticket with the cluster ID.',
  command: 'aliyun cs DescribeClusterDetail --region {region} --ClusterId {id}',
  page: 'cluster',
  evaluate: ({ clusters }, policy, now) =>
    clusters.map((cluster) => {
      if (!cluster.inScope) return skipped(cluster, 'Only Pro clusters in scope are checked.');
      const { state, changingSince } = cluster;
      if (!isChanging(cluster)) return pass(cluster, 'No change is in progress.', { state });
      if (changingSince === null) {
        return pending(cluster, 'The cluster is changing (state: {state}).', { state });
      }
      const minutes = Math.floor((now.getTime() - Date.parse(changingSince)) / 60_000);
      const facts = { state, since: changingSince, minutes, limit: policy.changeStuckMinutes };
      return minutes > policy.changeStuckMinutes
        ? fail(cluster, state === 'initial' ? LONG_CREATION : LONG_CHANGE, facts)
        : pending(cluster, 'The cluster has been changing since {since} (state: {state}).', facts);
    }),
});
