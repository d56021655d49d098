import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { median } from './cloud.ts';

/**
 * `npm run bench:events`: how long it takes from a key that is disabled to the message that says so, through the deployed bundle,
 * in a new instance and in a warm one. Each round disables two other keys.
 */
const WORLDS = [
  { clusters: 20, regions: 1, keys: 20 },
  { clusters: 1000, regions: 25, keys: 250 },
];
const LATENCY_MS = 20;
const ROUNDS = 5;
const LOOK_AGAIN_MS = 5;
const REGION = 'cn-hangzhou';
const CONFIG = `
store: { oss: { bucket: sealwatch-evidence, region: ${REGION} } }
alerts:
  channels:
    - type: dingtalk-robot
      webhook: https://oapi.dingtalk.com/robot/send?access_token=benchRobotToken
      secret: SECbenchRobotSecret
`;

const patterns = [...readFileSync('s.yaml', 'utf8').matchAll(/eventRuleFilterPattern: '(.+)'/g)].map(
  ([, pattern = '']) => pattern,
);

/** Deploys the functions anew, so that the next event meets no warm instance. */
function deploy({ functions, url, now }: Sandbox, config: string): void {
  for (const job of ['inventory', 'keys', 'activity', 'spend', 'alerts', 'events']) {
    functions.deploy({
      name: `sealwatch-${job}`,
      region: REGION,
      handler: `${job}.handler`,
      initializer: `${job}.initializer`,
      codeDir: resolve('dist/functions', job),
      timeout: 600,
      role: 'sealwatch',
      reservedConcurrency: 1,
      eventPatterns: job === 'events' ? patterns : [],
      environmentVariables: {
        SEALWATCH_CONFIG: config,
        SEALWATCH_ENDPOINT: url,
        SEALWATCH_NOW: now().toISOString(),
      },
    });
  }
}

async function tick({ functions, now }: Sandbox, job: string): Promise<void> {
  const triggerTime = `${now().toISOString().slice(0, 19)}Z`;
  const payload = JSON.stringify({ triggerTime, triggerName: 'timer', payload: '' });
  functions.start({ name: `sealwatch-${job}`, payload });
  await functions.idle();
}

async function messages({ url }: Sandbox): Promise<number> {
  const answer = await fetch(`${url}/_sandbox/outbox`);
  const outbox = (await answer.json()) as { messages: unknown[] }; // as the sandbox documents it
  return outbox.messages.length;
}

/** Name of one of the keys in the region of the functions; a generated world gives its keys to the regions in turn. */
function keyOf({ regions }: (typeof WORLDS)[number], nth: number): string {
  return `${REGION}-key-${nth * regions}`;
}

/** Milliseconds from the call to the message in the group. */
async function untilSaid(sandbox: Sandbox, key: string): Promise<number> {
  const before = await messages(sandbox);
  const from = performance.now();
  sandbox.world.disableKey({ key, by: 'root' });
  while ((await messages(sandbox)) === before) {
    if (performance.now() - from > 60_000) throw new Error(`nothing was said about ${key}`);
    await sleep(LOOK_AGAIN_MS);
  }
  const ms = performance.now() - from;
  await sandbox.functions.idle();
  return ms;
}

/** An account that was audited, and whose group knows how it is. */
async function start(generate: (typeof WORLDS)[number], config: string): Promise<Sandbox> {
  const world = { ...generate, seed: 7, accounts: 2 }; // only with a second account there is a role for functions; it is not audited
  const sandbox = await startSandbox({ generate: world, latencyMs: LATENCY_MS, keepWarmMs: 600_000 });
  sandbox.world.addRobot({ token: 'benchRobotToken', name: 'bench', secret: 'SECbenchRobotSecret' });
  deploy(sandbox, config);
  for (const job of ['inventory', 'keys', 'activity', 'spend', 'alerts']) await tick(sandbox, job);
  return sandbox;
}

const cells = (samples: readonly number[]): string =>
  `${Math.round(median(samples))} ms (${Math.round(Math.max(...samples))})`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), 'sealwatch-bench-'));
const config = join(folder, 'sealwatch.yaml');
writeFileSync(config, CONFIG);
print(`One account, ${LATENCY_MS} ms latency, store in OSS, median of ${ROUNDS} (most)\n`);
print('| event -> message | clusters | keys | new instance | warm |');
print('| --- | --- | --- | --- | --- |');
for (const world of WORLDS) {
  const sandbox = await start(world, config);
  const cold: number[] = [];
  const warm: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await fetch(`${sandbox.url}/_sandbox/clock`, { method: 'POST', body: '{"advance":"PT2M"}' });
    deploy(sandbox, config);
    cold.push(await untilSaid(sandbox, keyOf(world, 2 * round)));
    warm.push(await untilSaid(sandbox, keyOf(world, 2 * round + 1)));
  }
  print(`| a disabled key | ${world.clusters} | ${world.keys} | ${cells(cold)} | ${cells(warm)} |`);
  await sandbox.close();
}
rmSync(folder, { recursive: true });
