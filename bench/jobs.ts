import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './cloud.ts';
import { type FunctionCloud, startFunctionCloud, TIMED, type Timed } from './function-cloud.ts';

/**
 * `npm run bench:jobs`: what one run of each deployed bundle takes, in a new instance and in a warm one. `alerts` compares everything in
 * the new one, and sees in the warm one that there is no news.
 */
const WORLDS = [
  { clusters: 20, regions: 3, keys: 5 },
  { clusters: 1000, regions: 25, keys: 250 },
];
const LATENCY_MS = 20;
const ROUNDS = 3;
/** Runs of a timer are minutes apart: the limits of a second must not carry over from the run before. */
const PAUSE_MS = 1500;
/** Share of a core that s.yaml asks for. Work takes as much longer there; waiting does not. */
const CPU = 0.35;

interface Sample {
  ms: number;
  cpuMs: number;
  rssMiB: number;
  calls: number;
}

/** Each round is a quarter of an hour later, as for the timers; the first one makes the baseline and does not count. */
async function sample(cloud: FunctionCloud, job: Timed): Promise<{ cold: Sample[]; warm: Sample[] }> {
  const cold: Sample[] = [];
  const warm: Sample[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    await cloud.advance('PT15M');
    cloud.deploy();
    const before = await once(cloud, job, 0, 0);
    const again = await once(cloud, job, 1, before.cpuMs);
    if (round === 0) continue;
    cold.push(before);
    warm.push(again);
  }
  return { cold, warm };
}

async function once(cloud: FunctionCloud, job: Timed, second: number, cpuBefore: number): Promise<Sample> {
  await sleep(PAUSE_MS);
  const { invocations, cpuSeconds, calls } = await cloud.tick(job, second);
  const [{ status, ms, peakRssMiB } = { status: 'none', ms: 0, peakRssMiB: 0 }] = invocations;
  if (status !== 'succeeded' || invocations.length !== 1) throw new Error(`${job}: ${status}`);
  return { ms, cpuMs: cpuSeconds * 1000 - cpuBefore, rssMiB: peakRssMiB ?? 0, calls };
}

function cells(samples: readonly Sample[]): string {
  const of = (pick: (sample: Sample) => number): number[] => samples.map(pick);
  const ms = of((one) => one.ms);
  const slow = median(of((one) => one.ms + one.cpuMs * (1 / CPU - 1)));
  return [
    `${Math.round(median(ms))} ms (${Math.round(Math.min(...ms))})`,
    `${Math.round(median(of((one) => one.cpuMs)))} ms`,
    `${(slow / 1000).toFixed(1)} s`,
    `${Math.round(median(of((one) => one.rssMiB)))} MiB`,
  ].join(' | ');
}

const folder = mkdtempSync(join(tmpdir(), 'sealwatch-bench-'));
const config = join(folder, 'sealwatch.yaml');
writeFileSync(
  config,
  'store: { oss: { bucket: sealwatch-evidence, region: cn-hangzhou } }\nalerts: { channels: [{ type: console }] }\n',
);
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
print(
  `One account, ${LATENCY_MS} ms latency, documented rate limits, store in OSS, median of ${ROUNDS} (least)\n`,
);
print(
  `| job | clusters | cold | of it CPU | at ${CPU} vCPU | memory | warm | of it CPU | at ${CPU} vCPU | memory | calls |`,
);
print('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
for (const world of WORLDS) {
  const generate = { ...world, seed: 7, accounts: 2 }; // only with a second account there is a role for functions; it is not audited
  const cloud = await startFunctionCloud({ generate, latencyMs: LATENCY_MS, concurrency: 1, config });
  for (const job of TIMED) await cloud.tick(job); // each has what it starts from
  for (const job of TIMED) {
    const { cold, warm } = await sample(cloud, job);
    const calls = median(warm.map((one) => one.calls));
    print(`| ${job} | ${world.clusters} | ${cells(cold)} | ${cells(warm)} | ${calls} |`);
  }
  await cloud.close();
}
rmSync(folder, { recursive: true });
