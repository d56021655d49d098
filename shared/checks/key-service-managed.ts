import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass } from './define-check.ts';
import { creatorKind, eachKey, unknownValue, withField } from './each-key.ts';
import { NEW_KEY_AND_SWITCH } from './switch-key.ts';
import { NEW_KEY } from './terraform.ts';

export const keyServiceManaged = defineCheck({
  id: 'key-service-managed',
  order: 50,
  title: 'Key belongs to the account, not to a cloud service',
  headline: 'KMS key of a cloud service',
  severity: 'high',
  job: 'keys',
  resource: 'key',
  reads: ['keys'],
  link: 'key',
  explainedBy: [UNENCRYPTED],
  decides: ['pci-dss-4.0.1:3.6'],
  supports: [
    'cis-ack-1.0:6.2.1',
    'mlps-level-3:8.1.4.8',
    'iso-27001-2022:A.8.24',
    'pci-dss-4.0.1:3.5',
    'nist-800-53:SC-12',
    'soc-2:CC6.1',
    'cis-kubernetes:1.2.28',
  ],
  why: 'ACK rejects service keys, and nobody in the account can protect, rotate or grant them.',
  judged: 'Passes when the creator of the key is an account id; a service code such as Ecs fails.',
  remedy: 'Create a key of the account, such as a default key of the CMK type, and switch the cluster to it.',
  command: NEW_KEY_AND_SWITCH,
  terraform: () => NEW_KEY,
  page: 'key',
  evaluate: ({ keys }) =>
    eachKey(keys, (key, data) =>
      withField(key, data.creator, (creator) => {
        const kind = creatorKind(creator);
        if (kind === 'account') return pass(key, 'The key was created by account {creator}.', { creator });
        return kind === 'service'
          ? fail(key, 'The key was created by the cloud service {creator}.', { creator })
          : unknownValue(key, creator);
      }),
    ),
});
