import type { ExistingKey, Key } from '../model/key.ts';
import { defineCheck, fail, pass, unknown, type Verdict } from './define-check.ts';
import { withField } from './each-key.ts';
import { formerKeyLeft } from './left-population.ts';

export const formerKey = defineCheck({
  id: 'former-key',
  order: 32,
  title: 'Former key stays usable until all Secrets are rewritten',
  headline: 'former KMS key not usable',
  effect: 'Secrets that were not rewritten still need it',
  severity: 'high',
  job: 'keys',
  resource: 'key',
  reads: ['formerKeys'],
  sources: ['formerKeys'],
  link: 'keyState',
  causes: ['key-disabled', 'key-deletion-scheduled', 'key-material-deleted', 'key-deleted'],
  supports: ['iso-27001-2022:A.8.24', 'nist-800-53:SC-12', 'pci-dss-4.0.1:3.7', 'pci-dss-4.0.1:3.7.4'],
  why: 'A Secret written before the key was replaced, or before encryption was turned off, stays encrypted with the former key until it is rewritten; without that key nobody can read it.',
  judged:
    'Keys that encrypted a cluster before, according to stored history, events or the setting that was turned off, are watched until the rewrite of all Secrets is listed under confirmations. Enabled passes. Disabled and pending import fail as high, pending deletion and a key that is gone as critical. Its KMS instance is checked by kms-instance.',
  remedy:
    'Keep the key enabled; rewrite every Secret, then list it under confirmations in the configuration.',
  command: 'aliyun kms EnableKey --region {region} --KeyId {id}',
  page: 'key',
  left: formerKeyLeft,
  evaluate: ({ formerKeys }, _policy, now) =>
    formerKeys.map((key) => {
      const { metadata } = key;
      if (!metadata.seen) return unknown(key, metadata);
      const data = metadata.value;
      if (!data.exists)
        return fail(key, 'KMS cannot find the former key in {region}.', { region: key.region }, GONE);
      return withField(key, data.state, (state) => judge(key, data, state, now));
    }),
});

const GONE = {
  severity: 'critical',
  remedy: 'Find the unreadable Secrets and create them again; a deleted key cannot be restored.',
  command: '',
} as const;

function judge(key: Key, data: ExistingKey, state: string, now: Date): Verdict {
  const facts = { state, arn: data.arn };
  switch (state) {
    case 'Enabled':
      return pass(key, 'The former key is enabled.', facts);
    case 'Disabled':
      return fail(key, 'The former key is disabled; Secrets that were not rewritten still need it.', facts);
    case 'PendingImport':
      return fail(
        key,
        'The imported material of the former key is missing; Secrets that were not rewritten still need it.',
        facts,
        {
          remedy: 'Import the same key material again; no other material can decrypt the Secrets.',
          command: '',
        },
      );
    case 'PendingDeletion':
      return dying(key, data.deleteDate, facts, now);
    default:
      return unknown(key, 'Unknown key state: {state}.', facts);
  }
}

function dying(
  key: Key,
  deleteDate: string | null,
  facts: Readonly<Record<string, string>>,
  now: Date,
): Verdict {
  const more = {
    severity: 'critical',
    remedy: 'Cancel the deletion now; rewrite every Secret before the key is deleted.',
    command: 'aliyun kms CancelKeyDeletion --region {region} --KeyId {id}',
  } as const;
  if (deleteDate === null)
    return fail(
      key,
      'The former key is pending deletion; Secrets that were not rewritten still need it.',
      facts,
      more,
    );
  const days = Math.floor((Date.parse(deleteDate) - now.getTime()) / 86_400_000);
  return fail(
    key,
    'The former key will be deleted on {deleteDate}, in {days} {days:day|days}; Secrets that were not rewritten still need it.',
    { ...facts, deleteDate, days },
    more,
  );
}
