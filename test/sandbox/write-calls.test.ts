import { afterEach, expect, test } from 'vitest';
import { services } from '../../sandbox/services/index.ts';
import { writeCalls } from '../../sandbox/services/write-calls.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { CLOUD_CALLS } from '../../shared/collect/cloud-calls.ts';

let sandbox: Sandbox | null = null;
afterEach(async () => {
  await sandbox?.close();
  sandbox = null;
});

test.each(CLOUD_CALLS)('$service $call, which is watched, is a call that the sandbox knows', (row) => {
  expect(writeCalls[row.service]).toContain(row.call);
});

test('every operation that changes something is in the list, and each name once', () => {
  for (const { code, operations } of services) {
    const changing = operations.filter(({ kind }) => kind !== 'read').map(({ name }) => name);
    if (writeCalls[code]) expect(writeCalls[code]).toEqual(expect.arrayContaining(changing));
    expect(new Set(writeCalls[code]).size).toBe(writeCalls[code]?.length ?? 0);
  }
});

test('an event of a call that the product does not have cannot be made up', async () => {
  sandbox = await startSandbox({ scenario: 'empty' });
  const made = { region: 'cn-hangzhou', service: 'Kms' } as const;
  expect(() => sandbox?.world.recordEvent({ ...made, event: 'DisableKeys' })).toThrow(
    /Kms has no DisableKeys/,
  );
  expect(sandbox.world.recordEvent({ ...made, event: 'ReleaseKmsInstance' })).toHaveProperty('eventId');
  expect(sandbox.world.recordEvent({ ...made, event: 'ListKeys', rw: 'Read' })).toHaveProperty('eventId');
});
