import { type Call, operation } from '../api/operation.ts';
import { boolean, integer, invalid, optional, orElse, text } from '../api/params.ts';
import type { EventResource } from '../world/event.ts';
import { hasMaterial, isServiceKey, isSymmetric, type Key, setKeyState } from '../world/key.ts';
import { kmsRefusal } from '../world/kms-refusals.ts';
import { readPolicy } from '../world/policy.ts';
import { findKey } from '../world/serving.ts';
import { day } from '../world/time.ts';
import { change, valueAt } from '../world/timeline.ts';
import { addVersion } from '../world/versions.ts';
import { keyId, keyOf, keyResource } from './kms-reads.ts';

export function keyTouched(call: Call, values: { KeyId: string }): EventResource | null {
  const key = findKey(call.account, call.region, values.KeyId, call.world.clock.now);
  return typeof key === 'string' ? null : { type: 'ACS::KMS::Key', names: [key.id], referenced: false };
}

const keyChange = { kind: 'change', rate: 'kms-change', resource: keyResource, touches: keyTouched } as const;

/** A key people may change: service keys are managed by the service that made them. */
export function manageable(call: Call, name: string): Key {
  const key = keyOf(call, name);
  if (isServiceKey(key)) throw kmsRefusal('Rejected.UnsupportedOperation');
  return key;
}

/** https://www.alibabacloud.com/help/en/kms/developer-reference/impact-of-cmk-status-on-api-operations */
export function requireState(call: Call, key: Key, ...states: readonly string[]): void {
  if (!states.includes(valueAt(key.state, call.world.clock.now))) {
    throw kmsRefusal('Rejected.StateModifiedFailed');
  }
}

const enableKey = operation({
  name: 'EnableKey',
  actions: ['kms:EnableKey'],
  ...keyChange,
  params: { KeyId: keyId },
  run: (call, { KeyId }) => {
    const key = manageable(call, KeyId);
    requireState(call, key, 'Enabled', 'Disabled');
    setKeyState(key, call.world.clock.now, 'Enabled');
    return {};
  },
});

const disableKey = operation({
  name: 'DisableKey',
  actions: ['kms:DisableKey'],
  ...keyChange,
  params: { KeyId: keyId },
  run: (call, { KeyId }) => {
    const key = manageable(call, KeyId);
    requireState(call, key, 'Enabled', 'Disabled');
    setKeyState(key, call.world.clock.now, 'Disabled');
    return {};
  },
});

const scheduleKeyDeletion = operation({
  name: 'ScheduleKeyDeletion',
  actions: ['kms:ScheduleKeyDeletion'],
  ...keyChange,
  params: { KeyId: keyId, PendingWindowInDays: integer(7, 366) },
  run: (call, { KeyId, PendingWindowInDays }) => {
    const key = manageable(call, KeyId);
    requireState(call, key, 'Enabled', 'Disabled', 'PendingImport');
    if (key.deletionProtection === true) throw kmsRefusal('Rejected.DeletionProtected');
    key.deleteDate = call.world.clock.now + PendingWindowInDays * day;
    setKeyState(key, call.world.clock.now, 'PendingDeletion');
    return {};
  },
});

const cancelKeyDeletion = operation({
  name: 'CancelKeyDeletion',
  actions: ['kms:CancelKeyDeletion'],
  ...keyChange,
  params: { KeyId: keyId },
  run: (call, { KeyId }) => {
    const { now } = call.world.clock;
    const key = manageable(call, KeyId);
    requireState(call, key, 'PendingDeletion');
    key.deleteDate = null;
    // Documented: back to Enabled. Without its material it cannot be (assumption).
    setKeyState(key, now, hasMaterial(key, now) ? 'Enabled' : 'PendingImport');
    return {};
  },
});

const deleteKeyMaterial = operation({
  name: 'DeleteKeyMaterial',
  actions: ['kms:DeleteKeyMaterial'],
  ...keyChange,
  params: { KeyId: keyId },
  run: (call, { KeyId }) => {
    const key = manageable(call, KeyId);
    if (key.origin !== 'EXTERNAL') throw kmsRefusal('Rejected.UnsupportedOperation');
    requireState(call, key, 'Enabled', 'Disabled', 'PendingImport');
    key.material = { present: false, expires: null };
    setKeyState(key, call.world.clock.now, 'PendingImport');
    return {};
  },
});

const setDeletionProtection = operation({
  name: 'SetDeletionProtection',
  actions: ['kms:SetDeletionProtection'],
  kind: 'change',
  rate: 'kms-change',
  params: {
    ProtectedResourceArn: text({ max: 512 }),
    EnableDeletionProtection: boolean(),
    DeletionProtectionDescription: orElse(text({ max: 256 }), ''),
  },
  resource: (_, { ProtectedResourceArn }) => ProtectedResourceArn,
  touches: (call, { ProtectedResourceArn }) => keyTouched(call, { KeyId: ProtectedResourceArn }),
  run: (call, values) => {
    if (!values.ProtectedResourceArn.startsWith('acs:kms:')) throw invalid('ProtectedResourceArn');
    const key = manageable(call, values.ProtectedResourceArn);
    key.deletionProtection = values.EnableDeletionProtection;
    key.deletionProtectionNote = values.DeletionProtectionDescription;
    return {};
  },
});

/** Which kinds rotate: https://www.alibabacloud.com/help/en/kms/user-guide/manage-keys-2 */
export function requireRotatable(call: Call, key: Key): void {
  const hardware = call.account.instances.get(key.instance)?.version === '1';
  if (!isSymmetric(key) || key.origin === 'EXTERNAL' || hardware)
    throw kmsRefusal('Rejected.UnsupportedOperation');
}

const updateRotationPolicy = operation({
  name: 'UpdateRotationPolicy',
  actions: ['kms:UpdateRotationPolicy'],
  ...keyChange,
  params: {
    KeyId: keyId,
    EnableAutomaticRotation: boolean(),
    RotationInterval: optional(text({ pattern: /^\d+[dhms]?$/ })),
  },
  run: (call, values) => {
    const key = manageable(call, values.KeyId);
    requireRotatable(call, key);
    key.rotation = values.EnableAutomaticRotation
      ? rotation(call, key, values.RotationInterval ?? '365d')
      : null;
    return {};
  },
});

/** 7 to 365 days in an instance; default keys rotate once a year. */
export function rotation(call: Call, key: Key, interval: string): { interval: number; next: number } {
  const units: Record<string, number> = { d: day, h: day / 24, m: day / 1440, s: 1000 };
  const length = Number.parseInt(interval, 10) * (units[interval.slice(-1)] ?? 1000);
  const fits = key.instance === '' ? length === 365 * day : length >= 7 * day && length <= 365 * day;
  if (!fits) throw invalid('RotationInterval');
  return { interval: length, next: call.world.clock.now + length };
}

/** One more version now; the page of CreateKeyVersion allows it for symmetric keys as for asymmetric ones here. */
const createKeyVersion = operation({
  name: 'CreateKeyVersion',
  actions: ['kms:CreateKeyVersion'],
  ...keyChange,
  params: { KeyId: keyId },
  run: (call, { KeyId }) => {
    const { now } = call.world.clock;
    const key = manageable(call, KeyId);
    requireState(call, key, 'Enabled');
    const id = addVersion(call.world, call.account, key, now);
    return { KeyVersion: { KeyId: key.id, KeyVersionId: id, CreationDate: new Date(now).toISOString() } };
  },
});

const setKeyPolicy = operation({
  name: 'SetKeyPolicy',
  actions: ['kms:SetKeyPolicy'],
  ...keyChange,
  params: {
    KeyId: keyId,
    PolicyName: orElse(text({ oneOf: ['default'] }), 'default'),
    Policy: text({ max: 32_768 }),
  },
  run: (call, { KeyId, Policy }) => {
    const key = manageable(call, KeyId);
    if (!key.policy) throw kmsRefusal('Rejected.UnsupportedOperation');
    if (readPolicy(Policy).length === 0) throw invalid('Policy');
    change(key.policy, call.world.clock.now, Policy);
    return {};
  },
});

export const kmsChanges = [
  enableKey,
  disableKey,
  scheduleKeyDeletion,
  cancelKeyDeletion,
  deleteKeyMaterial,
  setDeletionProtection,
  updateRotationPolicy,
  createKeyVersion,
  setKeyPolicy,
];
