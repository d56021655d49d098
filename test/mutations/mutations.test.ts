import { beforeAll, expect, test } from 'vitest';
import { falsePasses } from './oracle.ts';
import { tryMutations } from './try-mutations.ts';
import { recordWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await recordWorld('small', { generate: { clusters: 5, regions: 2, keys: 2, seed: 7 } });
});

test('what was recorded is judged as the run itself was, and passes are earned', async () => {
  const report = await world.judge(world.calls);
  expect(report.clusters).toEqual(world.report.clusters);
  expect(report.clusters.some(({ verdict }) => verdict === 'pass')).toBe(true);
  const [call] = world.calls;
  if (!call) throw new Error('nothing was asked');
  const mutation = { kind: 'null', call, path: [], before: null, after: null } as const;
  expect(falsePasses({ calls: [...world.calls], mutation }, report)).toEqual([]);
  expect(falsePasses({ calls: [], mutation }, report)).not.toEqual([]);
});

test('random mutations of recorded answers crash nothing and let no cluster pass on a fact that is not good', async () => {
  const tried = await tryMutations(world, 200, 13);
  expect(tried.crashes).toEqual([]);
  expect(tried.falsePasses).toEqual([]);
});
