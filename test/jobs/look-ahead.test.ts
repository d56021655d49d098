import { afterEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import { collectIdentity } from '../../shared/collect/identity.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { runAccountJob } from '../../shared/jobs/account-jobs.ts';
import { lookAhead } from '../../shared/jobs/look-ahead.ts';
import { stateOf } from '../../shared/jobs/stored-parts.ts';
import { JOBS, type Job } from '../../shared/model/job.ts';
import type { JobState } from '../../shared/model/job-state.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { storedAccounts } from '../../shared/state/stored-accounts.ts';
import { ACCOUNT, seen } from '../builders.ts';
import { callsOf } from '../e2e/run-cli.ts';
import { cloudOf } from '../sandbox-cloud.ts';
import { advance, watch } from './harness.ts';

let sandbox: Sandbox;

afterEach(() => sandbox.close());

function toolsOf(store: ObjectStore) {
  const config = parseConfig('', 'test', {}, { checks: CHECK_IDS });
  return toolsFor(store, config, { now: () => sandbox.now(), log: silentLog, isGone: () => false });
}

async function keysRun(store: ObjectStore, early?: Awaited<ReturnType<typeof lookAhead>>): Promise<JobState> {
  const cloud = cloudOf(sandbox);
  const trigger = { time: sandbox.now().toISOString(), name: 'timer' };
  const run = { account: ACCOUNT, name: '', job: 'keys' as const, trigger, attempt: crypto.randomUUID() };
  const access = { cloud: seen(cloud), identity: collectIdentity(cloud), ...(early ? { early } : {}) };
  const outcome = await runAccountJob(run, toolsOf(store), access);
  if (outcome.kind !== 'done') throw new Error(outcome.kind);
  return outcome.state;
}

/** How many keys in use are disabled, as far as the job knows. */
function disabled({ result }: JobState): number {
  const keys = result?.parts.keys;
  const states = (keys?.seen ? keys.value : []).map(({ metadata }) =>
    metadata.seen && metadata.value.exists && metadata.value.state.seen ? metadata.value.state.value : '',
  );
  return states.filter((state) => state === 'Disabled').length;
}

/** An account that was audited, and looked ahead at once more, before one of its keys was disabled. */
async function lookedAhead() {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  const { store, audit } = watch(sandbox);
  await audit();
  await advance(sandbox, 'PT5M');
  const cloud = cloudOf(sandbox);
  const early = lookAhead(toolsOf(store), { cloud, identity: collectIdentity(cloud) }, JOBS);
  await early.ended;
  await advance(sandbox, 'PT1M');
  sandbox.world.disableKey({ key: 'hz-checkout', by: 'root' });
  return { store, early };
}

test('a run finds what was asked for it early, with the time when it was asked', async () => {
  const { store, early } = await lookedAhead();
  const state = await keysRun(store, early);
  const { key, ...before } = { key: disabled(state), startedAt: state.result?.startedAt };
  expect(before).toEqual({ startedAt: early.startedAt });
  await advance(sandbox, 'PT1M');
  expect(disabled(await keysRun(store))).toBe(key + 1);
});

test('what was asked before another run has looked is asked again', async () => {
  const { store, early } = await lookedAhead();
  const other = await keysRun(store);
  await advance(sandbox, 'PT1M');
  const state = await keysRun(store, early);
  expect(disabled(state)).toBe(disabled(other));
  expect(state.result?.startedAt).toBe(sandbox.now().toISOString());
});

test('what was asked early is asked once: who looks again sees what is there then', async () => {
  const { store, early } = await lookedAhead();
  const first = disabled(await keysRun(store, early));
  await advance(sandbox, 'PT1M');
  const again = { ...early, startedAt: sandbox.now().toISOString() };
  expect(disabled(await keysRun(store, again))).toBe(first + 1);
});

const SEVERAL = `
accounts:
  - { id: "1000000000000001" }
  - { id: "1000000000000002", roleArn: "acs:ram::1000000000000002:role/sealwatch-readonly" }
  - { id: "1000000000000003", roleArn: "acs:ram::1000000000000003:role/sealwatch-readonly" }
`;

describe.each([
  { of: 'the own account', accounts: 1, configuration: '' },
  { of: 'accounts that are listed', accounts: 3, configuration: SEVERAL },
  { of: 'accounts of a directory', accounts: 3, configuration: 'directory: { enabled: true }' },
])('an audit of $of', ({ accounts, configuration }) => {
  const generate = { clusters: 120, regions: 3, keys: 40, seed: 7, accounts };

  /** Two rounds of audits, an hour apart: what each asks for. */
  async function counted(...audits: Job[][]): Promise<Record<string, number>[]> {
    sandbox = await startSandbox({ generate, rates: 'off' });
    const watcher = watch(sandbox, configuration);
    const rounds: Record<string, number>[] = [];
    for (let round = 1; round <= 2; round += 1) {
      await fetch(`${sandbox.url}/_sandbox/calls`, { method: 'DELETE' });
      for (const jobs of audits) await watcher.audit(jobs);
      const { GetCallerIdentity, AssumeRole, GetResourceDirectory, ListAccounts, ...calls } =
        await callsOf(sandbox);
      rounds.push(calls);
      await advance(sandbox, 'PT1H');
    }
    return rounds;
  }

  test('makes the calls of its jobs and none more, the first time and later on the same day', async () => {
    const together = await counted([...JOBS]);
    await sandbox.close();
    for (const surroundings of ['ListPolicies', 'ListEntitiesForPolicy', 'DescribeVSwitchAttributes'])
      expect(together.map((calls) => surroundings in calls)).toEqual([true, accounts === 1]); // one's own is looked at afresh
    expect(together).toEqual(await counted(['inventory'], ['keys'], ['activity'], ['spend']));
  });

  test('asks for keys before the inventory has ended', async () => {
    sandbox = await startSandbox({ generate, rates: 'off' });
    const store = memoryStore();
    let ticks = 0;
    const now = (): Date => {
      ticks += 1;
      return new Date(sandbox.now().getTime() + ticks);
    };
    await watch(sandbox, configuration, store, now).audit();
    for (const account of await storedAccounts(store)) {
      const [inventory, keys] = await Promise.all([
        stateOf(store, account, 'inventory'),
        stateOf(store, account, 'keys'),
      ]);
      const [started, ended] = [keys?.result?.startedAt ?? '', inventory?.result?.finishedAt ?? ''];
      expect(started < ended, `${account}: ${started}, ${ended}`).toBe(true);
    }
    expect(await storedAccounts(store)).toHaveLength(accounts);
  });
});
