import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { collectIdentity } from '../../shared/collect/identity.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { runAccountJob } from '../../shared/jobs/account-jobs.ts';
import { lookAhead } from '../../shared/jobs/look-ahead.ts';
import { JOBS, type Job } from '../../shared/model/job.ts';
import type { JobState } from '../../shared/model/job-state.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { toolsFor } from '../../shared/run/tools.ts';
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
  const early = lookAhead(toolsOf(store), cloud, collectIdentity(cloud), JOBS);
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

test('an audit makes the calls of its jobs, and none more', async () => {
  const generate = { clusters: 120, regions: 3, keys: 40, seed: 7 };
  const counted = async (...audits: Job[][]): Promise<Record<string, number>> => {
    sandbox = await startSandbox({ generate, rates: 'off' });
    const watcher = watch(sandbox);
    for (const jobs of audits) await watcher.audit(jobs);
    const { GetCallerIdentity: _, ...calls } = await callsOf(sandbox);
    return calls;
  };
  const together = await counted([...JOBS]);
  await sandbox.close();
  expect(together).toEqual(await counted(['inventory'], ['keys'], ['activity'], ['spend']));
});
