import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/start.ts';
import { ownTroubles } from '../../shared/alerts/job-freshness.ts';
import { emptyLedger } from '../../shared/alerts/ledger.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { accountView } from '../../shared/deliver/account-view.ts';
import type { AlertRunResult } from '../../shared/deliver/deliver-alerts.ts';
import { runAccountJob } from '../../shared/jobs/account-jobs.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { readState, writeState } from '../../shared/state/job-store.ts';
import { acquireLease } from '../../shared/state/lease.ts';
import { isWhole, verifyStore } from '../../shared/state/verify-store.ts';
import { policy, seen } from '../builders.ts';
import { fastClock } from '../e2e/run-cli.ts';
import { cloudOf, connectionTo } from '../sandbox-cloud.ts';
import {
  ACCOUNT,
  changed,
  type EventWorld,
  KEY,
  knownNow,
  sample,
  startEventWorld,
  WEB_KEY,
} from './event-world.ts';
import { advance, reactWith, type Watcher } from './harness.ts';

let world: EventWorld;
let sandbox: Sandbox;
let watcher: Watcher;

beforeEach(async () => {
  world = await startEventWorld();
  ({ sandbox, watcher } = world);
});
afterEach(() => sandbox.close());

const react = (name: string) => reactWith(sandbox, { store: watcher.store })(sample(name));
const disable = () => sandbox.world.disableKey({ key: 'pay', by: 'alice' });

/** A store that fails once, when this is written; what was written before stays. */
function failingOnce(store: ObjectStore, isIt: (key: string) => boolean): ObjectStore {
  let failed = false;
  const fail = (key: string): void => {
    if (failed || !isIt(key)) return;
    failed = true;
    throw new Error('killed');
  };
  return {
    get: (key) => store.get(key),
    list: (prefix) => store.list(prefix),
    delete: (key) => store.delete(key),
    put: async (key, bytes) => {
      fail(key);
      await store.put(key, bytes);
    },
    putIfAbsent: async (key, bytes) => {
      fail(key);
      return store.putIfAbsent(key, bytes);
    },
  };
}

/** The timer of the keys, which started this run a minute ago. */
async function tick(store: ObjectStore) {
  const config = parseConfig('', 'test', {}, { checks: [] });
  const now = () => sandbox.now();
  const cloud = seen(cloudOf(sandbox, { now }));
  const trigger = { time: '2026-11-23T00:01:00.000Z', name: 'timer' };
  const run = {
    account: ACCOUNT,
    name: '',
    job: 'keys',
    trigger,
    attempt: `timer/${now().getTime()}`,
  } as const;
  const tools = toolsFor(store, config, { now, log: silentLog, isGone: () => true });
  const identity = Promise.resolve(seen({ AccountId: ACCOUNT, Arn: '', IdentityType: '' }));
  return runAccountJob(run, tools, { cloud, identity });
}

async function expectWholeChains(): Promise<void> {
  const chains = await verifyStore(watcher.store, { evidenceDays: null, changeDays: null });
  expect(chains.filter((chain) => !isWhole(chain))).toEqual([]);
  expect(chains.some(({ runs }) => runs > 1)).toBe(true);
}

test('what an event does not name stays as it was: findings, facts, parts and times', async () => {
  sandbox.world.disableKey({ key: 'web', by: 'bob' });
  await watcher.audit();
  const { keys: before } = (await knownNow(world)).states;
  await advance(sandbox, 'PT2M');
  sandbox.world.enableKey({ key: 'web', by: 'bob' });
  disable();
  await react('kms.DisableKey');
  const { failing, states } = await knownNow(world);
  expect(failing).toEqual([`key-state ${KEY}`, `key-state ${WEB_KEY}`]);
  const after = states.keys;
  const web = (state: typeof after) => ({
    facts: Object.entries(state?.facts ?? {}).filter(([name]) => name.includes(WEB_KEY)),
    life: Object.values(state?.open ?? {}).filter(
      ({ firstSeen }) => firstSeen === before?.result?.finishedAt,
    ),
    key: state?.result?.parts.keys?.seen && state.result.parts.keys.value.find(({ id }) => id === WEB_KEY),
  });
  expect(web(after)).toEqual(web(before));
  expect(web(after).life).toHaveLength(1);
  expect(after?.result?.parts.kmsStatus).toEqual(before?.result?.parts.kmsStatus);
  expect(after?.resolved).toEqual(before?.resolved);
  await watcher.audit();
  expect((await knownNow(world)).failing).toEqual([`key-state ${KEY}`]);
});

test('time does not open or close a finding about what was not looked at', async () => {
  await advance(sandbox, 'P195D'); // the instance of the other key ends in five days now
  disable();
  const event = changed('kms.DisableKey', { eventTime: sandbox.now().toISOString() }, 'e-1');
  await reactWith(sandbox, { store: watcher.store })(event);
  expect((await knownNow(world)).failing).toEqual([`key-state ${KEY}`]);
  await watcher.audit(['keys']);
  expect((await knownNow(world)).failing).toContain('kms-instance kst-hzz0000000000000001');
});

test('parts that this version of the job does not look at are kept', async () => {
  const stored = await readState(watcher.store, ACCOUNT, 'inventory');
  if (stored.kind !== 'ok' || !stored.value.result) throw new Error('no inventory');
  const { value: state } = stored;
  const weather: object = { weather: { seen: true, value: ['rain'], at: '2026-11-23T00:00:00.000Z' } };
  const parts = { ...state.result?.parts, ...weather };
  await writeState(watcher.store, { ...state, result: { ...stored.value.result, parts } });
  await react('ram.DetachPolicyFromRole');
  expect((await knownNow(world)).states.inventory?.result?.parts).toMatchObject(weather);
});

test('events do not hide that the timers stopped, nor why a job failed', async () => {
  const stored = await readState(watcher.store, ACCOUNT, 'keys');
  if (stored.kind !== 'ok') throw new Error('no keys');
  await advance(sandbox, 'PT20M');
  await react('kms.DisableKey');
  const { states } = await knownNow(world);
  expect(states.keys?.runs).toHaveLength(2);
  expect(states.keys?.result?.finishedAt).toBe(stored.value.result?.finishedAt);
  const view = accountView({ id: ACCOUNT, name: '' }, states, policy(), sandbox.now());
  const config = parseConfig('', 'test', {}, { checks: [] });
  const late = ownTroubles([view], emptyLedger(sandbox.now()), null, config, sandbox.now());
  expect(late.map(({ resource }) => resource.id)).toContain('keys');

  const trouble = { code: 'Bug', message: 'm', hint: '', at: '', run: 'of the timer' };
  await writeState(watcher.store, { ...stored.value, trouble });
  await react('kms.SetKeyPolicy');
  expect((await knownNow(world)).states.keys?.trouble).toEqual(trouble);
});

test.each([
  { when: 'the evidence', isIt: (key: string) => key.includes('findings.json') },
  { when: 'the state of the keys', isIt: (key: string) => key === `state/${ACCOUNT}/keys.json` },
  { when: 'the state of the events', isIt: (key: string) => key === `state/${ACCOUNT}/activity.json` },
])('killed before writing $when, a second delivery ends where the first would have', async ({ isIt }) => {
  disable();
  const store = failingOnce(watcher.store, isIt);
  await expect(reactWith(sandbox, { store })(sample('kms.DisableKey'))).rejects.toThrow('killed');
  await advance(sandbox, 'PT16S');
  await react('kms.DisableKey.redelivered');
  expect(await knownNow(world)).toMatchObject({
    failing: [`key-state ${KEY}`],
    changes: [['key-disabled', 'alice', 'Disabled']],
    states: { keys: { trouble: null }, activity: { trouble: null } },
  });
  await expectWholeChains();
});

test('what a killed run saw is not put over what a later run saw', async () => {
  disable();
  const store = failingOnce(watcher.store, (key) => key === `state/${ACCOUNT}/keys.json`);
  await expect(reactWith(sandbox, { store })(sample('kms.DisableKey'))).rejects.toThrow('killed');
  await advance(sandbox, 'PT5M');
  sandbox.world.enableKey({ key: 'pay', by: 'alice' });
  await watcher.audit();
  await react('kms.DisableKey.redelivered');
  expect((await knownNow(world)).failing).toEqual([]);
  await expectWholeChains();
});

test('a run of the timer that was killed does not undo what an event showed', async () => {
  const store = failingOnce(watcher.store, (key) => key === `state/${ACCOUNT}/keys.json`);
  await expect(tick(store)).rejects.toThrow('killed');
  await advance(sandbox, 'PT10S');
  disable();
  await react('kms.DisableKey');
  expect(await tick(watcher.store)).toMatchObject({ kind: 'overtaken' });
  expect((await knownNow(world)).failing).toEqual([`key-state ${KEY}`]);
  await expectWholeChains();
});

test('a run that is at work is waited for; when it takes too long, the event is to come again', async () => {
  disable();
  const until = new Date(sandbox.now().getTime() + 600_000).toISOString();
  const holder = { run: 'timer', attempt: 'other', until };
  const lease = await acquireLease(
    watcher.store,
    { account: ACCOUNT, job: 'keys' },
    holder,
    sandbox.now(),
    () => false,
  );
  if ('heldBy' in lease) throw new Error('held');
  const clock = {
    now: () => 0,
    after: (_ms: number, action: () => void) => {
      queueMicrotask(action);
      return () => undefined;
    },
  };
  const connection = connectionTo(sandbox, { clock: { ...fastClock, after: clock.after } });
  const impatient = reactWith(sandbox, { store: watcher.store, connection });
  await expect(impatient(sample('kms.DisableKey'))).rejects.toThrow('Another run of keys works on account');
  let looks = 0;
  const patient = reactWith(sandbox, {
    store: watcher.store,
    connection: connectionTo(sandbox, {
      clock: {
        ...fastClock,
        after: (ms, action) => {
          if (ms !== 300) return fastClock.after(ms, action); // the limit of a call
          looks += 1;
          if (looks === 3) void lease.release().then(action);
          else queueMicrotask(action);
          return () => undefined;
        },
      },
    }),
  });
  await patient(sample('kms.DisableKey'));
  expect((await knownNow(world)).failing).toEqual([`key-state ${KEY}`]);
});

test('evidence of runs that events started is part of an unbroken chain', async () => {
  disable();
  await react('kms.DisableKey');
  await react('cs.UpdateKMSEncryption.off');
  await advance(sandbox, 'PT5M');
  await watcher.audit();
  await expectWholeChains();
});

test('what is critical is said at once, and once; the rest waits for the timer', async () => {
  const said: string[] = [];
  const outcomes: AlertRunResult[] = [
    { kind: 'busy', until: '' },
    { kind: 'done', sent: 1, undelivered: 0 },
  ];
  const deliver = async (): Promise<AlertRunResult> => {
    said.push('asked');
    return outcomes.shift() ?? { kind: 'done', sent: 0, undelivered: 0 };
  };
  const connection = connectionTo(sandbox, { clock: fastClock });
  const reacting = reactWith(sandbox, { store: watcher.store, deliver, connection });
  expect(await reacting(sample('kms.DisableKey.denied'))).toMatchObject({ sent: 0 });
  expect(said).toEqual([]);
  disable();
  expect(await reacting(sample('kms.DisableKey'))).toMatchObject({ sent: 1 });
  expect(said).toHaveLength(2);
});

test('another key of a cluster is looked at with the cluster', async () => {
  sandbox.world.setSettings({ updateTakes: 0 });
  sandbox.world.disableKey({ key: 'other', by: 'bob' });
  sandbox.world.switchEncryption({ cluster: 'pay-prod', on: true, key: 'other', by: 'alice' });
  await advance(sandbox, 'PT20M');
  const event = changed('cs.UpdateKMSEncryption.off', {}, 'e-1');
  await reactWith(sandbox, { store: watcher.store })(event);
  const { failing, states } = await knownNow(world);
  expect(failing).toContain('key-state key-hzz00000000000000002b');
  const keys = states.keys?.result?.parts.keys;
  expect(keys?.seen && keys.value.map(({ id }) => id)).toEqual(['key-hzz00000000000000002b', WEB_KEY]);
});
