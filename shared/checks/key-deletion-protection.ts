import { defineCheck, fail, pass, skipped, unknown } from './define-check.ts';
import { eachKey, isServiceKey, withField } from './each-key.ts';

export const keyDeletionProtection = defineCheck({
  id: 'key-deletion-protection',
  title: 'Key is protected against deletion',
  severity: 'medium',
  job: 'keys',
  resource: 'key',
  reads: ['keys'],
  why: 'Without deletion protection one call schedules the deletion of a key that clusters depend on.',
  judged:
    'Passes when DeletionProtection is Enabled, fails when Disabled. Service keys cannot be protected and are skipped.',
  remedy: 'Turn deletion protection on.',
  command:
    'aliyun kms SetDeletionProtection --region {region} --ProtectedResourceArn {arn} --EnableDeletionProtection true',
  page: 'key',
  evaluate: ({ keys }) =>
    eachKey(keys, (key, data) => {
      if (data.creator.seen && isServiceKey(data.creator.value)) {
        return skipped(key, 'A service key cannot be protected by the account.');
      }
      return withField(key, data.deletionProtection, (protection) => {
        const facts = { protection, arn: data.arn };
        if (protection === 'Enabled') return pass(key, 'Deletion protection is on.', facts);
        if (protection === 'Disabled') return fail(key, 'Deletion protection is off.', facts);
        return unknown(key, 'KMS reports a value that the rules do not know ({protection}).', facts);
      });
    }),
});
