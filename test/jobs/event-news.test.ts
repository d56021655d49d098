import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/start.ts';
import type { AlertRunResult } from '../../shared/deliver/deliver-alerts.ts';
import { readLedger, writeLedger } from '../../shared/deliver/ledger-store.ts';
import type { Severity } from '../../shared/model/finding.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { heldLeases } from '../held-leases.ts';
import { changed, type EventWorld, knownNow, startEventWorld } from './event-world.ts';
import { advance, reactWith, type Watcher } from './harness.ts';

let world: EventWorld;
let sandbox: Sandbox;
let watcher: Watcher;

beforeEach(async () => {
  world = await startEventWorld();
  ({ sandbox, watcher } = world);
});
afterEach(() => sandbox.close());

const event = (id: string, change: Record<string, unknown> = {}) => changed('kms.DisableKey', change, id);

test('a run that fails leaves no other one at work', async () => {
  sandbox.world.disableKey({ key: 'pay', by: 'alice' });
  const { store } = watcher;
  const failing: ObjectStore = {
    get: (key) => store.get(key),
    list: (prefix) => store.list(prefix),
    delete: (key) => store.delete(key),
    putIfAbsent: (key, bytes) => store.putIfAbsent(key, bytes),
    put: async (key, bytes) => {
      if (key.endsWith('/keys.json')) throw new Error('killed');
      await store.put(key, bytes);
    },
  };
  await expect(reactWith(sandbox, { store: failing })(event('e-1'))).rejects.toThrow('killed');
  expect(await heldLeases(store)).toEqual([]);
});

test('a refused call that is no change anybody records is a note', async () => {
  const moved = {
    eventName: 'UpdateAlias',
    requestParameters: { AliasName: 'alias/other', KeyId: 'key-hzz0000000000000001' },
    errorCode: 'Forbidden.NoPermission',
  };
  const reacted = await reactWith(sandbox, { store: watcher.store })(event('e-1', moved));
  expect(reacted).toMatchObject({ events: 1, noted: 1, accounts: [] });
});

test('retention is left to the timer: nobody waits for a message while a day of evidence is deleted', async () => {
  const { store } = watcher;
  const before = await store.list('evidence/');
  await advance(sandbox, 'P3D');
  sandbox.world.disableKey({ key: 'pay', by: 'alice' });
  const eventTime = sandbox.now().toISOString();
  await reactWith(sandbox, { store, configuration: 'retention: { evidenceDays: 1 }' })(
    event('e-1', { eventTime }),
  );
  expect(await store.list('evidence/')).toEqual(expect.arrayContaining(before));
  expect((await knownNow(world)).states.keys?.evidence.keptFrom).toBe('2026-11-23');
});

test('what was told as less than critical, or in an earlier life, is news once it is critical', async () => {
  const { store } = watcher;
  let asked = 0;
  const deliver = async (): Promise<AlertRunResult> => {
    asked += 1;
    return { kind: 'done', sent: 1, undelivered: 0 };
  };
  const react = reactWith(sandbox, { store, deliver });
  const told = async (severity: Severity): Promise<void> => {
    const { states } = await knownNow(world);
    const finding = states.keys?.result?.findings.find(
      ({ check, status }) => check === 'key-state' && status === 'fail',
    );
    if (!finding) throw new Error('nothing fails');
    const { check, resource, fingerprint } = finding;
    const since = states.keys?.open[fingerprint]?.firstSeen ?? '';
    const times = { since, firstSaid: since, lastSaid: since };
    const said = {
      state: 'open',
      severity,
      reminders: 0,
      waiver: null,
      check,
      resource,
      job: 'keys',
      ...times,
    } as const;
    const { stored } = await readLedger(store, sandbox.now());
    const channel = {
      since,
      said: { [fingerprint]: said },
      changes: {},
      baselines: {},
      digest: null,
      proof: null,
    };
    const none = { notBefore: null, trouble: null, sent: [], memory: null };
    await writeLedger(store, {
      ...stored,
      ledger: { ...stored.ledger, channels: { team: { ...channel, ...none } } },
    });
  };
  sandbox.world.disableKey({ key: 'pay', by: 'alice' });
  await react(event('e-1'));
  expect(asked).toBe(1);
  await told('critical');
  await react(event('e-2'));
  expect(asked).toBe(1);
  await told('high');
  await react(event('e-3'));
  expect(asked).toBe(2);
  await told('critical');
  await advance(sandbox, 'PT1M');
  sandbox.world.enableKey({ key: 'pay', by: 'alice' });
  await react(event('e-4', { eventName: 'EnableKey' }));
  await advance(sandbox, 'PT1M');
  sandbox.world.disableKey({ key: 'pay', by: 'alice' });
  await react(event('e-5'));
  expect(asked).toBe(3);
});
