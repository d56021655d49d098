import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { type AlertRunResult, deliverAlerts } from '../../shared/deliver/deliver-alerts.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { Delivery, Notice } from '../../shared/model/notice.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { CHECK_IDS, CHECK_TITLES } from '../../shared/present/check-titles.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { advance, type Watcher, watch } from '../jobs/harness.ts';
import { cutState } from '../state/damaged-state.ts';

let sandbox: Sandbox;
let watcher: Watcher;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
  watcher = watch(sandbox);
});
afterEach(() => sandbox.close());

class Killed extends Error {}

interface Alerting {
  store?: ObjectStore;
  answer?: (notice: Notice) => Delivery | Promise<Delivery>;
  force?: boolean;
  pings?: string[];
}

let attempts = 0;

/** One run of the alerts with a single channel, whose messages are kept in `heard`. */
async function alert(
  heard: Notice[],
  { store = watcher.store, answer, force = false, pings }: Alerting = {},
) {
  attempts += 1;
  const text = `alerts: { channels: [{ type: console, name: ops }], pingUrl: "https://ping.example/secret" }
report: { url: "https://audit.example.com/" }`;
  const config = parseConfig(text, 'test', {}, { checks: CHECK_IDS });
  const deliver = async (notice: Notice): Promise<Delivery> => {
    const delivery = (await answer?.(notice)) ?? { kind: 'sent' };
    if (delivery.kind === 'sent') heard.push(notice);
    return delivery;
  };
  return deliverAlerts({
    tools: toolsFor(store, config, { now: sandbox.now, log: silentLog, isGone: () => true }),
    attempt: `a${attempts}`,
    open: (memories) => ({
      channels: new Map([['ops', { name: 'ops', deliver }]]),
      memories,
      outgoing: (channel, notice) => ({
        ...notice,
        reportUrl: notice.reportUrl && `${notice.reportUrl}#${channel}`,
      }),
    }),
    titles: CHECK_TITLES,
    force,
    ping: async () => void pings?.push('ping'),
    signal: new AbortController().signal,
  });
}

const told = (heard: readonly Notice[]) =>
  heard.flatMap(({ kind, items }) =>
    items.length === 0 ? [kind] : items.map(({ state, check }) => `${state} ${check}`),
  );

async function disable(): Promise<void> {
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice', ip: '203.0.113.10' });
  sandbox.world.setDeletionProtection({ key: 'ack-secrets-sh', on: false, by: 'bob' });
  await advance(sandbox, 'PT20M');
  await watcher.audit();
}

test('the first look is one summary; then only what is new, once, with who did it; then its end', async () => {
  const heard: Notice[] = [];
  await watcher.audit();
  await alert(heard);
  expect(heard.map(({ kind, facts, reportUrl }) => [kind, facts?.clusters, reportUrl])).toEqual([
    ['baseline', { inScope: 2, encrypted: 2, total: 2 }, 'https://audit.example.com/#ops'],
  ]);
  await disable();
  await alert(heard);
  await alert(heard);
  const item = heard.flatMap(({ items }) => items).find(({ check }) => check === 'key-state');
  expect(item).toMatchObject({
    state: 'new',
    severity: 'critical',
    clusters: { count: 1, names: ['pay-prod'] },
    actor: { name: 'alice', source: '203.0.113.10' },
    actedAt: '2026-11-23T00:00:00.000Z',
    remedy: { command: expect.stringContaining('aliyun kms EnableKey') },
    paste: {
      acknowledge: expect.stringContaining('finding:'),
      waive: expect.stringContaining('check: key-state'),
    },
  });
  expect(told(heard).filter((line) => line === 'new key-state')).toHaveLength(1);
  sandbox.world.enableKey({ key: 'ack-secrets', by: 'alice' });
  await advance(sandbox, 'PT20M');
  await watcher.audit();
  await alert(heard);
  await alert(heard);
  expect(told(heard).filter((line) => line === 'resolved key-state')).toHaveLength(1);
});

test('a damaged state of one job keeps nothing back that others know, and ends nothing', async () => {
  const heard: Notice[] = [];
  await watcher.audit();
  await disable();
  await alert(heard);
  const before = told(heard).length;
  await cutState(watcher.store, '1000000000000001', 'keys');
  sandbox.world.switchEncryption({ cluster: 'pay-prod', on: false, by: 'bob' });
  await advance(sandbox, 'PT20M');
  await watcher.audit(['inventory']);
  await alert(heard);
  const news = told(heard).slice(before);
  expect(news).toContain('new cluster-encryption');
  expect(news.find((line) => line.startsWith('resolved'))).toBeUndefined();
  expect(news).toContain('new job-freshness');
});

describe('a run without news', () => {
  test('reads the marks and the ledger, and nothing else', async () => {
    const heard: Notice[] = [];
    await watcher.audit();
    await alert(heard);
    const calls: string[] = [];
    let bothAsked = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      bothAsked = resolve;
    });
    const spy =
      (name: keyof ObjectStore) =>
      async (key: string, ...rest: never[]) => {
        calls.push(`${name} ${key}`);
        if (calls.length === 2) bothAsked();
        await asked; // of two calls one after the other, the first would never be answered
        return (watcher.store[name] as (key: string, ...rest: never[]) => never)(key, ...rest);
      };
    const store = {
      get: spy('get'),
      put: spy('put'),
      putIfAbsent: spy('putIfAbsent'),
      list: spy('list'),
      delete: spy('delete'),
    };
    expect(await alert(heard, { store })).toEqual({ kind: 'quiet' });
    expect(calls).toEqual(['list marks/', 'get alerts/ledger.json']);
    await advance(sandbox, 'PT6M');
    expect((await alert(heard)).kind).toBe('done'); // time alone may make something due
  });

  test('an audit that finds the same makes no news', async () => {
    const heard: Notice[] = [];
    await watcher.audit();
    await watcher.audit(); // reads the rest of the bills
    await alert(heard);
    await advance(sandbox, 'PT2M');
    await watcher.audit();
    expect(await alert(heard)).toEqual({ kind: 'quiet' });
  });
});

test.each<{ what: string; delivery: Delivery }>([
  {
    what: 'down',
    delivery: { kind: 'later', after: '2026-11-23T00:30:00.000Z', code: 'Timeout', why: 'no answer' },
  },
  {
    what: 'misconfigured',
    delivery: { kind: 'refused', cause: 'configuration', code: '310000', why: 'sign not match', hint: 'fix' },
  },
])('while the channel is $what nothing is lost, and it is said once afterwards', async ({ delivery }) => {
  const heard: Notice[] = [];
  await watcher.audit();
  await alert(heard);
  await disable();
  expect(await alert(heard, { answer: () => delivery })).toMatchObject({ kind: 'done', sent: 0 });
  expect(heard).toHaveLength(1);
  await advance(sandbox, 'PT30M');
  await alert(heard);
  await alert(heard);
  expect(told(heard).filter((line) => line === 'new key-state')).toHaveLength(1);
});

test('a healthy run pings; one that cannot deliver does not', async () => {
  const pings: string[] = [];
  await watcher.audit();
  await alert([], {
    pings,
    answer: () => ({ kind: 'later', after: '2026-11-23T00:01:00.000Z', code: '-1', why: 'busy' }),
  });
  expect(pings).toEqual([]);
  await advance(sandbox, 'PT2M');
  await alert([], { pings });
  expect(pings).toEqual(['ping']);
  expect(await alert([], { pings })).toEqual({ kind: 'quiet' });
  expect(pings).toEqual(['ping', 'ping']);
});

test('what a channel that asked for a pause holds back is not delivered, nor does such a run ping', async () => {
  const pings: string[] = [];
  await watcher.audit();
  const after = '2026-11-23T00:10:00.000Z';
  await alert([], { answer: () => ({ kind: 'later', after, code: '130101', why: 'too fast' }) });
  const asked: Notice[] = [];
  expect(await alert(asked, { pings })).toEqual({ kind: 'done', sent: 0, undelivered: 1 });
  expect(await alert(asked, { pings })).toEqual({ kind: 'quiet' });
  expect({ asked, pings }).toEqual({ asked: [], pings: [] });
});

test('a run that another one took over from leaves the ledger to it', async () => {
  const heard: Notice[] = [];
  await watcher.audit();
  const lost = await alert(heard, {
    answer: async () => {
      await watcher.store.put('lease/all/alerts/999999999.json', Buffer.from('{}'));
      return { kind: 'sent' };
    },
  });
  expect(lost).toEqual({ kind: 'busy', until: expect.any(String) });
  expect(await watcher.store.get('alerts/ledger.json')).toBeNull();
});

describe('killed anywhere, nothing is lost and at most one message is repeated', () => {
  async function prepared(): Promise<Map<string, Buffer>> {
    await watcher.audit();
    await alert([]);
    await disable();
    const objects = new Map<string, Buffer>();
    for (const key of await watcher.store.list(''))
      objects.set(key, (await watcher.store.get(key)) ?? Buffer.alloc(0));
    return objects;
  }

  async function copyOf(objects: ReadonlyMap<string, Buffer>): Promise<ObjectStore> {
    const store = memoryStore();
    for (const [key, bytes] of objects) await store.put(key, bytes);
    return store;
  }

  /** Counts every step, those of the store and those of the channel, and kills at one of them. */
  function mortal(store: ObjectStore, at: number, when: 'before' | 'after') {
    let steps = 0;
    const step = async <T>(act: () => Promise<T>): Promise<T> => {
      steps += 1;
      if (steps > at || (steps === at && when === 'before')) throw new Killed();
      const result = await act();
      if (steps === at) throw new Killed();
      return result;
    };
    const dying: ObjectStore = {
      get: (key) => step(() => store.get(key)),
      put: (key, body) => step(() => store.put(key, body)),
      putIfAbsent: (key, body) => step(() => store.putIfAbsent(key, body)),
      list: (prefix, after) => step(() => store.list(prefix, after)),
      delete: (key) => step(() => store.delete(key)),
    };
    return { dying, step, count: () => steps };
  }

  test('before, between and after each step', async () => {
    const objects = await prepared();
    const wanted: Notice[] = [];
    const whole = mortal(await copyOf(objects), Number.POSITIVE_INFINITY, 'before');
    await alert(wanted, { store: whole.dying, answer: () => whole.step(async () => ({ kind: 'sent' })) });
    expect(wanted.length).toBeGreaterThan(1);
    expect(whole.count()).toBeGreaterThan(8);
    for (let at = 1; at <= whole.count(); at += 1) {
      for (const when of ['before', 'after'] as const) {
        const store = await copyOf(objects);
        const heard: Notice[] = [];
        const { dying, step } = mortal(store, at, when);
        const answer = (notice: Notice): Promise<Delivery> =>
          step(async () => {
            heard.push(notice);
            return { kind: 'sent' };
          });
        const outcome: AlertRunResult | null = await alert([], { store: dying, answer }).catch(
          (error: unknown) => {
            if (error instanceof Killed) return null;
            throw error;
          },
        );
        expect(outcome === null || outcome.kind === 'done').toBe(true);
        await alert(heard, { store, force: true });
        await alert(heard, { store, force: true });
        const times = new Map<string, number>();
        for (const { id } of heard) times.set(id, (times.get(id) ?? 0) + 1);
        expect([at, when, new Set(times.keys())]).toEqual([at, when, new Set(wanted.map(({ id }) => id))]);
        expect([at, when, heard.length - wanted.length]).toEqual([
          at,
          when,
          expect.toSatisfy((extra: number) => extra === 0 || extra === 1),
        ]);
      }
    }
  });
});
