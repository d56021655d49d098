import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/start.ts';
import { changed, type EventWorld, knownNow, startEventWorld } from '../jobs/event-world.ts';
import { advance, reactWith, type Watcher } from '../jobs/harness.ts';

let world: EventWorld;
let sandbox: Sandbox;
let watcher: Watcher;

beforeEach(async () => {
  world = await startEventWorld();
  ({ sandbox, watcher } = world);
});
afterEach(() => sandbox.close());

const many = (count: number) => Array.from({ length: count }, (_, index) => index);
const event = (id: string, change: Record<string, unknown> = {}) => changed('kms.DisableKey', change, id);

test('thousands of refused calls do not push out who did something before them', async () => {
  const react = reactWith(sandbox, { store: watcher.store });
  await react(changed('kms.SetKeyPolicy', { eventTime: sandbox.now().toISOString() }, 'policy'));
  await advance(sandbox, 'PT1M');
  const eventTime = sandbox.now().toISOString();
  const refused = { errorCode: 'Forbidden.NoPermission', eventTime };
  await react(many(2_100).map((index) => event(`denied-${index}`, refused)));
  const { changes, attempts } = await knownNow(world);
  expect(changes).toContainEqual(['key-policy-changed', 'alice', '']);
  expect(attempts).toHaveLength(500);
});

test('more calls of one name than are read are told: somebody may hide behind them', async () => {
  await watcher.audit();
  await advance(sandbox, 'PT20M');
  sandbox.world.disableKey({ key: 'pay', by: 'alice' });
  for (const _ of many(1_050)) {
    sandbox.world.disableKey({ key: 'pay', by: 'bob', refused: 'Forbidden.NoPermission' });
  }
  await advance(sandbox, 'PT20M');
  const { complete } = await watcher.audit();
  expect(complete).toBe(false);
  const { states } = await knownNow(world);
  const unread = states.activity?.result?.findings.filter(({ check }) => check === 'resource-unreadable');
  expect(unread).toMatchObject([
    { evidence: { detail: expect.stringContaining('too many DisableKey events') } },
  ]);
});
