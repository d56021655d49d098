import type { Policy } from '../config/policy.ts';
import type { Key } from '../model/key.ts';
import { defineCheck, fail, skipped, type Verdict } from './define-check.ts';
import { eachKey, withField } from './each-key.ts';

export const keyMaterialExpiry = defineCheck({
  id: 'key-material-expiry',
  title: 'Key material does not expire',
  severity: 'high',
  job: 'keys',
  resource: 'key',
  reads: ['keys'],
  why: 'When imported key material expires the key stops working and every Secret sealed with it becomes unreadable until the same material is imported again.',
  judged:
    'Judges keys of origin EXTERNAL. Expired material fails as high, material that expires within materialExpiryDays as medium, imported material without a near end as low, because only the account holds a copy of it.',
  remedy: 'Import the same key material again with a later expiry, or without one.',
  command:
    'aliyun kms GetParametersForImport --region {region} --KeyId {id} --WrappingAlgorithm RSAES_OAEP_SHA_256 --WrappingKeySpec RSA_2048',
  page: 'key',
  evaluate: ({ keys }, policy, now) =>
    eachKey(keys, (key, data) =>
      withField(key, data.origin, (origin) => {
        if (origin !== 'EXTERNAL')
          return skipped(key, 'KMS made the key material; it does not expire.', { origin });
        return withField(key, data.materialExpires, (expires) => judge(key, expires, policy, now));
      }),
    ),
});

function judge(key: Key, expires: string | null, policy: Policy, now: Date): Verdict {
  if (expires === null) {
    return fail(
      key,
      'The key material is imported and has no expiry.',
      { expires: 'never' },
      {
        severity: 'low',
        remedy: 'Keep a safe copy of the key material, or move the cluster to a key made by KMS.',
        command: '',
      },
    );
  }
  const days = Math.floor((Date.parse(expires) - now.getTime()) / 86_400_000);
  const facts = { expires, days };
  if (days < 0) return fail(key, 'The key material expired on {expires}.', facts);
  return days <= policy.materialExpiryDays
    ? fail(key, 'The key material expires on {expires}, in {days} days.', facts, { severity: 'medium' })
    : fail(key, 'The key material is imported and expires on {expires}, in {days} days.', facts, {
        severity: 'low',
      });
}
