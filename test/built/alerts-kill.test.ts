import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { type FunctionSandbox, startFunctions, storeOf } from '../e2e/function-world.ts';
import { setFaults } from '../e2e/run-cli.ts';
import { advance } from '../jobs/harness.ts';
import { until } from '../until.ts';

/** All points: `KILL_POINTS=all npx vitest run ... test/built/alerts-kill.test.ts`; it prints what came of them. */
const POINTS = process.env['KILL_POINTS'] ?? '6';
const CONFIG = `
alerts:
  channels:
    - type: dingtalk-robot
      name: ops
      webhook: "https://oapi.dingtalk.com/robot/send?access_token=sandboxRobotToken"
      secret: SECsandboxRobotSecret
    - type: dingtalk-robot
      name: second
      minSeverity: high
      webhook: "https://oapi.dingtalk.com/robot/send?access_token=sandboxRobotToken"
      secret: SECsandboxRobotSecret
`;

let world: FunctionSandbox;
let store: ObjectStore;
const prepared = new Map<string, Buffer>();
let wanted: string[];
let total: number;

async function calls(): Promise<number> {
  const answer = await fetch(`${world.sandbox.url}/_sandbox/calls`);
  return ((await answer.json()) as { total: number }).total;
}

/** What the group has heard. */
async function titles(): Promise<string[]> {
  const answer = await fetch(`${world.sandbox.url}/_sandbox/outbox`);
  const { messages } = (await answer.json()) as { messages: { title: string; text: string }[] };
  return messages.map(({ title, text }) => `${title} ${text}`);
}

/** Just after something critical and something else have broken; the functions keep their time, that of the robot goes on. */
async function restore(): Promise<void> {
  await advance(world.sandbox, 'PT11M'); // it takes twenty messages a minute
  for (const key of await store.list('')) if (!prepared.has(key)) await store.delete(key);
  for (const [key, bytes] of prepared) await store.put(key, bytes);
  await fetch(`${world.sandbox.url}/_sandbox/outbox`, { method: 'DELETE' });
  await fetch(`${world.sandbox.url}/_sandbox/calls`, { method: 'DELETE' });
}

beforeAll(async () => {
  world = await startFunctions({ config: CONFIG });
  const { sandbox } = world;
  store = storeOf(sandbox);
  await world.observe();
  await world.tick('alerts');
  sandbox.world.disableKey({ key: 'plain', by: 'alice' });
  sandbox.world.setDeletionProtection({ key: 'inside', on: false, by: 'bob' });
  await advance(sandbox, 'PT20M');
  await world.observe();
  for (const key of await store.list('')) prepared.set(key, (await store.get(key)) ?? Buffer.alloc(0));
  world.deploy();
  await restore();
  await world.tick('alerts');
  total = await calls();
  wanted = await titles();
});
afterAll(() => world.sandbox.close());

/** Kills the process while its nth call is under way, before or after the call took effect; then it is started again. */
async function killAt(nth: number, kind: 'hang' | 'hangAfter'): Promise<{ lost: number; repeats: number }> {
  await restore();
  const { sandbox } = world;
  await setFaults(sandbox, [{ kind, nth }]);
  sandbox.functions.start({ name: 'sealwatch-alerts', payload: Buffer.from('{}') });
  await until(async () => (await calls()) >= nth);
  for (const { pid, busy } of sandbox.functions.instances()) if (busy) process.kill(pid, 'SIGKILL');
  await sandbox.functions.idle();
  expect(sandbox.functions.invocations().at(-1)).toMatchObject({ status: 'succeeded', attempts: 2 });
  await world.tick('alerts');
  const heard = await titles();
  return {
    lost: wanted.filter((text) => !heard.includes(text)).length,
    repeats: heard.length - new Set(heard).size - (wanted.length - new Set(wanted).size),
  };
}

const most = POINTS === 'all' ? { timeout: 1_800_000 } : {};

test(
  'killed while any of its calls is under way, it tells everything, and repeats one message at most',
  most,
  async () => {
    expect(wanted.length).toBeGreaterThan(2);
    const all = Array.from({ length: total }, (_, index) => index + 1);
    const every = POINTS === 'all' ? 1 : Math.ceil(total / Number(POINTS));
    const points = all.filter((nth) => nth % every === 0);
    const told = { kills: 0, lost: 0, repeated: 0 };
    for (const nth of points) {
      for (const kind of ['hang', 'hangAfter'] as const) {
        const { lost, repeats } = await killAt(nth, kind);
        expect([nth, kind, lost, repeats <= 1]).toEqual([nth, kind, 0, true]);
        told.kills += 1;
        told.repeated += repeats;
      }
    }
    if (POINTS === 'all')
      process.stdout.write(`${JSON.stringify({ calls: total, messages: wanted.length, ...told })}\n`);
  },
);
