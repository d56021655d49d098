import type { Policy } from '../config/policy.ts';
import type { ExistingKey, Key } from '../model/key.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass, type Verdict } from './define-check.ts';
import { eachKey, unknownValue, withField } from './each-key.ts';
import { KEY_DYING } from './key-state.ts';

export const keyRotation = defineCheck({
  id: 'key-rotation',
  order: 90,
  title: 'Key rotation matches the policy',
  headline: 'key rotation against the policy',
  severity: 'low',
  job: 'keys',
  resource: 'key',
  reads: ['keys'],
  causes: ['rotation-changed'],
  explainedBy: [UNENCRYPTED, KEY_DYING],
  decides: ['iso-27001-2022:A.8.24', 'pci-dss-4.0.1:3.7', 'nist-800-53:SC-12'],
  supports: ['pci-dss-4.0.1:3.7.4'],
  why: 'A rotation that was required and then suspended is a control that fails silently; the original ACK rule required rotation to be off.',
  judged:
    'If the policy allows rotation, suspended rotation fails. If it forbids rotation (the original rule), enabled rotation fails. The effects of a past rotation are reported by secrets-reencryption.',
  remedy: 'Set the rotation of the key according to the policy.',
  command:
    'aliyun kms UpdateRotationPolicy --region {region} --KeyId {id} --EnableAutomaticRotation true --RotationInterval 365d',
  page: 'key',
  evaluate: ({ keys }, policy) =>
    eachKey(keys, (key, data) =>
      withField(key, data.rotation, (rotation) => judge(key, data, rotation, policy)),
    ),
});

function judge(key: Key, { state }: ExistingKey, rotation: string, policy: Policy): Verdict {
  const facts = { rotation, policy: policy.rotation };
  if (policy.rotation === 'forbidden' && rotation === 'Enabled') {
    return fail(key, 'Automatic rotation is on, which the policy forbids.', facts, {
      severity: 'medium',
      remedy: 'Turn automatic rotation off.',
      command:
        'aliyun kms UpdateRotationPolicy --region {region} --KeyId {id} --EnableAutomaticRotation false',
    });
  }
  if (policy.rotation === 'allowed' && rotation === 'Suspended') {
    return fail(key, 'Automatic rotation was on and is suspended.', facts, {
      remedy: 'Enable the key again; rotation then resumes automatically.',
      // a key that is to be deleted cannot be enabled
      command:
        state.seen && state.value === 'PendingDeletion'
          ? 'aliyun kms CancelKeyDeletion --region {region} --KeyId {id}'
          : 'aliyun kms EnableKey --region {region} --KeyId {id}',
    });
  }
  if (!['Enabled', 'Disabled', 'Suspended'].includes(rotation)) return unknownValue(key, rotation);
  return pass(key, 'Automatic rotation matches the policy ({rotation}).', facts);
}
