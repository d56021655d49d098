import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { callsOf, setFaults } from '../e2e/run-cli.ts';
import { advance, type Watcher, watch } from '../jobs/harness.ts';
import { root } from '../root.ts';
import { scenarioFile } from '../sandbox/signed.ts';

/** Everything is healthy, and alice may switch encryption off, so that her roles are asked for. */
const scenario = readFileSync(`${root}sandbox/scenarios/healthy.yaml`, 'utf8').replace(
  'name: alice, policies: [AdministratorAccess, deny-encryption-off]',
  'name: alice, policies: [AdministratorAccess]',
);

let sandbox: Sandbox;
let watcher: Watcher;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: scenarioFile(scenario), rates: 'off' });
  watcher = watch(sandbox);
});
afterEach(() => sandbox.close());

/** Whether a run of the inventory saw all that it needs. */
async function isComplete(): Promise<boolean> {
  const { complete, accounts } = await watcher.audit(['inventory']);
  expect(accounts[0]?.jobs['inventory']?.complete).toBe(complete);
  return complete;
}

test.each([
  { what: 'one policy of many that answers 5xx', kind: 'error5xx', action: 'GetPolicy', from: 4 },
  {
    what: 'one odd list of who has a policy',
    kind: 'wrongType',
    action: 'ListEntitiesForPolicy',
    nth: 1,
    field: 'Users',
  },
  { what: 'roles that answer 5xx', kind: 'error5xx', action: 'DescribeUserPermission' },
])('$what: the run is incomplete, and it is asked for again', async ({ what: _, ...fault }) => {
  await setFaults(sandbox, [fault]);
  expect(await isComplete()).toBe(false);
  await setFaults(sandbox, []);
  await advance(sandbox, 'PT1H');
  const before = (await callsOf(sandbox))['ListPolicies'] ?? 0;
  expect(await isComplete()).toBe(true);
  expect((await callsOf(sandbox))['ListPolicies']).toBe(before + 1);
});

test.each(['ram:ListEntitiesForPolicy', 'ram:ListPolicies', 'cs:DescribeUserPermission'])(
  'without %s the run is complete',
  async (action) => {
    sandbox.world.deny({ action });
    expect(await isComplete()).toBe(true);
  },
);
