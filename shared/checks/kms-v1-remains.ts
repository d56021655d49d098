import { isRewritten, sealingKey, servesKmsV2 } from '../model/cluster.ts';
import { defineCheck, fail, pass, skipped, unknown } from './define-check.ts';

export const kmsV1Remains = defineCheck({
  id: 'kms-v1-remains',
  order: 140,
  title: 'Cluster has only run versions that encrypt through KMS v2',
  severity: 'medium',
  job: 'inventory',
  resource: 'cluster',
  reads: ['clusters'],
  decides: ['cis-kubernetes:1.2.28'],
  supports: ['iso-27001-2022:A.8.24', 'pci-dss-4.0:3.7', 'nist-800-53:SC-12'],
  why: 'KMS v1 is deprecated in Kubernetes: it calls KMS for every Secret, so it is slower, costs more, and stops being served one day.',
  judged:
    'Tells from version numbers only; no Secret is looked at. An encrypted cluster that started below Kubernetes 1.31 and runs 1.31 or later fails until rewriting its Secrets is confirmed: older ones may still be encrypted through KMS v1. One that still runs below 1.31 fails as info, because KMS v1 is all it has.',
  remedy:
    'Write every Secret again, so that it is encrypted through KMS v2; then enter it under confirmations in the configuration.',
  command: 'kubectl get secrets --all-namespaces -o json | kubectl replace -f -',
  page: 'cluster',
  evaluate: ({ clusters }) =>
    clusters.map((cluster) => {
      if (sealingKey(cluster) === null) return skipped(cluster, 'The cluster is not encrypted.');
      const { version, initVersion } = cluster;
      const facts = { version, initVersion };
      const now = servesKmsV2(cluster);
      const then = servesKmsV2({ ...cluster, version: initVersion });
      if (now === null || (now && then === null)) {
        return unknown(
          cluster,
          'The Kubernetes version cannot be read ({version}, at first {initVersion}).',
          facts,
        );
      }
      if (!now) {
        return fail(cluster, 'Kubernetes {version} seals Secrets through KMS v1.', facts, {
          severity: 'info',
          remedy: 'Upgrade the cluster to Kubernetes 1.31 or later, then write every Secret again.',
          command: '',
        });
      }
      if (then) {
        return pass(
          cluster,
          'Created with Kubernetes {initVersion}, now {version}: both encrypt through KMS v2.',
          facts,
        );
      }
      return isRewritten(cluster, cluster.past?.upgraded ?? '')
        ? pass(cluster, 'Rewriting all Secrets after the upgrade is confirmed.', facts)
        : fail(
            cluster,
            'Upgraded from {initVersion} to {version}; older Secrets may still be sealed through KMS v1.',
            facts,
          );
    }),
});
