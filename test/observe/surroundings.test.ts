import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import { collectIdentity } from '../../shared/collect/identity.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { runAccountJob } from '../../shared/jobs/account-jobs.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { ACCOUNT, seen } from '../builders.ts';
import { callsOf } from '../e2e/run-cli.ts';
import { advance } from '../jobs/harness.ts';
import { cloudOf } from '../sandbox-cloud.ts';

let sandbox: Sandbox;
let store: ObjectStore;

/** The clock of the world begins at 08:00 in Shanghai; an hour later what was being switched has settled. */
beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  await advance(sandbox, 'PT1H');
  store = memoryStore();
});
afterEach(() => sandbox.close());

/** How often RAM and ECS were asked by one run of the inventory. */
async function asked(configuration = ''): Promise<{ people: number; roles: number; network: number }> {
  await fetch(`${sandbox.url}/_sandbox/calls`, { method: 'DELETE' });
  const config = parseConfig(configuration, 'test', {}, { checks: CHECK_IDS });
  const cloud = cloudOf(sandbox);
  const tools = toolsFor(store, config, { now: () => sandbox.now(), log: silentLog, isGone: () => false });
  const trigger = { time: sandbox.now().toISOString(), name: 'timer' };
  const run = { account: ACCOUNT, name: 'shop', job: 'inventory', trigger, attempt: trigger.time } as const;
  const outcome = await runAccountJob(run, tools, { cloud: seen(cloud), identity: collectIdentity(cloud) });
  expect(outcome.kind).toBe('done');
  const calls = await callsOf(sandbox);
  const of = (action: string) => calls[action] ?? 0;
  return {
    people: of('ListPolicies'),
    roles: of('DescribeUserPermission'),
    network: of('DescribeSecurityGroupAttribute'),
  };
}

const NOTHING = { people: 0, roles: 0, network: 0 };
const EVERYTHING = { people: 1, roles: 5, network: 6 };

test('people and network are looked at once a day, by the calendar of Shanghai', async () => {
  expect(await asked()).toEqual(EVERYTHING);
  await advance(sandbox, 'PT1H');
  expect(await asked()).toEqual(NOTHING);
  await advance(sandbox, 'PT13H59M');
  expect(await asked()).toEqual(NOTHING);
  await advance(sandbox, 'PT1M');
  expect(await asked()).toEqual(EVERYTHING);
});

test('and at once when the clusters are others', async () => {
  await asked();
  await advance(sandbox, 'PT1H');
  sandbox.world.addCluster({ name: 'new-prod', region: 'cn-hangzhou' });
  expect(await asked()).toEqual(EVERYTHING);
});

test('what was not seen whole is asked for again', async () => {
  sandbox.world.deny({ action: 'cs:DescribeUserPermission' });
  sandbox.world.deny({ action: 'ecs:*' });
  const denied = await asked();
  expect(denied.people).toBe(1);
  await advance(sandbox, 'PT1H');
  sandbox.world.allow({ action: 'cs:DescribeUserPermission' });
  sandbox.world.allow({ action: 'ecs:*' });
  expect(await asked()).toEqual(EVERYTHING);
});

test('a check that is switched on during the day is looked for', async () => {
  const off = 'policy: { severity: { operator-permissions: off, network-path: off } }';
  expect(await asked(off)).toEqual({ people: 1, roles: 0, network: 0 });
  await advance(sandbox, 'PT1H');
  expect(await asked(off)).toEqual(NOTHING);
  await advance(sandbox, 'PT1H');
  expect(await asked()).toEqual(EVERYTHING);
});
