import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, runProgram } from './cloud.ts';
import { type FunctionCloud, startFunctionCloud, type Tick, type Timed } from './function-cloud.ts';

/** `npm run bench:accounts -- 50 200 500`: many accounts, spread by Function Compute, and by the pool of the command line. */
const SIZES = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [50, 200, 500];
const EACH = { clusters: 20, regions: 3, keys: 5, seed: 7 };
const LATENCY_MS = 20;
const CONCURRENCY = 4;
const JOBS: readonly Timed[] = ['inventory', 'keys', 'activity'];

/** Prints the peak of its memory when it ends. */
const TELL_PEAK = `data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS+' KiB'))`;

const folder = mkdtempSync(join(tmpdir(), 'sealwatch-bench-'));
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const mib = (value: number): string => `${Math.round(value)} MiB`;

/** The highest peak of each instance, and what its first and its last invocations needed: a leak would show. */
function memoryOf({ invocations }: Tick): { max: number; median: number; first: number; last: number } {
  const byInstance = new Map<string, number[]>();
  for (const { instanceId, peakRssMiB } of invocations) {
    if (instanceId === null || peakRssMiB === null) continue;
    byInstance.set(instanceId, [...(byInstance.get(instanceId) ?? []), peakRssMiB]);
  }
  const all = [...byInstance.values()];
  const peaks = all.map((values) => Math.max(...values));
  // The first invocation loads the bundle and, on one of the instances, plans.
  return {
    max: Math.max(...peaks),
    median: median(peaks),
    first: median(all.flatMap((values) => values.slice(1, 4))),
    last: median(all.flatMap((values) => values.slice(-3))),
  };
}

function row(accounts: number, job: Timed, tick: Tick): string {
  const { ms, invocations, calls, products, throttled, maxInFlight, cpuSeconds } = tick;
  const failed = invocations.filter(({ status }) => status !== 'succeeded').length;
  const retried = invocations.filter(({ attempts }) => attempts > 1).length;
  const memory = memoryOf(tick);
  const each = median(invocations.slice(1).map((invocation) => invocation.ms));
  const worked = invocations.reduce((sum, invocation) => sum + invocation.ms, 0);
  const byProduct = Object.entries(products).sort(([, a], [, b]) => b - a);
  return `| ${[
    `${accounts}: ${job}`,
    seconds(ms),
    `${invocations.length}${failed > 0 ? `, ${failed} failed` : ''}${retried > 0 ? `, ${retried} retried` : ''}`,
    `${Math.round(invocations[0]?.ms ?? 0)} ms, ${Math.round(each)} ms`,
    `${seconds(worked)}, ${seconds(cpuSeconds * 1000)}`,
    `${calls} (${byProduct.map(([name, count]) => `${count} ${name}`).join(', ')})`,
    throttled,
    maxInFlight,
    `${mib(memory.max)}, ${mib(memory.median)}`,
    `${mib(memory.first)}, ${mib(memory.last)}`,
  ].join(' | ')} |`;
}

/** The same accounts with one process: `sealwatch audit`, which works on five of them at a time. */
async function inOneProcess(cloud: FunctionCloud, accounts: number): Promise<string> {
  const config = join(folder, `cli-${accounts}.yaml`);
  writeFileSync(
    config,
    `store: { directory: ${join(folder, `store-${accounts}`)} }\ndirectory: { enabled: true }\n`,
  );
  await fetch(`${cloud.url}/_sandbox/calls`, { method: 'DELETE' });
  const args = ['--import', TELL_PEAK, 'dist/cli.mjs', 'audit', '--json', '--config', config];
  const { out, told, ms } = await runProgram(args, {
    SEALWATCH_ENDPOINT: cloud.url,
    SEALWATCH_NOW: cloud.now(),
    ALIBABA_CLOUD_ACCESS_KEY_ID: cloud.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: cloud.accessKeySecret,
  });
  const report = JSON.parse(out) as { complete: boolean; clusters: unknown[] };
  const peak = Number(/peak (\d+) KiB/.exec(told)?.[1]) / 1024;
  const calls = await (await fetch(`${cloud.url}/_sandbox/calls`)).json();
  const { total, throttled, maxInFlight } = calls as Record<'total' | 'throttled' | 'maxInFlight', number>;
  const seen = `${report.clusters.length} clusters${report.complete ? '' : ', not complete'}`;
  return `| ${accounts} | ${seconds(ms)} | ${mib(peak)} | ${total} | ${throttled} | ${maxInFlight} | ${seen} |`;
}

const functionRows: string[] = [];
const processRows: string[] = [];
for (const accounts of SIZES) {
  const config = join(folder, `functions-${accounts}.yaml`);
  writeFileSync(
    config,
    'store: { oss: { bucket: sealwatch-evidence, region: cn-hangzhou } }\ndirectory: { enabled: true }\n',
  );
  const generate = { ...EACH, accounts };
  const cloud = await startFunctionCloud({
    generate,
    latencyMs: LATENCY_MS,
    concurrency: CONCURRENCY,
    config,
  });
  for (const job of JOBS) functionRows.push(row(accounts, job, await cloud.tick(job)));
  processRows.push(await inOneProcess(cloud, accounts));
  await cloud.close();
}
rmSync(folder, { recursive: true });

print(
  `Accounts of ${EACH.clusters} clusters and ${EACH.keys} keys in ${EACH.regions} regions; ${LATENCY_MS} ms latency, documented rate limits, store in OSS, ${CONCURRENCY} instances per function\n`,
);
print(
  '| accounts: job | wall | invocations | plan, median of the others | instances worked, of it CPU | calls (oss is the store) | throttled | most in flight | peak of an instance: max, median | median of its first three invocations, of its last |',
);
print('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
for (const line of functionRows) print(line);
print('\n`sealwatch audit` of all of them in one process, five accounts at a time, store in a directory\n');
print('| accounts | wall | peak memory | calls | throttled | most in flight | seen |');
print('| --- | --- | --- | --- | --- | --- | --- |');
for (const line of processRows) print(line);
