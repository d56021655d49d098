import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { Invocation } from '../../sandbox/function-compute/host.ts';
import type { Sandbox } from '../../sandbox/start.ts';
import type { Job } from '../../shared/model/job.ts';
import type { JobState } from '../../shared/model/job-state.ts';
import { encode } from '../../shared/state/codec.ts';
import { STATE } from '../../shared/state/formats/job-state.ts';
import { readState } from '../../shared/state/job-store.ts';
import { verifyEvidence } from '../../shared/state/verify-evidence.ts';
import { type FunctionSandbox, startFunctions, storeOf, type WorldOptions } from '../e2e/function-world.ts';
import { setFaults } from '../e2e/run-cli.ts';
import { heldLeases } from '../held-leases.ts';
import { advance } from '../jobs/harness.ts';

const ACCOUNT = '1000000000000001';
let running: FunctionSandbox[] = [];

afterEach(async () => {
  await Promise.all(running.map(({ sandbox }) => sandbox.close()));
  running = [];
});

async function start(options: WorldOptions = {}): Promise<FunctionSandbox> {
  const world = await startFunctions(options);
  running.push(world);
  return world;
}

async function stateOf(sandbox: Sandbox, job: Job, account = ACCOUNT): Promise<JobState> {
  const state = await readState(storeOf(sandbox), account, job);
  if (state.kind !== 'ok') throw new Error(`the state of ${job} is ${state.kind}`);
  return state.value;
}

/** The log lines of an invocation, which are JSON. */
function logsOf({ logs }: Invocation): Record<string, unknown>[] {
  return logs.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
}

const last = ({ sandbox }: FunctionSandbox): Invocation => {
  const invocation = sandbox.functions.invocations().at(-1);
  if (!invocation) throw new Error('nothing was invoked');
  return invocation;
};

test('the timers run the jobs, which keep their states, evidence and history in OSS', async () => {
  const world = await start();
  const { sandbox } = world;
  for (const job of ['inventory', 'keys', 'activity', 'spend'] as const) {
    await world.tick(job);
    const invocation = last(world);
    expect(invocation).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect(logsOf(invocation)).toMatchObject([
      {
        level: 'info',
        message: 'run finished',
        requestId: invocation.requestId,
        job,
        account: ACCOUNT,
        complete: true,
      },
    ]);
    const state = await stateOf(sandbox, job);
    expect(state).toMatchObject({ account: ACCOUNT, job, trouble: null, result: { complete: true } });
    expect(await verifyEvidence(storeOf(sandbox), state.evidence)).toMatchObject({
      runs: 1,
      files: 1,
      broken: null,
    });
  }
  expect(await heldLeases(storeOf(sandbox))).toEqual([]);
  expect(await storeOf(sandbox).list('history/')).toEqual([`history/${ACCOUNT}.json`]);
});

test('a change between two runs is told with its author', async () => {
  const world = await start();
  const { sandbox } = world;
  for (const job of ['inventory', 'keys', 'activity', 'spend']) await world.tick(job);
  sandbox.world.disableKey({ key: 'plain', by: 'alice' });
  await advance(sandbox, 'PT1H');
  world.deploy();
  for (const job of ['inventory', 'keys', 'activity', 'spend']) await world.tick(job);
  expect((await stateOf(sandbox, 'keys')).drifts).toMatchObject([
    { kind: 'key-disabled', from: 'Enabled', to: 'Disabled' },
  ]);
  expect((await stateOf(sandbox, 'activity')).events).toMatchObject([
    { name: 'DisableKey', actor: { name: 'alice' } },
  ]);
  expect(await storeOf(sandbox).list('changes/')).toHaveLength(1);
});

test('keys and activity say when there is no inventory yet', async () => {
  const world = await start();
  for (const job of ['keys', 'activity']) {
    await world.tick(job);
    expect(last(world)).toMatchObject({ status: 'succeeded' });
    expect(logsOf(last(world))).toMatchObject([{ level: 'warn', message: 'no inventory yet', job }]);
  }
});

describe('bad input is a clear error in the log and in the stored status', () => {
  const cases: { what: string; event: object | string; cause: string; code: string }[] = [
    { what: 'no JSON', event: 'awesome', code: 'TriggerInvalid', cause: 'not JSON' },
    {
      what: 'a payload for another job',
      event: { triggerTime: '2026-11-23T00:05:00Z', triggerName: 't', payload: '{"job":"keys"}' },
      code: 'TriggerInvalid',
      cause: 'job keys',
    },
    {
      what: 'a payload that is no JSON',
      event: { triggerTime: '2026-11-23T00:05:00Z', triggerName: 't', payload: 'awesome-fc' },
      code: 'TriggerInvalid',
      cause: 'payload of the timer is not JSON',
    },
    {
      what: 'a task for an unknown account',
      event: {
        job: 'inventory',
        accounts: ['1000000000000099'],
        trigger: { time: '2026-11-23T00:05:00.000Z', name: 't' },
      },
      code: 'AccountUnknown',
      cause: '1000000000000099',
    },
  ];
  test.each(cases)('$what', async ({ event, code, cause }) => {
    const world = await start();
    const { sandbox } = world;
    await world.tick('inventory');
    const before = await stateOf(sandbox, 'inventory');
    const payload = Buffer.from(typeof event === 'string' ? event : JSON.stringify(event));
    sandbox.functions.start({ name: 'sealwatch-inventory', payload });
    await sandbox.functions.idle();
    expect(last(world)).toMatchObject({ status: 'failed', attempts: 2 });
    expect(logsOf(last(world))).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: 'run failed',
        code,
        cause: expect.stringContaining(cause),
      }),
    );
    const { trouble, ...after } = await stateOf(sandbox, 'inventory');
    expect(trouble).toMatchObject({ code, message: expect.stringContaining(cause) });
    expect({ ...after, trouble: null }).toEqual(before);
  });

  const none = () => undefined;
  const refusals: {
    what: string;
    code: string;
    make: (sandbox: Sandbox) => unknown;
    mend: ((sandbox: Sandbox) => unknown) | null;
  }[] = [
    {
      what: 'a bucket with versioning',
      code: 'StoreVersioned',
      make: ({ world }) => world.setVersioning({ bucket: 'sealwatch-evidence', versioning: 'Enabled' }),
      mend: null, // versioning cannot be undone
    },
    {
      what: 'a store that may not be written',
      code: 'StoreDenied',
      make: ({ world }) => world.deny({ action: 'oss:PutObject' }),
      mend: ({ world }) => world.allow({ action: 'oss:PutObject' }),
    },
    {
      what: 'a clock that is off',
      code: 'ClockSkew',
      make: (sandbox) => setFaults(sandbox, [{ kind: 'clockSkew', action: 'Sts:*', skewSeconds: 7200 }]),
      mend: none,
    },
  ];
  test.each(refusals)(
    '$what: the run fails, is retried, and leaves nothing half-written',
    async ({ make, mend, code }) => {
      const world = await start();
      const { sandbox } = world;
      await make(sandbox);
      await world.tick('inventory');
      expect(last(world)).toMatchObject({ status: 'failed', attempts: 2 });
      expect(logsOf(last(world))).toContainEqual(expect.objectContaining({ message: 'run failed', code }));
      const state = await readState(storeOf(sandbox), ACCOUNT, 'inventory');
      if (state.kind === 'ok')
        expect(state.value).toMatchObject({ result: null, runs: [], trouble: { code } });
      expect(await storeOf(sandbox).list('evidence/')).toEqual([]);
      if (!mend) return;
      await setFaults(sandbox, []);
      await mend(sandbox);
      await world.tick('inventory');
      expect(last(world)).toMatchObject({ status: 'succeeded' });
      expect(await stateOf(sandbox, 'inventory')).toMatchObject({
        trouble: null,
        result: { complete: true },
      });
    },
  );

  test('a function without a role', async () => {
    const world = await start();
    world.deploy({ role: undefined });
    await world.tick('inventory');
    expect(logsOf(last(world))).toContainEqual(expect.objectContaining({ code: 'CredentialsMissing' }));
  });
});

test('a deadline stores what was seen, and the next run begins with what was not', async () => {
  const world = await start();
  const { sandbox } = world;
  await world.tick('inventory');
  await setFaults(sandbox, [{ kind: 'hang', action: 'DescribeKey', nth: 1 }]);
  world.deploy({ timeout: 8 });
  await world.tick('keys');
  expect(last(world)).toMatchObject({ status: 'succeeded', attempts: 1 });
  const first = await stateOf(sandbox, 'keys');
  expect(first.result).toMatchObject({ complete: false });
  const unseen = first.result?.parts.keys?.seen
    ? first.result.parts.keys.value.filter(({ metadata }) => !metadata.seen)
    : [];
  expect(unseen).toHaveLength(1);
  await fetch(`${sandbox.url}/_sandbox/calls`, { method: 'DELETE' });
  await setFaults(sandbox, []);
  await world.tick('keys', new Date(sandbox.now().getTime() + 300_000));
  const second = await stateOf(sandbox, 'keys');
  expect(second.result).toMatchObject({ complete: true });
  const order = second.result?.parts.keys?.seen ? second.result.parts.keys.value.map(({ id }) => id) : [];
  expect(order[0]).toBe(unseen[0]?.id);
});

test('an instance holds no more connections after many invocations than after the first', async () => {
  const world = await start();
  const { sandbox } = world;
  await world.tick('inventory');
  const connections = async (nth: number): Promise<number> => {
    await world.tick('keys', new Date(sandbox.now().getTime() + nth * 1000));
    const instance = sandbox.functions
      .instances()
      .find(({ functionName }) => functionName === 'sealwatch-keys');
    const open = readdirSync(`/proc/${instance?.pid}/fd`, { withFileTypes: true });
    return open.length;
  };
  const first = await connections(0);
  for (let nth = 1; nth < 8; nth += 1) await connections(nth);
  expect(await connections(8)).toBeLessThanOrEqual(first + 2);
});

describe('many accounts', () => {
  const accounts = async (sandbox: Sandbox) => {
    const keys = await storeOf(sandbox).list('state/');
    return keys.filter((key) => key.endsWith('/inventory.json')).map((key) => key.split('/')[1]);
  };

  /** More than one invocation works on. */
  const MANY = { directory: true, members: 4 };

  test('the function starts itself once for each five accounts', async () => {
    const world = await start(MANY);
    await world.tick('inventory');
    const [planner, ...groups] = world.sandbox.functions.invocations();
    expect(planner).toMatchObject({ status: 'succeeded', type: 'Async', taskId: null });
    expect(groups.map(({ status, payload }) => [status, JSON.parse(payload).accounts.length])).toEqual([
      ['succeeded', 5],
      ['succeeded', 2],
    ]);
    const taskIds = groups.map(({ taskId }) => taskId);
    expect(new Set(taskIds).size).toBe(2);
    for (const taskId of taskIds) expect(taskId).toMatch(/^run-20261123T000000Z-inventory-[0-9a-f]{8}$/);
    expect(await accounts(world.sandbox)).toHaveLength(7);
  });

  test('a few run in the invocation of the timer; one that cannot be entered is unknown', async () => {
    const world = await start({ directory: true });
    const { sandbox } = world;
    await world.tick('inventory');
    expect(sandbox.functions.invocations()).toMatchObject([{ status: 'succeeded', attempts: 1 }]);
    expect(await accounts(sandbox)).toEqual([ACCOUNT, '1000000000000002', '1000000000000003']);
    expect(await stateOf(sandbox, 'inventory', '1000000000000002')).toMatchObject({
      name: 'team',
      result: { complete: true },
    });
    const closed = await stateOf(sandbox, 'inventory', '1000000000000003');
    expect(closed.result).toMatchObject({
      complete: false,
      parts: { clusters: { seen: false, because: 'denied' } },
    });
    expect(closed.result?.findings.filter(({ check }) => check === 'resource-unreadable')).toMatchObject([
      {
        status: 'unknown',
        missingPermission: 'sts:AssumeRole',
        resource: { type: 'account', id: '1000000000000003' },
      },
    ]);
    await world.tick('keys');
    expect(await stateOf(sandbox, 'keys', '1000000000000002')).toMatchObject({ result: { complete: true } });
  });

  test('what fails in one account is told of that account, is tried again, and ends no other', async () => {
    const world = await start({ directory: true });
    const { sandbox } = world;
    const broken = '1000000000000002';
    const newer = encode({ ...STATE, version: 99, oldest: 99 }, {});
    await storeOf(sandbox).put(`state/${broken}/inventory.json`, newer);
    await world.tick('inventory');
    expect(last(world)).toMatchObject({ status: 'failed', attempts: 2 });
    const told = logsOf(last(world)).filter(({ message }) => /^run /.test(String(message)));
    const of = (account: string) =>
      told.filter((line) => line['account'] === account).map(({ message, code }) => [message, code]);
    expect(of(broken)).toEqual([
      ['run failed', 'StateTooNew'],
      ['run failed', 'StateTooNew'],
    ]);
    for (const account of [ACCOUNT, '1000000000000003'])
      expect(of(account)).toEqual([
        ['run finished', undefined],
        ['run repeated', undefined],
      ]);
    expect(await stateOf(sandbox, 'inventory')).toMatchObject({ trouble: null, result: { complete: true } });
  });

  test('an account that does not answer keeps the others of its invocation waiting for nothing', async () => {
    const world = await start({ directory: true });
    const { sandbox } = world;
    await world.tick('inventory');
    await setFaults(sandbox, [{ kind: 'hang', action: 'DescribeKey', nth: 1 }]);
    world.deploy({ timeout: 8 });
    await world.tick('keys');
    expect(last(world)).toMatchObject({ status: 'succeeded', attempts: 1 });
    const ended = logsOf(last(world)).filter(({ message }) => message === 'run finished');
    const before = ended.slice(0, 2).map(({ account }) => account);
    expect(before).toContain('1000000000000003'); // cannot be entered
    expect(ended.filter(({ complete }) => complete)).toHaveLength(1);
    expect(ended.at(-1)).toMatchObject({ complete: false, account: expect.not.stringMatching(/3$/) });
  });

  test('the directory is read by the timer, not again by the tasks that it starts', async () => {
    const world = await start(MANY);
    const reads = async () => {
      const answer = await fetch(`${world.sandbox.url}/_sandbox/calls`);
      const { calls } = (await answer.json()) as { calls: { product: string; count: number }[] };
      return calls.filter(({ product }) => product === 'ResourceManager').map(({ count }) => count);
    };
    await world.tick('inventory');
    const before = await reads();
    expect(before).toEqual([1, 1]);
    await world.tick('keys');
    expect(await reads()).toEqual(before);
  });

  test('a trigger that comes twice starts nothing twice', async () => {
    const world = await start(MANY);
    await world.tick('inventory');
    const before = world.sandbox.functions.invocations().length;
    await world.tick('inventory');
    expect(world.sandbox.functions.invocations().length).toBe(before + 1);
    expect(last(world)).toMatchObject({ status: 'succeeded' });
  });

  test('accounts that could not be started are told, and started by the retry', async () => {
    const world = await start(MANY);
    const { sandbox } = world;
    await setFaults(sandbox, [{ kind: 'deny', action: 'InvokeFunction', nth: 2 }]);
    await world.tick('inventory');
    const planner = sandbox.functions.invocations()[0];
    expect(planner).toMatchObject({ status: 'succeeded', attempts: 2 });
    expect(planner && logsOf(planner)).toContainEqual(
      expect.objectContaining({
        code: 'SpreadIncomplete',
        hint: expect.stringContaining('fc:InvokeFunction'),
      }),
    );
    expect(await accounts(sandbox)).toHaveLength(7);
    expect(sandbox.functions.invocations()).toHaveLength(3);
  });

  test('a directory that cannot be read is told in the own account, and the known members go on', async () => {
    const world = await start({ directory: true });
    const { sandbox } = world;
    await world.tick('inventory');
    sandbox.world.deny({ action: 'resourcemanager:*' });
    await world.tick('inventory', new Date(sandbox.now().getTime() + 3_600_000));
    const own = await stateOf(sandbox, 'inventory');
    expect(own.result?.findings.filter(({ check }) => check === 'resource-unreadable')).toMatchObject([
      { missingPermission: expect.stringMatching(/^resourcemanager:/) },
    ]);
    expect((await stateOf(sandbox, 'inventory', '1000000000000002')).runs).toHaveLength(2);
  });
});
