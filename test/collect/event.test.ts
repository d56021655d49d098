import { expect, test } from 'vitest';
import { isByServiceRole, keyIn, parseEvent, type TrailEvent } from '../../shared/collect/event.ts';
import { fixture } from '../fixture.ts';

function events(name: string): TrailEvent[] {
  const { Events } = fixture(`actiontrail/LookupEvents.${name}`) as { Events: unknown[] };
  return Events.map(parseEvent).filter((event) => event !== null);
}

test('calls of the service role are recognised, with their key where the event names it', () => {
  expect(
    events('decrypt-by-role').map((event) => [event.name, isByServiceRole(event), keyIn(event)]),
  ).toEqual([
    ['Decrypt', true, 'key-hzz00000000000000001a'],
    ['Decrypt', true, null],
  ]);
  expect(events('encrypt-by-role').map((event) => [event.name, isByServiceRole(event)])).toContainEqual([
    'Encrypt',
    true,
  ]);
});

test('what the same role does else, and what other roles do, is no proof', () => {
  const noise = events('role-noise');
  expect(noise.length).toBeGreaterThan(2);
  expect(
    noise.filter((event) => isByServiceRole(event) && ['Encrypt', 'Decrypt'].includes(event.name)),
  ).toEqual([]);
});

test('a RAM user who took the name of the role is not the role', () => {
  const identity = { type: 'ram-user', userName: 'aliyuncsmanagedsecurityrole' };
  const event = parseEvent({
    eventName: 'Decrypt',
    eventTime: '2026-11-22T00:00:00Z',
    userIdentity: identity,
  });
  expect(event && isByServiceRole(event)).toBe(false);
});

test('a refused call keeps its code', () => {
  expect(events('decrypt-failing').map(({ errorCode }) => errorCode)).toEqual([
    'Rejected.Disabled',
    'Forbidden.NoPermission',
  ]);
});

test.each([
  [{ requestParameters: { KeyId: 'acs:kms:cn-hangzhou:1:key/key-7' } }, 'key-7'],
  [
    { requestParameters: { KeyId: 'alias/app' }, resourceType: 'ACS::KMS::Key', resourceName: 'key-8' },
    'key-8',
  ],
  [{ resourceType: 'ACS::ECS::Instance;ACS::KMS::Key', resourceName: 'i-1;key-9' }, 'key-9'],
  [{ referencedResources: { 'ACS::KMS::Key': ['key-5'] } }, 'key-5'],
  [{ responseElements: { KeyId: 'key-6' } }, 'key-6'],
  [{ requestParameters: 'odd', referencedResources: null }, null],
])('the key in %o is %s', (more, id) => {
  const event = parseEvent({ eventName: 'Decrypt', eventTime: '2026-11-22T00:00:00Z', ...more });
  expect(event && keyIn(event)).toBe(id);
});

test.each([null, 'text', {}, { eventName: 'Decrypt' }, { eventName: 'Decrypt', eventTime: 'soon' }])(
  '%o is no event',
  (value) => {
    expect(parseEvent(value)).toBeNull();
  },
);
