import { keysInUse } from '../model/key.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass } from './define-check.ts';

export const keyShared = defineCheck({
  id: 'key-shared',
  order: 120,
  title: 'Key serves one cluster only',
  severity: 'info',
  job: 'inventory',
  resource: 'key',
  reads: ['clusters'],
  explainedBy: [UNENCRYPTED],
  supports: ['iso-27001-2022:A.8.24', 'pci-dss-4.0:3.6', 'nist-800-53:SC-12', 'soc-2:CC6.1'],
  why: 'One mistake with a shared key stops all its clusters, and proof of use cannot be told apart.',
  judged: 'Informs when more than one cluster is sealed with the same key.',
  remedy: 'Give each cluster a key of its own where their risk differs.',
  command: 'aliyun kms CreateKey --region {region} --KeySpec Aliyun_AES_256 --KeyUsage ENCRYPT/DECRYPT',
  page: 'key',
  evaluate: ({ clusters }) =>
    keysInUse(clusters).map((key) =>
      key.clusters.length > 1
        ? fail(key, '{count} clusters are sealed with this key.', { count: key.clusters.length })
        : pass(key, 'One cluster is sealed with this key.'),
    ),
});
