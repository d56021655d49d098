import { afterEach, describe, expect, test } from 'vitest';
import { permissionsOf } from '../../shared/cloud/operation.ts';
import { JOBS } from '../../shared/model/job.ts';
import { readState } from '../../shared/state/job-store.ts';
import {
  type FunctionSandbox,
  shippedPolicy,
  startFunctions,
  storeOf,
  type WorldOptions,
} from '../e2e/function-world.ts';
import { operations } from '../wire/operations.ts';

const OWN = '1000000000000001';
let running: FunctionSandbox[] = [];

afterEach(async () => {
  await Promise.all(running.map(({ sandbox }) => sandbox.close()));
  running = [];
});

async function start(options: WorldOptions): Promise<FunctionSandbox> {
  const world = await startFunctions(options);
  running.push(world);
  return world;
}

async function runAll(world: FunctionSandbox): Promise<void> {
  for (const job of JOBS) await world.runJob(job);
}

async function used({ sandbox }: FunctionSandbox): Promise<string[]> {
  const answer = await fetch(`${sandbox.url}/_sandbox/calls`);
  return Object.keys(((await answer.json()) as { ramActions: object }).ramActions);
}

async function states(world: FunctionSandbox, account = OWN) {
  return Promise.all(JOBS.map((job) => readState(storeOf(world.sandbox), account, job)));
}

/** Every RAM action that a document allows. */
function actionsOf(name: string): string[] {
  return shippedPolicy(name).Statement.flatMap(({ Action }) => Action);
}

/** The official names of one action; a policy grants all of them, and each is enough. */
function namesOf(action: string): readonly string[] {
  return operations.map(permissionsOf).find((names) => names.includes(action)) ?? [action];
}

const sorted = (actions: Iterable<string>) => [...new Set(actions)].sort();

describe('the policies in docs/ram allow what is used: no more, no less', () => {
  test('the role of the functions, and the role in another account', async () => {
    const world = await start({ directory: true, members: 3 }); // more than run without starting themselves
    for (const job of JOBS) await world.tick(job);
    for (const account of [OWN, '1000000000000002']) {
      for (const state of await states(world, account)) {
        expect(state.kind === 'ok' && state.value).toMatchObject({
          trouble: null,
          result: { complete: true },
        });
      }
    }
    const hidden = await start({ deny: ['ram:GetRole'] }); // then ACK is asked about the service role
    await hidden.tick('inventory');
    await hidden.tick('inventory'); // it takes over the lease of the one before
    const all = sorted([...(await used(world)), ...(await used(hidden))].flatMap(namesOf));
    expect(all).toEqual(sorted(actionsOf('function-role-policy')));
    const reads = all.filter((action) => /^(cs|kms|ram|actiontrail|ecs|vpc|bssapi|bss):/.test(action));
    expect(sorted(actionsOf('member-role-policy'))).toEqual(reads);
  });

  test('with it a whole run is complete', async () => {
    const world = await start({});
    await runAll(world);
    for (const state of await states(world)) {
      expect(state.kind === 'ok' && state.value).toMatchObject({ trouble: null, result: { complete: true } });
    }
  });

  const single = actionsOf('function-role-policy').filter(
    (action) =>
      namesOf(action)[0] === action &&
      !/^(fc|sts|resourcemanager):/.test(action) &&
      action !== 'cs:CheckServiceRole' &&
      action !== 'oss:DeleteObject',
  );
  test.each(single)('without %s it is not, or a check that may do without names it', async (action) => {
    const names = namesOf(action);
    const policy = shippedPolicy('function-role-policy');
    for (const statement of policy.Statement)
      statement.Action = statement.Action.filter((allowed) => !names.includes(allowed));
    policy.Statement = policy.Statement.filter(({ Action }) => Action.length > 0);
    const world = await start({ policy });
    const thrown = await runAll(world).then(
      () => null,
      (error: unknown) => error,
    );
    if (thrown) {
      expect(thrown).toMatchObject({ message: expect.stringContaining(action) });
      return;
    }
    const isOptional = shippedPolicy('function-role-policy').Statement[1]?.Action.includes(action);
    if (isOptional) {
      const complete = (await states(world)).map(
        (state) => state.kind === 'ok' && state.value.result?.complete,
      );
      expect(complete).toEqual(JOBS.map(() => true));
    }
    const missing = (await states(world)).flatMap((state) =>
      state.kind === 'ok'
        ? (state.value.result?.findings ?? []).map(({ missingPermission }) => missingPermission)
        : [],
    );
    const told = missing.flatMap((some) => some?.split(', ') ?? []);
    expect(told.filter((name) => names.includes(name))).not.toEqual([]);
  });
});
