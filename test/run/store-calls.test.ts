import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { collectIdentity } from '../../shared/collect/identity.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { runAccountJob } from '../../shared/jobs/account-jobs.ts';
import type { Job } from '../../shared/model/job.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { ACCOUNT, seen } from '../builders.ts';
import { advance } from '../jobs/harness.ts';
import { cloudOf } from '../sandbox-cloud.ts';

/** Turns of the event loop without another call, after which those that wait are answered. */
const QUIET_TURNS = 10;

/** A store that answers the calls that wait for it all at once: how often it does so is how many were made one after another. */
function inRounds(behind: ObjectStore): {
  store: ObjectStore;
  take(): { rounds: number; changed: string[] };
} {
  let waiting: (() => void)[] = [];
  let rounds = 0;
  let changed: string[] = [];
  const answer = async (): Promise<void> => {
    for (let count = -1, quiet = 0; quiet < QUIET_TURNS; quiet = waiting.length === count ? quiet + 1 : 0) {
      count = waiting.length;
      await new Promise(setImmediate);
    }
    rounds += 1;
    const answered = waiting;
    waiting = [];
    for (const go of answered) go();
  };
  const turn = async (what = '', keys: string | readonly string[] = []): Promise<void> => {
    changed.push(...[keys].flat().map((key) => `${what} ${key.replaceAll(/[0-9a-f]{8,}|\d+/g, '#')}`));
    await new Promise<void>((go) => {
      if (waiting.push(go) === 1) void answer();
    });
  };
  const store: ObjectStore = {
    get: (key) => turn().then(() => behind.get(key)),
    list: (prefix, after) => turn().then(() => behind.list(prefix, after)),
    put: (key, body) => turn('put', key).then(() => behind.put(key, body)),
    putIfAbsent: (key, body) => turn('put', key).then(() => behind.putIfAbsent(key, body)),
    delete: (keys) => turn('delete', keys).then(() => behind.delete(keys)),
  };
  const take = () => {
    const taken = { rounds, changed };
    rounds = 0;
    changed = [];
    return taken;
  };
  return { store, take };
}

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
});
afterAll(() => sandbox.close());

test('a quiet run of keys makes seven calls to the store one after another, and writes only what is new', async () => {
  const { store, take } = inRounds(memoryStore());
  const config = parseConfig('', 'test', {}, { checks: CHECK_IDS });
  const run = async (job: Job): Promise<ReturnType<typeof take>> => {
    const tools = toolsFor(store, config, { now: () => sandbox.now(), log: silentLog, isGone: () => false });
    const trigger = { time: sandbox.now().toISOString(), name: 'timer' };
    const cloud = cloudOf(sandbox);
    const access = { cloud: seen(cloud), identity: collectIdentity(cloud) };
    const request = { account: ACCOUNT, name: 'pay', job, trigger, attempt: `${job} ${trigger.time}` };
    expect((await runAccountJob(request, tools, access)).kind).toBe('done');
    await advance(sandbox, 'PT5M');
    return take();
  };
  await run('inventory');
  await run('keys');
  const { rounds, changed } = await run('keys');
  expect(rounds).toBe(7);
  expect(changed).toEqual([
    'put lease/#/keys/#.json',
    'put evidence/#/#/#/#/#T#Z-keys-#/manifest.json',
    'put state/#/keys.json',
    ...['put marks/#/keys/#T#Z-#', 'delete marks/#/keys/#T#Z-#'],
    ...['delete lease/#/keys/#.json', 'put lease/#/keys/#.json'],
  ]);
});
