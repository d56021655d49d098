import type { Key } from '../model/key.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass, type Verdict } from './define-check.ts';
import { eachKey, unknownValue, withField } from './each-key.ts';
import { NEW_KEY_AND_SWITCH } from './switch-key.ts';
import { NEW_KEY } from './terraform.ts';

export const keySpec = defineCheck({
  id: 'key-spec',
  order: 40,
  title: 'Key has the specification that ACK requires',
  headline: 'KMS key with a wrong specification',
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
    'pci-dss-4.0.1:3.5',
    'pci-dss-4.0.1:3.6',
    'nist-800-53:SC-12',
    'soc-2:CC6.1',
    'gbt-39786-2021:5',
  ],
  why: 'ACK encrypts Secrets only with a key of specification Aliyun_AES_256 and usage ENCRYPT/DECRYPT; with any other key the calls of the API server fail.',
  judged:
    'Passes when KeySpec is Aliyun_AES_256 and KeyUsage is ENCRYPT/DECRYPT; any other value that KMS offers fails, an unknown value is unknown.',
  remedy: 'Create a key of specification Aliyun_AES_256 and switch the cluster to it.',
  command: NEW_KEY_AND_SWITCH,
  terraform: () => NEW_KEY,
  page: 'key',
  evaluate: ({ keys }) =>
    eachKey(keys, (key, data) =>
      withField(key, data.spec, (spec) => withField(key, data.usage, (usage) => judge(key, spec, usage))),
    ),
});

function judge(key: Key, spec: string, usage: string): Verdict {
  const facts = { spec, usage };
  if (OTHER_SPEC.test(spec) || OTHER_USAGE.test(usage)) {
    return fail(key, 'The key is {spec} for {usage}; ACK needs Aliyun_AES_256 for ENCRYPT/DECRYPT.', facts);
  }
  if (spec !== 'Aliyun_AES_256') return unknownValue(key, spec, facts);
  if (usage !== 'ENCRYPT/DECRYPT') return unknownValue(key, usage, facts);
  return pass(key, 'The key is {spec} for {usage}.', facts);
}

/** What else KMS offers. */
const OTHER_SPEC = /^(Aliyun_(AES_(128|192)|SM4)|RSA_\d+|EC_\w+|HMAC_\w+)$/;
const OTHER_USAGE = /^(SIGN\/VERIFY|GENERATE\/VERIFY_MAC)$/;
