import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countAlertCalls, planMany } from './alerts.ts';
import { median, runProgram, startCloud } from './cloud.ts';
import { judgeMany } from './judge.ts';

const RUNS = 5;

const folder = mkdtempSync(join(tmpdir(), 'sealwatch-bench-'));
/** A folder for a store, with nothing in it. */
/** What was built together with this. */
const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const newStore = (): string => mkdtempSync(join(folder, 'store-'));

interface Row {
  what: string;
  wall: string;
  cpuMs: number;
  rssMiB: number;
  calls: string;
  inFlight: number;
  target: string;
}

/** What `child.ts` says. */
interface Taken {
  totalMs: number;
  cpuMs: number;
  maxRssMiB: number;
}

interface Subject {
  what: string;
  world: readonly string[];
  mode: 'budgets' | 'free';
  store: 'memory' | 'directory';
  /** None: all. */
  jobs: readonly string[];
  target: string;
}

/** Audits a generated account `RUNS` times in fresh processes; the medians, and the calls of the last run. */
async function measure({ what, world, mode, store, jobs, target }: Subject): Promise<Row> {
  const cloud = await startCloud([...world, ...(mode === 'free' ? ['--no-rates'] : [])]);
  const took: Taken[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    await cloud.forget();
    const place = store === 'memory' ? store : newStore();
    const { out } = await runProgram([beside('child.mjs'), mode, place, ...jobs], cloud.env);
    took.push(JSON.parse(out) as Taken);
  }
  const { total, maxInFlight, throttled, actions } = await cloud.calls();
  await cloud.stop();
  const main = ['DescribeClustersV1', 'DescribeClusterDetail', 'DescribeKey', 'LookupEvents'];
  const calls = main.map((name) => `${actions[name]?.total ?? 0} ${name}`).join(', ');
  const ms = took.map(({ totalMs }) => totalMs - bootMs);
  return {
    what: `${what}, ${mode === 'free' ? 'no budgets' : 'budgets'}, store: ${store}`,
    wall: told(ms),
    cpuMs: median(took.map(({ cpuMs }) => cpuMs)),
    rssMiB: median(took.map(({ maxRssMiB }) => maxRssMiB)),
    calls: `${total} (${calls}${throttled > 0 ? `, ${throttled} throttled` : ''})`,
    inFlight: maxInFlight,
    target,
  };
}

function told(ms: readonly number[]): string {
  return `${Math.round(median(ms))} ms (${Math.round(Math.min(...ms))})`;
}

const boots: number[] = [];
for (let run = 0; run < RUNS; run += 1) boots.push((await runProgram(['-e', '0'], {})).ms);
const bootMs = Math.round(median(boots));

const thousand = ['--clusters', '1000', '--regions', '25', '--keys', '250', '--latency', '50'];
const tenThousand = ['--clusters', '10000', '--regions', '25', '--keys', '1000', '--latency', '50'];
const both = ['inventory', 'keys'];
const subjects: Subject[] = [
  {
    ...{ what: '1,000 clusters: inventory + keys', world: thousand, jobs: both },
    ...{ mode: 'free', store: 'memory', target: '≤ 700 ms, ≤ 110 MiB' },
  },
  {
    ...{ what: '1,000 clusters: inventory + keys', world: thousand, jobs: both },
    ...{ mode: 'free', store: 'directory', target: '' },
  },
  {
    ...{ what: '1,000 clusters: inventory + keys', world: thousand, jobs: both },
    ...{ mode: 'budgets', store: 'memory', target: 'as budgets allow' },
  },
  {
    ...{ what: '1,000 clusters: all jobs', world: thousand, jobs: [] },
    ...{ mode: 'free', store: 'memory', target: '≤ 400 calls' },
  },
  {
    ...{ what: '1,000 clusters: all jobs', world: thousand, jobs: [] },
    ...{ mode: 'budgets', store: 'memory', target: '≤ 400 calls' },
  },
  {
    ...{ what: '10,000 clusters: all jobs', world: tenThousand, jobs: [] },
    ...{ mode: 'free', store: 'memory', target: '< 10 s, < 200 MiB' },
  },
  {
    ...{ what: '10,000 clusters: all jobs', world: tenThousand, jobs: [] },
    ...{ mode: 'free', store: 'directory', target: '' },
  },
];
const rows: Row[] = [];
for (const subject of subjects) rows.push(await measure(subject));

/** The whole command line, each time with a new store, and then again with the same one. */
async function wholeAudits(): Promise<{ first: number[]; again: number[] }> {
  const world = ['--clusters', '200', '--regions', '3', '--keys', '50', '--latency', '50', '--no-rates'];
  const small = await startCloud(world);
  const took = { first: [] as number[], again: [] as number[] };
  for (let run = 0; run < RUNS; run += 1) {
    const config = join(folder, 'audit.yaml');
    writeFileSync(config, `store: { directory: ${newStore()} }\n`);
    for (const times of [took.first, took.again]) {
      const { ms } = await runProgram([beside('cli.mjs'), 'audit', '--json', '--config', config], small.env);
      times.push(ms - bootMs);
    }
  }
  await small.stop();
  return took;
}
const whole = await wholeAudits();
rmSync(folder, { recursive: true });

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
print(
  `node start ${bootMs} ms; each figure is the median of ${RUNS} fresh processes (least), node start taken off\n`,
);
print('| what | wall | CPU | peak memory | calls | most in flight | target |');
print('| --- | --- | --- | --- | --- | --- | --- |');
for (const { what, wall, cpuMs, rssMiB, calls, inFlight, target } of rows) {
  print(
    `| ${what} | ${wall} | ${(cpuMs / 1000).toFixed(2)} s | ${rssMiB} MiB | ${calls} | ${inFlight} | ${target} |`,
  );
}
print(`| \`sealwatch audit\`, 200 clusters, whole process | ${told(whole.first)} | | | | | ≤ 500 ms |`);
print(`| the same again, looking for changes | ${told(whole.again)} | | | | | as budgets allow |`);
print(`| judging 10,000 clusters with all checks | ${judgeMany(10_000, RUNS)} ms | | | | | < 150 ms |`);
const plan = planMany(10_000, 300, RUNS);
print(
  `| planning alerts: 10,000 open findings, 300 new, 2 channels | ${plan.planMs} ms | | | ${plan.notices} messages a channel | | < 200 ms, ≤ 2 messages |`,
);
print(
  `| planning alerts: 10,000 open findings, nothing new | ${plan.quietMs} ms | | | ledger ${Math.round(plan.ledgerBytes / 1024)} KiB | | |`,
);
const asked = await countAlertCalls();
print(`| alerts without news | | | | ${asked.quiet} of the store | | 2 |`);
print(`| alerts that compare everything, one account | | | | ${asked.compared} of the store | | |`);
print(
  `| each message of them, until nothing is left of it | | | | ${asked.perMessage} of the store | | ≤ 6 |`,
);
