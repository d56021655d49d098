import { DEMO_CONFIG } from '../../functions/cli/demo-config.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { tryMutations } from './try-mutations.ts';
import { recordWorld, type World } from './world.ts';

/** How many in all; a third of them over the demo. */
const COUNT = Number(process.argv[2] ?? 10_000);
const SEED = Number(process.argv[3] ?? 1);
const WORLDS = 10;

const worlds: World[] = [
  await recordWorld(
    'demo',
    { scenario: 'demo' },
    parseConfig(DEMO_CONFIG, 'demo', {}, { checks: CHECK_IDS }),
  ),
];
for (let seed = 1; seed <= WORLDS; seed += 1) {
  worlds.push(
    await recordWorld(`generated ${seed}`, { generate: { clusters: 4 + seed, regions: 2, keys: 3, seed } }),
  );
}

let crashes = 0;
let passes = 0;
for (const [index, world] of worlds.entries()) {
  const share = world.name === 'demo' ? Math.ceil(COUNT / 3) : Math.ceil((COUNT * 2) / 3 / WORLDS);
  const tried = await tryMutations(world, share, SEED + index);
  crashes += tried.crashes.length;
  passes += tried.falsePasses.length;
  console.log(
    `${world.name}: ${share} mutations, ${tried.crashes.length} crashes, ${tried.falsePasses.length} passes that are false`,
  );
  for (const line of [...tried.crashes, ...tried.falsePasses]) console.log(`  ${line}`);
}
console.log(`${crashes} crashes, ${passes} passes that are false`);
process.exitCode = crashes + passes === 0 ? 0 : 1;
