import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/start.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { type Handled, handleTrigger } from '../../shared/jobs/handle-trigger.ts';
import { silentLog } from '../../shared/model/log.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { acquireLease, type Lease } from '../../shared/state/lease.ts';
import { fastClock } from '../e2e/run-cli.ts';
import { connectionTo } from '../sandbox-cloud.ts';
import { ACCOUNT, type EventWorld, startEventWorld } from './event-world.ts';

let world: EventWorld;
let sandbox: Sandbox;

beforeEach(async () => {
  world = await startEventWorld();
  ({ sandbox } = world);
});
afterEach(() => sandbox.close());

/** The lease of a run that an event started. */
async function held(): Promise<Lease> {
  const until = new Date(sandbox.now().getTime() + 60_000).toISOString();
  const holder = { run: 'event', attempt: 'event', until };
  const of = { account: ACCOUNT, job: 'inventory' } as const;
  const lease = await acquireLease(world.watcher.store, of, holder, sandbox.now(), () => false);
  if ('heldBy' in lease) throw new Error('held');
  return lease;
}

/** The run of the timer; `looks` is told each time that it waits. */
function tick(looks: () => Promise<void>): Promise<Handled> {
  const config = parseConfig('', 'test', {}, { checks: [] });
  const now = () => sandbox.now();
  const clock = {
    ...fastClock,
    after: (ms: number, action: () => void) => {
      if (ms !== 300) return fastClock.after(ms, action);
      void looks().then(action);
      return () => undefined;
    },
  };
  return handleTrigger({
    job: 'inventory',
    event: Buffer.from('{"triggerTime":"2026-11-23T01:00:00Z","triggerName":"timer","payload":""}'),
    attempt: 'timer',
    self: null,
    account: ACCOUNT,
    connection: connectionTo(sandbox, { config, now, clock }),
    tools: toolsFor(world.watcher.store, config, { now, log: silentLog, isGone: () => false }),
    realNow: () => new Date(),
  });
}

test('the run of a timer waits for one that an event started, so that events cannot crowd it out', async () => {
  const lease = await held();
  let looks = 0;
  const { accounts } = await tick(async () => {
    looks += 1;
    if (looks === 3) await lease.release();
  });
  expect(accounts).toEqual([{ account: ACCOUNT, outcome: 'done' }]);
});

test('it does not wait for ever', async () => {
  await held();
  const { accounts } = await tick(async () => undefined);
  expect(accounts).toEqual([{ account: ACCOUNT, outcome: 'busy' }]);
});
