import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { collectActivity } from '../../shared/collect/activity.ts';
import type { RegionUse } from '../../shared/model/activity.ts';
import type { KeyInUse } from '../../shared/model/key.ts';
import { callsOf, setFaults } from '../e2e/run-cli.ts';
import { cloudOf } from '../sandbox-cloud.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
});
afterEach(() => sandbox.close());

const KEY: KeyInUse = {
  id: 'key-hzz00000000000000001a',
  region: 'cn-hangzhou',
  reference: 'key-hzz00000000000000001a',
  clusters: ['c-1'],
};

const look = (keys = [KEY], memory?: Parameters<typeof collectActivity>[3]) =>
  collectActivity(cloudOf(sandbox), keys, { days: 7, now: sandbox.now() }, memory);

async function useOf(keys = [KEY]): Promise<RegionUse> {
  const { activity } = await look(keys);
  const use = activity[0]?.use;
  if (!use?.seen) throw new Error(JSON.stringify(activity));
  return use.value;
}

test('the newest use of the key is found with one call', async () => {
  const use = await useOf();
  expect(use.keys[KEY.id]?.decrypt).toMatch(/^2026-11-22T2\d:/);
  expect(use).toMatchObject({ unnamed: null, failures: [], searched: true });
  expect((await callsOf(sandbox))['LookupEvents']).toBe(1);
});

test.each([
  ['aliyuncsmanagedsecurityrole', 2],
  ['none', 4],
])(
  'when ActionTrail knows the role as %s, the use is found with %i calls',
  async (roleNameAttribute, calls) => {
    sandbox.world.setSettings({ roleNameAttribute });
    const use = await useOf();
    expect(use.keys[KEY.id]?.decrypt).toMatch(/^2026-11-2/);
    expect((await callsOf(sandbox))['LookupEvents']).toBe(calls);
  },
);

test('events that do not name the key prove the region only', async () => {
  sandbox.world.setSettings({ decryptNamesKey: false, encryptNamesKey: false });
  const use = await useOf();
  expect(use.keys).toEqual({});
  expect(use.unnamed?.decrypt).toMatch(/^2026-11-2/);
  expect(use.searched).toBe(true);
});

test('refused calls are kept with their code, newest first', async () => {
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
  await fetch(`${sandbox.url}/_sandbox/clock`, {
    method: 'POST',
    body: JSON.stringify({ advance: 'PT12H' }),
  });
  const { failures, keys } = await useOf();
  expect(failures.length).toBeGreaterThan(0);
  expect(failures[0]).toMatchObject({
    call: expect.stringMatching(/crypt$/),
    code: 'Rejected.Disabled',
    keyId: KEY.id,
  });
  expect(keys[KEY.id]).toBeDefined(); // the success from before is still found behind the failures
});

test('a second run adds what is new to what the first one saw', async () => {
  const first = await look();
  const before = first.memory.regions['cn-hangzhou']?.use.keys[KEY.id];
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
  await fetch(`${sandbox.url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advance: 'PT6H' }) });
  const second = await look([KEY], first.memory);
  const use = second.activity[0]?.use;
  expect(use?.seen && use.value.keys[KEY.id]?.decrypt?.slice(0, 10)).toBe(before?.decrypt?.slice(0, 10));
  expect(use?.seen && use.value.failures.length).toBeGreaterThan(0);
  expect(second.memory.regions['cn-hangzhou']?.to).toBe('2026-11-23T06:00:00.000Z');
});

test('a window that grew is searched anew', async () => {
  const narrow = await collectActivity(cloudOf(sandbox), [KEY], { days: 1, now: sandbox.now() });
  await fetch(`${sandbox.url}/_sandbox/calls`, { method: 'DELETE' });
  const stranger = { ...KEY, id: 'key-nobody-uses' };
  const { activity } = await collectActivity(
    cloudOf(sandbox),
    [stranger],
    { days: 7, now: sandbox.now() },
    narrow.memory,
  );
  expect(activity[0]?.use).toMatchObject({ seen: true, value: { from: '2026-11-16T00:00:00.000Z' } });
  expect((await callsOf(sandbox))['LookupEvents']).toBeGreaterThan(10);
});

test('what fell out of the window is no proof any more', async () => {
  const first = await look();
  sandbox.world.switchEncryption({ cluster: 'pay-prod', on: false, by: 'alice' });
  await fetch(`${sandbox.url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advance: 'P8D' }) });
  const { activity } = await look([KEY], first.memory);
  expect(activity[0]?.use).toMatchObject({ seen: true, value: { keys: {} } });
});

test('a region that fails keeps what was known, and says why', async () => {
  const first = await look();
  await setFaults(sandbox, [{ kind: 'deny', action: 'LookupEvents' }]);
  const second = await look([KEY], first.memory);
  expect(second.activity[0]?.use).toMatchObject({
    seen: false,
    because: 'denied',
    permission: 'actiontrail:LookupEvents',
  });
  expect(second.memory).toEqual(first.memory);
});

test.each(['emptyPageWithToken', 'repeatPage'])('%s does not end in a circle', async (kind) => {
  const stranger = { ...KEY, id: 'key-nobody-uses' };
  await setFaults(sandbox, [{ kind, action: 'LookupEvents' }]);
  const { activity } = await look([stranger]);
  // Pages without any event that name each other show nothing, and say so.
  const shows = kind === 'repeatPage' ? { seen: true } : { seen: false, because: 'malformed' };
  expect(activity[0]?.use).toMatchObject(shows);
  expect((await callsOf(sandbox))['LookupEvents']).toBeLessThanOrEqual(90);
});

test('a key that was never used is searched for to the end of the window', async () => {
  const use = await useOf([{ ...KEY, id: 'key-nobody-uses' }]);
  expect(use.keys['key-nobody-uses']).toBeUndefined();
  expect(use.keys[KEY.id]).toBeDefined();
});
