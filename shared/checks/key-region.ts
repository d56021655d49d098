import { parseKeyArn } from '../model/key.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass } from './define-check.ts';
import { NEW_KEY_AND_SWITCH } from './switch-key.ts';
import { NEW_KEY } from './terraform.ts';

export const keyRegion = defineCheck({
  id: 'key-region',
  order: 60,
  title: 'Key lies in the region of its cluster',
  severity: 'high',
  job: 'keys',
  resource: 'key',
  reads: ['keys'],
  link: 'key',
  explainedBy: [UNENCRYPTED],
  decides: ['cis-kubernetes:1.2.28'],
  supports: [
    'cis-ack-1.0:6.2.1',
    'mlps-level-3:8.1.4.8',
    'iso-27001-2022:A.8.24',
    'pci-dss-4.0:3.5',
    'pci-dss-4.0:3.6',
    'nist-800-53:SC-12',
    'soc-2:CC6.1',
  ],
  why: 'KMS regions are independent: a cluster cannot use a key of another region.',
  judged:
    'Fails when the cluster names its key by an ARN of another region. A bare key id is looked up in the region of the cluster by key-state.',
  remedy: 'Create a key in the region of the cluster and switch the cluster to it.',
  command: NEW_KEY_AND_SWITCH,
  terraform: () => NEW_KEY,
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
