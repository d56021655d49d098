import type { ExistingKey, Key } from '../model/key.ts';
import { defineCheck, fail, pass, unknown, type Verdict } from './define-check.ts';
import { withField } from './each-key.ts';
import { formerKeyLeft } from './left-population.ts';

export const formerKey = defineCheck({
  id: 'former-key',
  order: 32,
  title: 'Former key stays usable until all Secrets are rewritten',
  severity: 'high',
  job: 'keys',
  resource: 'key',
  reads: ['formerKeys'],
  sources: ['formerKeys'],
  link: 'keyState',
  causes: ['key-disabled', 'key-deletion-scheduled', 'key-material-deleted', 'key-deleted'],
  supports: ['iso-27001-2022:A.8.24', 'nist-800-53:SC-12', 'pci-dss-4.0:3.7'],
  why: 'A Secret that was written before the key was replaced, or encryption was switched off, stays encrypted with the former key until it is written again; without that key nobody can read it.',
  judged:
    'Keys that encrypted a cluster before, as far as own history, events or the switched-off flag tell, are watched until rewriting all Secrets is entered under confirmations. Enabled passes. Disabled and PendingImport fail as high, PendingDeletion and a key that is gone as critical. Its KMS instance is judged by kms-instance.',
  remedy:
    'Keep the key enabled; write every Secret again, then enter it under confirmations in the configuration.',
  command: 'aliyun kms EnableKey --region {region} --KeyId {id}',
  page: 'key',
  left: formerKeyLeft,
  evaluate: ({ formerKeys }, _policy, now) =>
    formerKeys.map((key) => {
      const { metadata } = key;
      if (!metadata.seen) return unknown(key, metadata);
      const data = metadata.value;
      if (!data.exists)
        return fail(key, 'KMS does not find the former key in {region}.', { region: key.region }, GONE);
      return withField(key, data.state, (state) => judge(key, data, state, now));
    }),
});

const GONE = {
  severity: 'critical',
  remedy: 'Look for Secrets that cannot be read, and create them anew; a deleted key never comes back.',
  command: '',
} as const;

function judge(key: Key, data: ExistingKey, state: string, now: Date): Verdict {
  const facts = { state, arn: data.arn };
  switch (state) {
    case 'Enabled':
      return pass(key, 'The former key is enabled.', facts);
    case 'Disabled':
      return fail(key, 'The former key is disabled; Secrets not rewritten since still need it.', facts);
    case 'PendingImport':
      return fail(
        key,
        'The former key has lost its imported material; Secrets not rewritten since still need it.',
        facts,
        {
          remedy: 'Import the same key material again; no other material can open the Secrets.',
          command: '',
        },
      );
    case 'PendingDeletion':
      return dying(key, data.deleteDate, facts, now);
    default:
      return unknown(key, 'KMS reports a state that the rules do not know ({state}).', facts);
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
    remedy: 'Cancel the deletion now; write every Secret again before the key goes.',
    command: 'aliyun kms CancelKeyDeletion --region {region} --KeyId {id}',
  } as const;
  if (deleteDate === null)
    return fail(
      key,
      'The former key is scheduled for deletion; Secrets not rewritten since still need it.',
      facts,
      more,
    );
  const days = Math.floor((Date.parse(deleteDate) - now.getTime()) / 86_400_000);
  return fail(
    key,
    'The former key will be deleted on {deleteDate}, in {days} days; Secrets not rewritten since still need it.',
    { ...facts, deleteDate, days },
    more,
  );
}
