import type { Policy } from '../config/policy.ts';
import type { Key } from '../model/key.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, skipped, type Verdict } from './define-check.ts';
import { eachKey, withField } from './each-key.ts';
import { IMPORT_MATERIAL } from './import-material.ts';
import { noHorizon } from './no-horizon.ts';

export const keyMaterialExpiry = defineCheck({
  id: 'key-material-expiry',
  order: 100,
  title: 'Key material does not expire',
  severity: 'high',
  job: 'keys',
  resource: 'key',
  reads: ['keys'],
  link: 'keyState',
  explainedBy: [UNENCRYPTED],
  decides: ['pci-dss-4.0:3.7'],
  supports: [
    'cis-ack-1.0:6.2.1',
    'cis-kubernetes:1.2.28',
    'mlps-level-3:8.1.4.8',
    'iso-27001-2022:A.8.24',
    'pci-dss-4.0:3.5',
    'nist-800-53:SC-12',
    'nist-800-53:SC-28',
  ],
  why: 'When imported key material expires the key stops working and every Secret sealed with it becomes unreadable until the same material is imported again.',
  judged:
    'Judges keys of origin EXTERNAL. Expired material fails as high, material that expires within materialExpiryDays as medium, imported material without a near end as low, because only the account holds a copy of it.',
  remedy: 'Import the same key material again with a later expiry, or without one.',
  command: IMPORT_MATERIAL,
  page: 'key',
  policyWarning: ({ materialExpiryDays }) =>
    noHorizon('key-material-expiry', 'policy.materialExpiryDays', materialExpiryDays),
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
