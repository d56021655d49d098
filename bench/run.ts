import { planMany } from './alerts.ts';
import { median, runProgram, startCloud } from './cloud.ts';
import { judgeMany } from './judge.ts';

const RUNS = 5;

interface Row {
  what: string;
  ms: number;
  rssMiB: number;
  calls: string;
  inFlight: number;
  target: string;
}

/** Audits a generated account `RUNS` times in fresh processes; the medians, and the calls of the last run. */
async function measure(
  what: string,
  world: readonly string[],
  mode: 'budgets' | 'free',
  jobs: readonly string[],
  target: string,
  bootMs: number,
): Promise<Row> {
  const cloud = await startCloud([...world, ...(mode === 'free' ? ['--no-rates'] : [])]);
  const took: { totalMs: number; maxRssMiB: number }[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    await cloud.forget();
    const { out } = await runProgram(['dist/child.mjs', mode, ...jobs], cloud.env);
    took.push(JSON.parse(out) as { totalMs: number; maxRssMiB: number });
  }
  const { total, maxInFlight, throttled, actions } = await cloud.calls();
  await cloud.stop();
  const main = ['DescribeClustersV1', 'DescribeClusterDetail', 'DescribeKey', 'LookupEvents'];
  const calls = main.map((name) => `${actions[name]?.total ?? 0} ${name}`).join(', ');
  return {
    what: `${what}, ${mode === 'free' ? 'no budgets' : 'budgets'}`,
    ms: median(took.map(({ totalMs }) => totalMs)) - bootMs,
    rssMiB: median(took.map(({ maxRssMiB }) => maxRssMiB)),
    calls: `${total} (${calls}${throttled > 0 ? `, ${throttled} throttled` : ''})`,
    inFlight: maxInFlight,
    target,
  };
}

const boots: number[] = [];
for (let run = 0; run < RUNS; run += 1) boots.push((await runProgram(['-e', '0'], {})).ms);
const bootMs = Math.round(median(boots));

const thousand = ['--clusters', '1000', '--regions', '25', '--keys', '250', '--latency', '50'];
const tenThousand = ['--clusters', '10000', '--regions', '25', '--keys', '1000', '--latency', '50'];
const rows = [
  await measure(
    '1,000 clusters: inventory + keys',
    thousand,
    'free',
    ['inventory', 'keys'],
    '≤ 700 ms, ≤ 110 MiB',
    bootMs,
  ),
  await measure(
    '1,000 clusters: inventory + keys',
    thousand,
    'budgets',
    ['inventory', 'keys'],
    'as budgets allow',
    bootMs,
  ),
  await measure('1,000 clusters: all jobs', thousand, 'free', [], '≤ 400 calls', bootMs),
  await measure('1,000 clusters: all jobs', thousand, 'budgets', [], '≤ 400 calls', bootMs),
  await measure('10,000 clusters: all jobs', tenThousand, 'free', [], '< 10 s, < 200 MiB', bootMs),
];

const small = await startCloud([
  '--clusters',
  '200',
  '--regions',
  '3',
  '--keys',
  '50',
  '--latency',
  '50',
  '--no-rates',
]);
const whole: number[] = [];
for (let run = 0; run < RUNS; run += 1)
  whole.push((await runProgram(['dist/cli.mjs', 'audit', '--json'], small.env)).ms);
await small.stop();

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
print(
  `node start ${bootMs} ms; each figure is the median of ${RUNS} fresh processes, node start taken off\n`,
);
print('| what | wall | peak memory | calls | most in flight | target |');
print('| --- | --- | --- | --- | --- | --- |');
for (const { what, ms, rssMiB, calls, inFlight, target } of rows) {
  print(`| ${what} | ${ms} ms | ${rssMiB} MiB | ${calls} | ${inFlight} | ${target} |`);
}
print(
  `| \`sealwatch audit\`, 200 clusters, whole process | ${Math.round(median(whole)) - bootMs} ms | | | | ≤ 500 ms |`,
);
print(`| judging 10,000 clusters with all checks | ${judgeMany(10_000, RUNS)} ms | | | | < 150 ms |`);
const plan = planMany(10_000, 300, RUNS);
print(
  `| planning alerts: 10,000 open findings, 300 new, 2 channels | ${plan.planMs} ms | | ${plan.notices} messages a channel | | < 200 ms, ≤ 2 messages |`,
);
print(
  `| planning alerts: 10,000 open findings, nothing new | ${plan.quietMs} ms | | ledger ${Math.round(plan.ledgerBytes / 1024)} KiB | | |`,
);
