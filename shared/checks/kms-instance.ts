import type { Policy } from '../config/policy.ts';
import type { Key } from '../model/key.ts';
import type { Instance, InstanceDetail } from '../model/kms.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import {
  defineCheck,
  fail,
  pass,
  pending,
  RUN_AGAIN,
  skipped,
  unknown,
  type Verdict,
} from './define-check.ts';
import { noHorizon } from './no-horizon.ts';

export const kmsInstance = defineCheck({
  id: 'kms-instance',
  order: 150,
  title: 'KMS instance works and does not expire soon',
  headline: 'KMS instance at risk',
  severity: 'high',
  job: 'keys',
  resource: 'instance',
  reads: ['instances', 'keys'],
  sources: ['instances'],
  causes: ['instance-released'],
  link: 'keyState',
  explainedBy: [UNENCRYPTED],
  supports: [
    'cis-ack-1.0:6.2.1',
    'cis-kubernetes:1.2.28',
    'mlps-level-3:8.1.4.8',
    'iso-27001-2022:A.8.24',
    'pci-dss-4.0.1:3.5',
    'pci-dss-4.0.1:3.7',
    'nist-800-53:SC-12',
    'nist-800-53:SC-28',
  ],
  why: 'When an instance is down or expired, all its keys are unusable; on the 16th day after expiry it is released for good.',
  judged:
    'Passes when the instance is connected and its subscription does not expire soon. Not working, expired, or expiring within instanceExpiryDays.fail fails as high, within instanceExpiryDays.warn as medium. Pay-as-you-go instances do not expire. An instance that KMS can no longer find was released together with its keys: critical. Deletion protection that is off fails as medium.',
  remedy: 'Renew the KMS instance.',
  command: 'aliyun kms GetKmsInstance --region {region} --KmsInstanceId {id}',
  page: 'instance',
  policyWarning: ({ instanceExpiryDays }) =>
    noHorizon('kms-instance', 'policy.instanceExpiryDays.warn', instanceExpiryDays.warn),
  evaluate: ({ instances, keys }, policy, now) => [
    ...keys.flatMap(withoutWord),
    ...instances.flatMap((instance) => {
      if (!instance.detail.seen) return unknown(instance, instance.detail);
      const detail = instance.detail.value;
      if ('released' in detail) return [released(instance), unprotected(instance)];
      return [judge(instance, detail, policy, now), ...protection(instance, detail)];
    }),
  ],
});

const OF_KEY = {
  type: 'key',
  remedy: RUN_AGAIN,
  command: '',
} as const;

/** A key of which KMS does not say in an understandable way whether an instance holds it. */
function withoutWord(key: Key): Verdict[] {
  const unread =
    key.metadata.seen && key.metadata.value.exists ? key.metadata.value.instanceUnread : undefined;
  return unread ? [unknown(key, unread, {}, OF_KEY)] : [];
}

function released(instance: Instance): Verdict {
  const remedy =
    'Its keys are gone with it: restore the Secrets from their sources under an existing key, or open a ticket at once.';
  const more = { severity: 'critical', remedy, command: '' } as const;
  return fail(instance, 'KMS cannot find the instance: it was released.', { released: true }, more);
}

function unprotected(instance: Instance): Verdict {
  return skipped(instance, 'KMS cannot find the instance: it was released.', {}, { facet: PROTECTION });
}

function judge(instance: Instance, detail: InstanceDetail, policy: Policy, now: Date): Verdict {
  if (!detail.status.seen) return unknown(instance, detail.status);
  const status = detail.status.value;
  if (status === 'Connecting') return pending(instance, 'The instance is being connected.', { status });
  if (status === 'Disconnected' || status === 'Error' || status === 'Uninitialized') {
    return fail(
      instance,
      'The KMS instance does not work (state: {status}).',
      { status },
      { remedy: 'Restore the connection of the KMS instance, or open a ticket.' },
    );
  }
  if (status !== 'Connected') {
    return unknown(instance, 'Unknown key state: {state}.', { state: status });
  }
  return judgeEnd(instance, detail, policy, now);
}

function judgeEnd(instance: Instance, detail: InstanceDetail, policy: Policy, now: Date): Verdict {
  if (!detail.chargeType.seen) return unknown(instance, detail.chargeType);
  const charge = detail.chargeType.value;
  if (charge === 'POSTPAY') return pass(instance, 'The KMS instance works (pay-as-you-go).');
  if (!detail.endDate.seen) return unknown(instance, detail.endDate);
  const endDate = detail.endDate.value;
  if (endDate === null) return unknown(instance, 'KMS does not report when the KMS instance expires.');
  const days = Math.floor((Date.parse(endDate) - now.getTime()) / 86_400_000);
  const facts = { endDate, days };
  if (days < 0) return fail(instance, 'The KMS instance expired on {endDate}.', facts);
  if (days > policy.instanceExpiryDays.warn) {
    return charge === 'PREPAY'
      ? pass(instance, 'The KMS instance works and expires on {endDate}.', facts)
      : unknown(instance, 'Unknown value from KMS: {value}.', { value: charge });
  }
  const severity = days <= policy.instanceExpiryDays.fail ? 'high' : 'medium';
  return fail(instance, 'The KMS instance expires on {endDate}, in {days} {days:day|days}.', facts, {
    severity,
  });
}

const PROTECTION = 'deletion-protection';

/** Whether one call can take the instance and all its keys away. */
function protection(instance: Instance, { deletionProtection: told }: InstanceDetail): Verdict[] {
  if (!told) return [];
  const more = { severity: 'medium', facet: PROTECTION } as const;
  if (!told.seen) return [unknown(instance, told, {}, more)];
  if (told.value) return [pass(instance, 'Deletion protection of the instance is on.', {}, more)];
  const remedy = 'Turn on deletion protection of the KMS instance in the console.';
  return [
    fail(instance, 'Deletion protection of the instance is off.', {}, { ...more, remedy, command: '' }),
  ];
}
