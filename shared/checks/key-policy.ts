import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass, skipped, unknown } from './define-check.ts';

export const keyPolicy = defineCheck({
  id: 'key-policy',
  order: 110,
  title: 'Key policy lets the service role in',
  severity: 'low',
  job: 'keys',
  resource: 'key',
  reads: ['keys'],
  sources: ['keyPolicies'],
  causes: ['key-policy-changed'],
  explainedBy: [UNENCRYPTED],
  decides: ['pci-dss-4.0:3.6', 'nist-800-53:SC-12', 'soc-2:CC6.1'],
  supports: ['iso-27001-2022:A.8.24'],
  why: 'The policy of a key in an instance can shut out the role that ACK calls KMS with, and nobody notices until the API server restarts.',
  judged:
    'Judges keys that live in a KMS instance. Passes when the policy allows the whole account or names the service role. A narrower policy fails as low, one that denies as medium: a person should look.',
  remedy: 'Look at the key policy and let the service role use the key.',
  command: 'aliyun kms GetKeyPolicy --region {region} --KeyId {id} --PolicyName default',
  page: 'key',
  evaluate: ({ keys }) =>
    keys.map((key) => {
      if (!key.policy.seen) return unknown(key, key.policy);
      const policy = key.policy.value;
      if (policy === null) return skipped(key, 'Only keys in a KMS instance have a policy of their own.');
      const facts = {
        allowsAccount: policy.allowsAccount,
        allowsRole: policy.allowsRole,
        denies: policy.denies,
      };
      if (policy.denies) return fail(key, 'The key policy denies calls.', facts, { severity: 'medium' });
      return policy.allowsAccount || policy.allowsRole
        ? pass(key, 'The key policy lets the role in.', facts)
        : fail(key, 'The key policy names neither the account nor the service role.', facts);
    }),
});
