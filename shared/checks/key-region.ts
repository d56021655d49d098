import { type ExistingKey, type Key, parseKeyArn } from '../model/key.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass, unknown, type Verdict } from './define-check.ts';
import { eachKey } from './each-key.ts';
import { NEW_KEY_AND_SWITCH } from './switch-key.ts';
import { NEW_KEY } from './terraform.ts';

export const keyRegion = defineCheck({
  id: 'key-region',
  order: 60,
  title: 'Key is in the region of its cluster',
  headline: 'KMS key in another region',
  severity: 'high',
  job: 'keys',
  resource: 'key',
  reads: ['keys'],
  link: 'key',
  explainedBy: [UNENCRYPTED],
  supports: [
    'cis-ack-1.0:6.2.1',
    'mlps-level-3:8.1.4.8',
    'iso-27001-2022:A.8.24',
    'pci-dss-4.0.1:3.5',
    'pci-dss-4.0.1:3.6',
    'nist-800-53:SC-12',
    'soc-2:CC6.1',
    'cis-kubernetes:1.2.28',
  ],
  why: 'KMS regions are independent: a cluster cannot use a key of another region.',
  judged:
    'Passes when the ARN of the key from KMS is in the region of the cluster. Fails when that ARN, or the ARN that the cluster refers to, is in another region. A key that KMS cannot find is reported by key-state.',
  remedy: 'Create a key in the region of the cluster and switch the cluster to it.',
  command: NEW_KEY_AND_SWITCH,
  terraform: () => NEW_KEY,
  page: 'key',
  evaluate: ({ keys }) =>
    keys.map((key) => {
      const named = parseKeyArn(key.reference)?.region ?? key.region;
      if (named !== key.region) return elsewhere(key, named);
      return eachKey([key], judge)[0] ?? unknown(key, NO_ARN);
    }),
});

function judge(key: Key, { arn }: ExistingKey): Verdict {
  const region = parseKeyArn(arn)?.region;
  if (region === undefined) return unknown(key, NO_ARN, { arn });
  const facts = { keyRegion: region, clusterRegion: key.region };
  return region === key.region
    ? pass(key, 'The key is in the region of the cluster.', facts)
    : elsewhere(key, region);
}

function elsewhere(key: Key, keyRegion: string): Verdict {
  const facts = { keyRegion, clusterRegion: key.region };
  return fail(key, 'The key is in {keyRegion}, the cluster in {clusterRegion}.', facts);
}

const NO_ARN = 'KMS does not report the region of the key.';
