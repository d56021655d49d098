import type { ExistingKey, Key } from '../model/key.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass, skipped, type Verdict } from './define-check.ts';
import { eachKey, withField } from './each-key.ts';

export const keyCryptoperiod = defineCheck({
  id: 'key-cryptoperiod',
  order: 95,
  title: 'Key version is within its cryptoperiod',
  headline: 'key version past its cryptoperiod',
  severity: 'medium',
  job: 'keys',
  resource: 'key',
  reads: ['keys'],
  causes: ['rotation-changed', 'key-rotated'],
  explainedBy: [UNENCRYPTED],
  decides: ['pci-dss-4.0.1:3.7.4'],
  supports: ['iso-27001-2022:A.8.24', 'nist-800-53:SC-12', 'pci-dss-4.0.1:3.7'],
  why: 'The longer one key version is in use, the more data a leak of it exposes.',
  judged:
    'policy.cryptoperiodDays is how long a key version may be in use. Passes while the newest version, from the last rotation or else the creation of the key, is not older; fails when it is. Whether older Secrets were rewritten is checked by secrets-reencryption. Without policy.cryptoperiodDays it is not checked.',
  remedy:
    'Rotate the key, or switch the cluster to a new key; then rewrite every Secret and list it under confirmations in the configuration.',
  command:
    'aliyun kms UpdateRotationPolicy --region {region} --KeyId {id} --EnableAutomaticRotation true --RotationInterval 365d',
  page: 'key',
  evaluate: ({ keys }, { cryptoperiodDays }, now) =>
    eachKey(keys, (key, data) =>
      cryptoperiodDays === null
        ? skipped(key, 'policy.cryptoperiodDays does not say how long a key version may be in use.', {
            setting: 'policy.cryptoperiodDays',
          })
        : withField(key, data.created, (created) => judge(key, data, created, cryptoperiodDays, now)),
    ),
});

function judge(key: Key, { lastRotation }: ExistingKey, created: string, limit: number, now: Date): Verdict {
  return withField(key, lastRotation, (rotated) => {
    const since = rotated !== null && Date.parse(rotated) > Date.parse(created) ? rotated : created;
    const days = Math.floor((now.getTime() - Date.parse(since)) / 86_400_000);
    const facts = { since, days, limit };
    return days > limit
      ? fail(
          key,
          'The newest key version is from {since}, {days} {days:day|days} old; the cryptoperiod is {limit} {limit:day|days}.',
          facts,
        )
      : pass(
          key,
          'The newest key version is from {since}, within the cryptoperiod of {limit} {limit:day|days}.',
          facts,
        );
  });
}
