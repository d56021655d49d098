import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEMO_CONFIG } from '../../functions/cli/demo-config.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { deliverAlerts } from '../../shared/deliver/deliver-alerts.ts';
import { readLedger } from '../../shared/deliver/ledger-store.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { Delivery, Notice } from '../../shared/model/notice.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { CHECK_IDS, CHECK_TITLES } from '../../shared/present/check-titles.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { ACCOUNT } from '../builders.ts';

const golden = (name: string): Buffer => readFileSync(new URL(`../golden/stored/${name}`, import.meta.url));

/** The store of the demo account as version 0.1.0 left it at 01:00: one channel knows everything, one has refused all. */
async function oldStore(): Promise<ObjectStore> {
  const store = memoryStore();
  for (const job of ['inventory', 'keys', 'activity', 'spend'])
    await store.put(`state/${ACCOUNT}/${job}.json`, golden(`state-1-${job}`));
  for (const mark of golden('mark-1').toString('utf8').split('\n')) await store.put(mark, Buffer.from('{}'));
  await store.put('alerts/ledger.json', golden('ledger-1'));
  return store;
}

const REFUSED = '    - { type: console, name: refused }\n';
const CONFIG = parseConfig(
  DEMO_CONFIG.replace('  top: 3\n', `${REFUSED}  top: 3\n`),
  'test',
  {},
  { checks: CHECK_IDS },
);

async function alert(store: ObjectStore, time: string): Promise<[string, Notice['kind']][]> {
  const heard: [string, Notice['kind']][] = [];
  const channels = ['dingtalk-robot', 'refused'].map((name) => {
    const deliver = async ({ kind }: Notice): Promise<Delivery> => {
      heard.push([name, kind]);
      return { kind: 'sent' };
    };
    return [name, { name, deliver }] as const;
  });
  const now = (): Date => new Date(`2026-11-23T${time}:00Z`);
  await deliverAlerts({
    tools: toolsFor(store, CONFIG, { now, log: silentLog, isGone: () => false }),
    attempt: time,
    open: (memories) => ({ channels: new Map(channels), memories, reportLink: (_, url) => url }),
    titles: CHECK_TITLES,
    force: true,
    ping: async () => undefined,
    signal: new AbortController().signal,
  });
  return heard;
}

test('what 0.1.0 has told is not told again, and what it could not deliver is, once', async () => {
  const store = await oldStore();
  const before = (await readLedger(store, new Date())).stored;
  expect(await alert(store, '01:02')).toEqual([]);
  const { stored } = await readLedger(store, new Date());
  expect(stored).toMatchObject({
    fence: 1,
    outbox: {},
    ledger: { channels: { refused: { since: before.ledger.since } } },
  });
  expect(Object.keys(stored.ledger.channels['dingtalk-robot']?.said ?? {})).toHaveLength(27);
  const late = await alert(store, '01:21'); // the keys are late by then
  expect(late).toEqual([
    ['dingtalk-robot', 'alert'],
    ['refused', 'baseline'],
    ['refused', 'alert'],
  ]);
  // That the other channel works again, and what changed since this one is there.
  expect(await alert(store, '01:22')).toEqual([
    ['dingtalk-robot', 'alert'],
    ['refused', 'alert'],
  ]);
  expect(await alert(store, '01:23')).toEqual([]);
});

test('a newer ledger, and a newer message, are refused by name', async () => {
  const store = await oldStore();
  await alert(store, '01:02');
  for (const [key, format] of [
    ['alerts/outbox/0123456789abcdef.json', 'message/2'],
    ['alerts/ledger.json', 'ledger/3'],
  ] as const) {
    await store.put(key, Buffer.from(`{"schema":"sealwatch.${format}","sha256":""}\n{}\n`));
    await expect(alert(store, '01:30')).rejects.toMatchObject({
      code: 'StateTooNew',
      message: expect.stringContaining(`${key} is in format sealwatch.${format}`),
    });
  }
});
