import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass, skipped } from './define-check.ts';
import { creatorKind, eachKey, unknownValue, withField } from './each-key.ts';
import { KEY_DYING } from './key-state.ts';
import { existingKey } from './terraform.ts';

export const keyDeletionProtection = defineCheck({
  id: 'key-deletion-protection',
  order: 80,
  title: 'Key is protected against deletion',
  headline: 'KMS key without deletion protection',
  severity: 'medium',
  job: 'keys',
  resource: 'key',
  reads: ['keys'],
  link: 'keyState',
  causes: ['protection-changed'],
  explainedBy: [UNENCRYPTED, KEY_DYING],
  decides: ['pci-dss-4.0.1:3.6'],
  supports: ['iso-27001-2022:A.8.24', 'pci-dss-4.0.1:3.7', 'nist-800-53:SC-12', 'soc-2:CC6.1'],
  why: 'Without deletion protection one call schedules the deletion of a key that clusters depend on.',
  judged:
    'Passes when deletion protection is on, fails when it is off. Service keys cannot be protected and are skipped.',
  remedy: 'Turn deletion protection on.',
  command:
    'aliyun kms SetDeletionProtection --region {region} --ProtectedResourceArn {arn} --EnableDeletionProtection true',
  terraform: ({ resource }) => existingKey(resource.id, { deletion_protection: '"Enabled"' }),
  page: 'key',
  evaluate: ({ keys }) =>
    eachKey(keys, (key, data) => {
      if (data.creator.seen && creatorKind(data.creator.value) === 'service') {
        return skipped(key, 'A service key cannot be protected by the account.');
      }
      return withField(key, data.deletionProtection, (protection) => {
        const facts = { protection, arn: data.arn };
        if (protection === 'Enabled') return pass(key, 'Deletion protection is on.', facts);
        if (protection === 'Disabled') return fail(key, 'Deletion protection is off.', facts);
        return unknownValue(key, protection, facts);
      });
    }),
});
