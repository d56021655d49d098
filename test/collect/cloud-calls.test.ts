import { expect, test } from 'vitest';
import { CLOUD_CALLS, callsBehind, polledCalls } from '../../shared/collect/cloud-calls.ts';
import { CHANGE_KINDS, SEEN_INSIDE } from '../../shared/model/change.ts';

test('each call has one row, and its name tells it', () => {
  expect(new Set(CLOUD_CALLS.map(({ call }) => call)).size).toBe(CLOUD_CALLS.length);
});

test.each(CHANGE_KINDS.filter((kind) => !SEEN_INSIDE.includes(kind)))(
  '%s has calls that its author is looked for by',
  (kind) => {
    expect(callsBehind(kind)).not.toEqual([]);
  },
);

test('the author of a changed role is looked for by versions of its policies, too', () => {
  expect(callsBehind('role-changed')).toEqual(polledCalls('Ram'));
  expect(callsBehind('role-changed')).toContain('SetDefaultPolicyVersion');
  expect(callsBehind('key-enabled')).toEqual(['EnableKey', 'ImportKeyMaterial']);
  expect(callsBehind('key-deleted')).toEqual(['ScheduleKeyDeletion']);
});

test('a run asks for the switch of encryption only, among the calls of ACK', () => {
  expect(polledCalls('CS')).toEqual(['UpdateKMSEncryption']);
  expect(polledCalls('Actiontrail')).toEqual(['StopLogging', 'DeleteTrail']);
});

test.each(CLOUD_CALLS)(
  '$call: a change explains itself, and what every run asks for explains something',
  (row) => {
    if (row.kind !== null) expect(row.explains[0]).toBe(row.kind);
    if (row.watched !== 'events') expect(row.explains).not.toEqual([]);
  },
);
