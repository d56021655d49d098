import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { JOBS } from '../shared/model/job.ts';
import { MARKS } from '../shared/state/marks.ts';
import { median } from './cloud.ts';
import {
  type AlertRuns,
  type Durations,
  type Run,
  type Sample,
  secondsOf,
  writeDurations,
} from './durations.ts';
import { type FunctionCloud, startFunctionCloud, TIMED, type Timed } from './function-cloud.ts';

/**
 * `npm run bench:jobs`: what one run of each deployed bundle takes, in a new instance and in a warm one, and a run for many accounts.
 * With `-- --write` it becomes what `npm run bench:cost` computes with.
 */
const COMMAND = 'npm run bench:jobs -- --write';
const WORLDS = [
  { clusters: 20, regions: 3, keys: 5 },
  { clusters: 1000, regions: 25, keys: 250 },
] as const;
const MANY = 40;
const INSTANCES = 2;
const LATENCY_MS = 20;
const ROUNDS = 5;
/** Runs of a timer are minutes apart: the limits of a second must not carry over from the run before. */
const PAUSE_MS = 1500;
/** Share of a core that s.yaml asks for. */
const CPU = 0.35;

const folder = mkdtempSync(join(tmpdir(), 'sealwatch-bench-'));
const STORE = 'store: { oss: { bucket: sealwatch-evidence, region: cn-hangzhou } }';
const CHANNEL = 'alerts: { channels: [{ type: console }] }';
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

interface Measured extends Sample {
  calls: number;
  /** How the alerts ended. */
  kind: unknown;
}

/** Of a function whose instances are the only ones: `cpuBefore` is what they had worked before. */
async function once(
  cloud: FunctionCloud,
  job: Timed,
  { second = 0, cpuBefore = 0 }: { second?: number; cpuBefore?: number },
): Promise<Measured> {
  await sleep(PAUSE_MS);
  const { invocations, cpuSeconds, calls } = await cloud.tick(job, second);
  const bad = invocations.find(({ status }) => status !== 'succeeded');
  if (bad || invocations.length === 0) throw new Error(`${job}: ${bad?.error?.errorMessage ?? 'none'}`);
  const ms = invocations.reduce((sum, invocation) => sum + invocation.ms, 0);
  const rssMiB = Math.max(...invocations.map(({ peakRssMiB }) => peakRssMiB ?? 0));
  const { kind } = JSON.parse(invocations.at(-1)?.result ?? '{}') as { kind?: unknown };
  return { ms, cpuMs: Math.round(cpuSeconds * 1000 - cpuBefore), rssMiB, calls, kind };
}

/** Each round is a quarter of an hour later, as for the timers; the first one makes the baseline and does not count. */
async function sample(cloud: FunctionCloud, job: Timed): Promise<{ new: Measured[]; warm: Measured[] }> {
  const samples: { new: Measured[]; warm: Measured[] } = { new: [], warm: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    await cloud.advance('PT15M');
    cloud.deploy();
    const first = await once(cloud, job, {});
    const again = await once(cloud, job, { second: 1, cpuBefore: first.cpuMs });
    if (round === 0) continue;
    samples.new.push(first);
    samples.warm.push(again);
  }
  return samples;
}

/** `alerts` in a warm instance; what makes it compare everything is a mark that says that something may be new. */
async function sampleAlerts(cloud: FunctionCloud): Promise<AlertRuns> {
  cloud.deploy();
  const { store } = cloud;
  const of = (await store.list(MARKS))[0]?.split('/').slice(0, 3).join('/') ?? '';
  let worked = (await once(cloud, 'alerts', {})).cpuMs;
  const next = async (second: number, kind: string): Promise<Measured> => {
    const measured = await once(cloud, 'alerts', { second, cpuBefore: worked });
    if (measured.kind !== kind) throw new Error(`the alerts were ${measured.kind} instead of ${kind}`);
    worked += measured.cpuMs;
    return measured;
  };
  const [quiet, compared]: [Measured[], Measured[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round += 1) {
    await store.put(`${of}/99991231T235959Z-${String(round).padStart(16, '0')}`, Buffer.from('{}'));
    compared.push(await next(2 * round + 1, 'done'));
    quiet.push(await next(2 * round + 2, 'quiet'));
  }
  return { quiet: runOf(quiet.slice(1)), compared: runOf(compared.slice(1)) };
}

/** The run that would take the least time: what else goes on on this machine only adds to it. */
function runOf(samples: readonly Run[]): Run {
  const seconds = (run: Run): number => secondsOf(run, CPU);
  const { ms, cpuMs } = samples.reduce((least, run) => (seconds(run) < seconds(least) ? run : least));
  return { ms: Math.round(ms), cpuMs };
}

function sampleOf(samples: readonly Sample[]): Sample {
  return { ...runOf(samples), rssMiB: Math.round(median(samples.map(({ rssMiB }) => rssMiB))) };
}

function cells(samples: readonly Measured[]): string {
  const { ms, cpuMs, rssMiB } = sampleOf(samples);
  const middle = median(samples.map((one) => one.ms));
  return `${ms} ms (${Math.round(middle)}) | ${cpuMs} ms | ${at(CPU, { ms, cpuMs })} | ${rssMiB} MiB`;
}

function at(cpu: number, run: Run): string {
  return `${secondsOf(run, cpu).toFixed(2)} s`;
}

/** Starts a cloud, and runs each function once, so that each has what it starts from. */
async function opened(
  generate: { clusters: number; regions: number; keys: number; accounts: number },
  concurrency: number,
  config: string,
): Promise<FunctionCloud> {
  const file = join(folder, `${generate.clusters}-${generate.accounts}.yaml`);
  writeFileSync(file, config);
  const cloud = await startFunctionCloud({
    generate: { ...generate, seed: 7 },
    latencyMs: LATENCY_MS,
    concurrency,
    config: file,
  });
  for (const job of TIMED) await cloud.tick(job);
  return cloud;
}

async function measureWorld(
  world: (typeof WORLDS)[number],
): Promise<{ jobs: Durations['worlds'][number]['jobs']; alerts: AlertRuns }> {
  // Only with a second account there is a role for functions; it is not audited.
  const cloud = await opened({ ...world, accounts: 2 }, 1, `${STORE}\n${CHANNEL}\n`);
  const jobs: Partial<Durations['worlds'][number]['jobs']> = {};
  for (const job of TIMED) {
    const samples = await sample(cloud, job);
    jobs[job] = { new: sampleOf(samples.new), warm: sampleOf(samples.warm) };
    const calls = median(samples.warm.map((one) => one.calls));
    print(`| ${job} | ${world.clusters} | ${cells(samples.new)} | ${cells(samples.warm)} | ${calls} |`);
  }
  const alerts = await sampleAlerts(cloud);
  await cloud.close();
  return { jobs: jobs as Durations['worlds'][number]['jobs'], alerts }; // each of TIMED is there
}

async function measureMany(): Promise<Durations['many']> {
  const config = `${STORE}\n${CHANNEL}\ndirectory: { enabled: true }\n`;
  const cloud = await opened({ ...WORLDS[0], accounts: MANY }, INSTANCES, config);
  const jobs: Partial<Durations['many']['jobs']> = {};
  for (const job of JOBS) {
    await cloud.advance('PT15M');
    cloud.deploy();
    const { ms, cpuMs } = await once(cloud, job, {});
    const run = { ms: Math.round(ms / MANY), cpuMs: Math.round(cpuMs / MANY) };
    jobs[job] = run;
    print(`| ${job} | ${run.ms} ms | ${run.cpuMs} ms | ${at(CPU, run)} |`);
  }
  const alerts = await sampleAlerts(cloud);
  await cloud.close();
  return { accounts: MANY, jobs: jobs as Durations['many']['jobs'], alerts }; // each of JOBS is there
}

print(
  `One account, ${LATENCY_MS} ms latency, documented rate limits, store in OSS, least of ${ROUNDS} (median)\n`,
);
print(
  `| job | clusters | new instance | of it CPU | at ${CPU} vCPU | memory | warm | of it CPU | at ${CPU} vCPU | memory | calls |`,
);
print('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
const [small, large] = [await measureWorld(WORLDS[0]), await measureWorld(WORLDS[1])];
print(
  `\nA run for ${MANY} accounts of ${WORLDS[0].clusters} clusters, ${INSTANCES} new instances: for each account\n`,
);
print(`| job | instances worked | of it CPU | at ${CPU} vCPU |`);
print('| --- | --- | --- | --- |');
const many = await measureMany();
print(`\n\`alerts\` in a warm instance\n`);
print(
  `| accounts | without news | of it CPU | at ${CPU} vCPU | compares everything | of it CPU | at ${CPU} vCPU |`,
);
print('| --- | --- | --- | --- | --- | --- | --- |');
for (const [accounts, { quiet, compared }] of [[1, small.alerts] as const, [MANY, many.alerts] as const]) {
  const runs = [quiet, compared].map((run) => `${run.ms} ms | ${run.cpuMs} ms | ${at(CPU, run)}`);
  print(`| ${accounts} | ${runs.join(' | ')} |`);
}
rmSync(folder, { recursive: true });
if (process.argv[2] === '--write') {
  writeDurations({
    measured: {
      date: new Date().toISOString().slice(0, 10),
      command: COMMAND,
      machine: `${cpus().length} cores (${cpus()[0]?.model.trim()}), Node.js ${process.versions.node}`,
      latencyMs: LATENCY_MS,
    },
    worlds: WORLDS.map(({ clusters, keys }, index) => ({
      clusters,
      keys,
      jobs: (index === 0 ? small : large).jobs,
    })),
    alerts: small.alerts,
    many,
  });
}
