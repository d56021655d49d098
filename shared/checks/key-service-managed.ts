import { defineCheck, fail, pass } from './define-check.ts';
import { eachKey, isServiceKey, withField } from './each-key.ts';

export const keyServiceManaged = defineCheck({
  id: 'key-service-managed',
  title: 'Key belongs to the account, not to a cloud service',
  severity: 'high',
  job: 'keys',
  resource: 'key',
  reads: ['keys'],
  why: 'ACK refuses service keys, and nobody in the account can protect, rotate or grant them.',
  judged: 'Passes when the creator of the key is an account id; a service code such as Ecs fails.',
  remedy: 'Switch the cluster to a default key of the CMK type, or to a key in a KMS instance.',
  command: 'aliyun kms CreateKey --region {region} --KeySpec Aliyun_AES_256 --KeyUsage ENCRYPT/DECRYPT',
  page: 'key',
  evaluate: ({ keys }) =>
    eachKey(keys, (key, data) =>
      withField(key, data.creator, (creator) =>
        isServiceKey(creator)
          ? fail(key, 'The key was made by the cloud service {creator}.', { creator })
          : pass(key, 'The key was made by account {creator}.', { creator }),
      ),
    ),
});
