import { parseKeyArn } from '../model/key.ts';
import { defineCheck, fail, pass } from './define-check.ts';

export const keyRegion = defineCheck({
  id: 'key-region',
  title: 'Key lies in the region of its cluster',
  severity: 'high',
  job: 'keys',
  resource: 'key',
  reads: ['keys'],
  why: 'KMS regions are independent: a cluster cannot use a key of another region.',
  judged:
    'Fails when the cluster names its key by an ARN of another region. A bare key id is looked up in the region of the cluster by key-state.',
  remedy: 'Create a key in the region of the cluster and switch the cluster to it.',
  command: 'aliyun kms CreateKey --region {region} --KeySpec Aliyun_AES_256 --KeyUsage ENCRYPT/DECRYPT',
  page: 'key',
  evaluate: ({ keys }) =>
    keys.map((key) => {
      const keyRegionName = parseKeyArn(key.reference)?.region ?? key.region;
      const facts = { keyRegion: keyRegionName, clusterRegion: key.region };
      return keyRegionName === key.region
        ? pass(key, 'The key is looked up in the region of the cluster.', facts)
        : fail(key, 'The key lies in {keyRegion}, the cluster in {clusterRegion}.', facts);
    }),
});
