import { keysInUse } from '../model/key.ts';
import { defineCheck, fail, pass } from './define-check.ts';

export const keyShared = defineCheck({
  id: 'key-shared',
  title: 'Key serves one cluster only',
  severity: 'info',
  job: 'inventory',
  resource: 'key',
  reads: ['clusters'],
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
