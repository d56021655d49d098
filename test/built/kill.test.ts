import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { type FunctionSandbox, startFunctions, storeOf } from '../e2e/function-world.ts';
import { setFaults } from '../e2e/run-cli.ts';
import { advance } from '../jobs/harness.ts';
import { until } from '../until.ts';

/** Other points every time with another seed: `KILL_SEED=7 KILL_POINTS=40 npx vitest run ... test/built/kill.test.ts`. */
const SEED = Number(process.env['KILL_SEED'] ?? 1);
const POINTS = Number(process.env['KILL_POINTS'] ?? 6);

let world: FunctionSandbox;
let store: ObjectStore;
let prepared: ReadonlyMap<string, Buffer>;

async function everything(): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const key of await store.list('')) {
    const bytes = await store.get(key);
    if (bytes) found.set(key, bytes);
  }
  return found;
}

/** What is stored, as text; without the ids of requests, the hashes over them, and the numbers of leases. */
function told(objects: ReadonlyMap<string, Buffer>): Record<string, string> {
  const entries = [...objects]
    .filter(([key]) => !key.startsWith('lease/'))
    .map(([key, bytes]) => {
      const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8');
      return [key, text.replaceAll(/"(requestId|sha256)": ?"[^"]*"|"(bytes|fence)": ?\d+/g, '')];
    });
  return Object.fromEntries(entries);
}

/** An account an hour after its first runs, in which something has changed. */
async function prepare(): Promise<void> {
  const { sandbox } = world;
  await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
  for (const [key, bytes] of prepared) await store.put(key, bytes);
  sandbox.world.disableKey({ key: 'plain', by: 'alice' });
  sandbox.world.switchEncryption({ cluster: 'web-prod', on: false, by: 'alice' });
  await advance(sandbox, 'PT1H');
  world.deploy();
  await fetch(`${sandbox.url}/_sandbox/calls`, { method: 'DELETE' });
}

async function calls(): Promise<number> {
  const answer = await fetch(`${world.sandbox.url}/_sandbox/calls`);
  return ((await answer.json()) as { total: number }).total;
}

beforeAll(async () => {
  world = await startFunctions();
  store = storeOf(world.sandbox);
  for (const job of ['inventory', 'keys', 'activity', 'spend']) await world.tick(job);
  prepared = await everything();
});
afterAll(() => world.sandbox.close());

describe.each(['inventory', 'keys', 'activity', 'spend'])('%s, killed while a call is under way', (job) => {
  let wanted: Record<string, string>;
  let total: number;

  beforeAll(async () => {
    await prepare();
    await world.tick(job);
    total = await calls();
    wanted = told(await everything());
    expect(world.sandbox.functions.invocations().at(-1)).toMatchObject({ status: 'succeeded', attempts: 1 });
  });

  // Spread over the whole run by a generator of its own, so that a failure can be repeated.
  const points = Array.from({ length: POINTS }, (_, index) => ({
    share: ((index + ((SEED * 0.618_034) % 1)) / POINTS) % 1,
    kind: (index + SEED) % 2 === 0 ? 'hang' : 'hangAfter',
  }));
  test.each(points)(
    'at $share of its calls ($kind), ends as if nothing had happened',
    async ({ share, kind }) => {
      await prepare();
      const { sandbox } = world;
      const nth = 1 + Math.floor(share * total);
      await setFaults(sandbox, [{ kind, nth }]);
      const event = {
        triggerTime: `${sandbox.now().toISOString().slice(0, 19)}Z`,
        triggerName: 'timer',
        payload: '',
      };
      sandbox.functions.start({ name: `sealwatch-${job}`, payload: Buffer.from(JSON.stringify(event)) });
      await until(async () => (await calls()) >= nth);
      for (const { pid, busy } of sandbox.functions.instances()) if (busy) process.kill(pid, 'SIGKILL');
      await sandbox.functions.idle();
      expect(sandbox.functions.invocations().at(-1)).toMatchObject({ status: 'succeeded', attempts: 2 });
      expect(told(await everything())).toEqual(wanted);
    },
  );
});
