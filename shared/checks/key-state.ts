import type { ChangeKind } from '../model/change.ts';
import type { ExistingKey, Key } from '../model/key.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass, unknown, type Verdict } from './define-check.ts';
import { withField } from './each-key.ts';
import { IMPORT_MATERIAL } from './import-material.ts';
import { existingKey } from './terraform.ts';

const CAUSES: readonly ChangeKind[] = [
  'key-disabled',
  'key-deletion-scheduled',
  'key-material-deleted',
  'key-deleted',
];

export const keyState = defineCheck({
  id: 'key-state',
  order: 30,
  title: 'Key is enabled',
  severity: 'critical',
  job: 'keys',
  resource: 'key',
  reads: ['keys'],
  link: 'keyState',
  mustHold: true,
  causes: CAUSES,
  causesWith: ({ state }) => ({ kinds: CAUSE_OF[String(state)] ?? CAUSES, until: null }),
  soughtCauses: ({ state }) => CAUSE_OF[String(state)] ?? [], // of a key that is gone no event names it
  explainedBy: [UNENCRYPTED],
  decides: [
    'cis-ack-1.0:6.2.1',
    'cis-kubernetes:1.2.28',
    'mlps-level-3:8.1.4.8',
    'pci-dss-4.0:3.5',
    'nist-800-53:SC-12',
    'nist-800-53:SC-28',
  ],
  supports: ['iso-27001-2022:A.8.24', 'pci-dss-4.0:3.7'],
  why: 'While its key is disabled or gone, the API server of the cluster cannot read Secrets and becomes unavailable; a deleted key cannot be restored.',
  judged:
    'Enabled passes. Disabled, pending deletion, pending import, and a key that KMS cannot find in the region of the cluster fail. A state that is not documented is unknown.',
  remedy: 'Enable the key now; the API server recovers automatically.',
  command: 'aliyun kms EnableKey --region {region} --KeyId {id}',
  terraform: ({ resource, evidence }) =>
    evidence['state'] === 'Disabled' ? existingKey(resource.id, { status: '"Enabled"' }) : '',
  page: 'key',
  evaluate: ({ keys }, _policy, now) =>
    keys.map((key) => {
      const { metadata } = key;
      if (!metadata.seen) return unknown(key, metadata);
      const data = metadata.value;
      if (!data.exists) {
        return fail(
          key,
          'KMS cannot find the key in {region}.',
          { region: key.region, reference: key.reference },
          {
            remedy:
              'Search for the key in other regions and accounts; then configure a key in the region of the cluster.',
            command: LOOK_FOR_KEYS,
          },
        );
      }
      return withField(key, data.state, (state) => judge(key, data, state, now));
    }),
});

function judge(key: Key, data: ExistingKey, state: string, now: Date): Verdict {
  const facts = { state, arn: data.arn };
  switch (state) {
    case 'Enabled':
      return pass(key, 'The key is enabled.', facts);
    case 'Disabled':
      return fail(key, 'The key is disabled.', facts);
    case 'PendingImport':
      return fail(key, 'The imported material of the key is missing.', facts, {
        remedy: 'Import the same key material again; no other material can decrypt the Secrets.',
        command: IMPORT_MATERIAL,
      });
    case 'PendingDeletion':
      return pendingDeletion(key, data.deleteDate, facts, now);
    default:
      return unknown(key, 'Unknown key state: {state}.', facts);
  }
}

function pendingDeletion(
  key: Key,
  deleteDate: string | null,
  facts: { state: string; arn: string },
  now: Date,
): Verdict {
  const more = {
    remedy: 'Cancel the deletion now; the key becomes enabled again.',
    command: 'aliyun kms CancelKeyDeletion --region {region} --KeyId {id}',
  } as const;
  if (deleteDate === null) return fail(key, 'The key is pending deletion.', facts, more);
  const days = Math.floor((Date.parse(deleteDate) - now.getTime()) / 86_400_000);
  return fail(
    key,
    'The key will be deleted on {deleteDate}, in {days} {days:day|days}.',
    { ...facts, deleteDate, days },
    more,
  );
}

const LOOK_FOR_KEYS = 'aliyun kms ListKeys --region {region} --PageSize 100';

/** The change behind a state; a key that is gone left no event that names it. */
const CAUSE_OF: Readonly<Record<string, readonly ChangeKind[]>> = {
  Disabled: ['key-disabled'],
  PendingDeletion: ['key-deletion-scheduled'],
  PendingImport: ['key-material-deleted'],
};
