import { dice, mutate } from './mutate.ts';
import { falsePasses } from './oracle.ts';
import type { World } from './world.ts';

export interface Tried {
  mutations: number;
  /** Each with the seed that gives it again. */
  crashes: string[];
  falsePasses: string[];
}

/** So many mutations of a world, each of which is one change, every fourth of which two. */
export async function tryMutations(world: World, count: number, seed: number): Promise<Tried> {
  const tried: Tried = { mutations: 0, crashes: [], falsePasses: [] };
  const throwing = dice(seed);
  while (tried.mutations < count) {
    const first = mutate(world.calls, throwing);
    if (!first) continue;
    const second = throwing() < 0.25 ? mutate(first.calls, throwing) : null;
    const mutated = second ?? first;
    tried.mutations += 1;
    const name = `${world.name}, seed ${seed}, number ${tried.mutations}`;
    try {
      const report = await world.judge(mutated.calls);
      tried.falsePasses.push(...falsePasses(mutated, report).map((what) => `${name}: ${what}`));
    } catch (error) {
      if (isToldOf(error)) continue;
      const { action } = mutated.mutation.call;
      tried.crashes.push(`${name}: ${action} ${error instanceof Error ? error.stack : error}`);
    }
  }
  return tried;
}

/** That nothing can be seen at all is told in words. */
function isToldOf(error: unknown): boolean {
  return error instanceof Error && 'hint' in error;
}
