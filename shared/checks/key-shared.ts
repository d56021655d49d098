import { keysInUse } from '../model/key.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass } from './define-check.ts';
import { NEW_KEY_AND_SWITCH } from './switch-key.ts';

export const keyShared = defineCheck({
  id: 'key-shared',
  order: 120,
  title: 'Key serves one cluster only',
  headline: 'KMS key shared by clusters',
  severity: 'info',
  job: 'inventory',
  resource: 'key',
  reads: ['clusters'],
  explainedBy: [UNENCRYPTED],
  supports: [
    'iso-27001-2022:A.8.24',
    'pci-dss-4.0.1:3.6',
    'nist-800-53:SC-12',
    'soc-2:CC6.1',
    'pci-dss-4.0.1:3.6.1.1',
  ],
  why: 'One mistake with a shared key stops all its clusters, and evidence of use cannot be attributed to one of them.',
  judged: 'Informational when more than one cluster is encrypted with the same key.',
  remedy: 'If their risks differ, create a key for each cluster and switch the cluster to it.',
  command: NEW_KEY_AND_SWITCH,
  page: 'key',
  evaluate: ({ clusters }) =>
    keysInUse(clusters).map((key) =>
      key.clusters.length > 1
        ? fail(key, '{count} {count:cluster uses|clusters use} this key.', { count: key.clusters.length })
        : pass(key, 'One cluster uses this key.'),
    ),
});
