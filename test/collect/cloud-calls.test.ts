import { expect, test } from 'vitest';
import { CLOUD_CALLS, callsBehind, polledCalls } from '../../shared/collect/cloud-calls.ts';
import { CHANGE_KINDS, SEEN_INSIDE } from '../../shared/model/change.ts';

test('each call of a product has one row, and calls of one name are the same change', () => {
  expect(new Set(CLOUD_CALLS.map(({ service, call }) => `${service} ${call}`)).size).toBe(CLOUD_CALLS.length);
  const told = new Map(CLOUD_CALLS.map(({ call, target, kind, to }) => [call, { target, kind, to }]));
  for (const row of CLOUD_CALLS) expect(row).toMatchObject(told.get(row.call) ?? {});
});

test.each(CHANGE_KINDS.filter((kind) => !SEEN_INSIDE.includes(kind)))(
  '%s has calls that its author is looked for by',
  (kind) => {
    expect(callsBehind(kind)).not.toEqual([]);
  },
);

test('the author of a changed role is looked for by versions of its policies, too', () => {
  expect(callsBehind('role-changed')).toEqual([...polledCalls('Ram'), 'DetachPolicy', 'AttachPolicy']);
  expect(callsBehind('role-changed')).toContain('SetDefaultPolicyVersion');
  expect(callsBehind('key-enabled')).toEqual(['EnableKey', 'ImportKeyMaterial']);
  expect(callsBehind('key-deleted')).toEqual(['ScheduleKeyDeletion']);
});

test('what a run asks for by name, among the calls of ACK and of ActionTrail', () => {
  expect(polledCalls('CS')).toEqual([
    'UpdateKMSEncryption',
    'ModifyCluster',
    'MigrateCluster',
    'UpgradeCluster',
    'GrantPermissions',
    'UpdateUserPermissions',
    'CleanUserPermissions',
  ]);
  expect(polledCalls('Actiontrail')).toEqual([
    'StopLogging',
    'DeleteTrail',
    'UpdateTrail',
    'UpdateGlobalEventsStorageRegion',
  ]);
});

test.each(CLOUD_CALLS)(
  '$call: a change explains itself, and what every run asks for explains something',
  (row) => {
    if (row.kind !== null) expect(row.explains[0]).toBe(row.kind);
    if (row.watched !== 'events') expect(row.explains).not.toEqual([]);
  },
);
