import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchCloud, startCloud } from './cloud.ts';
import { type Options, optionsOf, USAGE, WrongOption } from './peers/options.ts';
import { SUBJECTS, type Subject } from './peers/programs.ts';
import { runMeasured } from './peers/run-measured.ts';
import {
  count,
  type Measured,
  notCompared,
  type Outcome,
  roundTrips,
  tableOf,
  written,
} from './peers/table.ts';

/**
 * `npm run bench:peers`: sealwatch and others on the same sandbox, whole processes, in turns. What cannot be had here is said
 * (`NOT COMPARED`). `--write` puts the tables into docs/performance.md.
 */
const LATENCY_MS = 50;
/** Runs with slow calls, of which the shortest counts; of what takes minutes, one. */
const SLOW_RUNS = 2;
const MOST_MS = 900_000;
const PAGE = 'docs/performance.md';

interface World {
  clusters: number;
  regions: number;
  keys: number;
  /** How much longer each call takes in the runs that tell the round trips. */
  longerMs: number;
}

const WORLDS: readonly World[] = [
  { clusters: 200, regions: 3, keys: 50, longerMs: 2000 },
  { clusters: 1000, regions: 25, keys: 250, longerMs: 2000 },
  { clusters: 10_000, regions: 25, keys: 1000, longerMs: 1000 },
];

interface Ready {
  subject: Subject;
  file: string;
  version: string;
}

const folder = mkdtempSync(join(tmpdir(), 'sealwatch-peers-'));

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function cloudOf({ clusters, regions, keys }: World, latencyMs: number): Promise<BenchCloud> {
  const size = ['--clusters', `${clusters}`, '--regions', `${regions}`, '--keys', `${keys}`];
  const tls = ['--tls', mkdtempSync(join(folder, 'tls-'))];
  return await startCloud([...size, '--latency', `${latencyMs}`, '--no-rates', ...tls, '--port', '0']);
}

/** Throws when it did not do its work. */
async function measure({ subject, file }: Ready, cloud: BenchCloud, world: World): Promise<Outcome> {
  const own = mkdtempSync(join(folder, 'run-'));
  await cloud.forget();
  const { code, out, err, wallMs, cpuSeconds, peakMiB } = await runMeasured(
    subject.program(file, cloud, own),
    MOST_MS,
  );
  if (cpuSeconds === null) throw new Error(`it did not end in ${MOST_MS / 1000} s`);
  const { total, calls } = await cloud.calls();
  const answered = calls.filter((one) => one.count > one.failed);
  const described = answered.filter(({ action }) => action === 'DescribeKey');
  const keys = described.reduce((sum, one) => sum + one.count - one.failed, 0);
  let clusters: number;
  try {
    clusters = subject.clusters(out, own);
  } catch (error) {
    throw new Error(`it ended with ${code}: ${err.trim().slice(-300) || String(error)}`);
  }
  rmSync(own, { recursive: true });
  const actions = [...new Set(answered.map(({ action }) => action))];
  return { wallMs, cpuSeconds, peakMiB, calls: total, clusters, keys: Math.min(keys, world.keys), actions };
}

/** In turns, so that what else the machine does hits all of them. Who breaks off is said, and is left out from then on. */
async function rounds(
  ready: readonly Ready[],
  runsOf: (subject: Subject) => number,
  cloud: BenchCloud,
  world: World,
): Promise<Map<string, Outcome[]>> {
  const took = new Map(ready.map(({ subject }): [string, Outcome[]] => [subject.name, []]));
  const runs = Math.max(...ready.map(({ subject }) => runsOf(subject)));
  for (let round = 0; round < runs; round += 1) {
    for (const one of ready) {
      const { name } = one.subject;
      const outcomes = took.get(name);
      if (!outcomes || round >= runsOf(one.subject)) continue;
      try {
        outcomes.push(await measure(one, cloud, world));
      } catch (error) {
        if (one === ready[0]) throw error; // nothing to compare with
        say(notCompared(`${name} with ${count(world.clusters)} clusters`, (error as Error).message));
        took.delete(name);
      }
    }
  }
  await cloud.stop();
  return took;
}

async function compare(ready: readonly Ready[], runs: number, world: World): Promise<string> {
  const here = ready.filter(({ subject }) => world.clusters <= subject.most);
  const cloud = await cloudOf(world, LATENCY_MS);
  const took = await rounds(here, ({ rounds: most = runs }) => Math.min(runs, most), cloud, world);
  const others = here.filter(({ subject }) => took.has(subject.name) && !subject.isSequential);
  const isLong = ({ rounds: most }: Subject): boolean => most !== undefined || world.clusters > 1000;
  const slowCloud = await cloudOf(world, LATENCY_MS + world.longerMs);
  const slow = await rounds(others, (subject) => (isLong(subject) ? 1 : SLOW_RUNS), slowCloud, world);
  const walls = (outcomes: readonly Outcome[] = []): number[] => outcomes.map(({ wallMs }) => wallMs);
  const measured = here.flatMap(({ subject: { name, isSequential } }): Measured[] => {
    const outcomes = took.get(name);
    if (!outcomes) return [];
    const trips = isSequential
      ? (outcomes[0]?.calls ?? null)
      : roundTrips(walls(outcomes), walls(slow.get(name)), world.longerMs);
    return [{ name, outcomes, roundTrips: trips }];
  });
  const { clusters, regions, keys } = world;
  return `${count(clusters)} clusters, ${regions} regions, ${count(keys)} keys:\n\n${tableOf(world, measured)}`;
}

function explanation(ready: readonly Ready[], { runs }: Options): string {
  const load = (loadavg()[0] ?? 0).toFixed(1);
  const versions = ready.map(({ subject: { name }, version }) => `${name.replace(/,.*/, '')} ${version}`);
  return [
    `\`npm run bench:peers\`, ${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores, load ${load} before it began, Node.js ${process.version}:`,
    `${[...new Set(versions)].join(', ')}.`,
    `Whole processes on the same sandbox without rate limits, ${LATENCY_MS} ms a call, in turns; medians of ${runs} runs (of those that`,
    'take minutes: three). sealwatch keeps to its rate budgets and writes state and evidence into a directory; the others ask as fast as they',
    'do. CloudSploit is its collector, asked for clusters and keys; Prowler scans cs, actiontrail and ram; aliyun is called for each',
    'page of the list and for each key that a cluster names, one after the other. CPU and memory are those of all processes of a program.',
    '**Round trips**: how much longer a program takes when each call takes two seconds longer (10,000 clusters: one), in units of that, by',
    'the shortest run of each: how often a call waits for the one before. Of the loop: its calls. **Keys**: whose state was read.',
    '**Covers**: asked for and answered.',
    'Ratios are of the runs of one turn: median (least–most); below 1 sealwatch is better. In four of the 25 regions KMS is not',
    'offered: the keys that the generated worlds have there answer nobody (40 of 250, 160 of 1,000).',
  ].join('\n');
}

async function main(options: Options): Promise<void> {
  const ready: Ready[] = [];
  for (const subject of SUBJECTS) {
    const isOurs = subject === SUBJECTS[0];
    if (!isOurs && (options.only ?? subject.name) !== subject.name) continue;
    const had = subject.get();
    if ('why' in had) say(notCompared(subject.name, had.why));
    else ready.push({ subject, ...had });
  }
  const parts = [explanation(ready, options)];
  for (const world of WORLDS.filter(({ clusters }) => (options.clusters ?? clusters) === clusters)) {
    parts.push(await compare(ready, options.runs, world));
    say(`\n${parts.at(-1)}`);
  }
  if (options.write) writeFileSync(PAGE, written(readFileSync(PAGE, 'utf8'), parts.join('\n\n')));
}

try {
  const names = SUBJECTS.map(({ name }) => name);
  const worlds = WORLDS.map(({ clusters }) => clusters);
  await main(optionsOf(process.argv.slice(2), worlds, names));
} catch (error) {
  if (!(error instanceof WrongOption)) throw error;
  process.stderr.write(`${error.message}.\nUsage: ${USAGE}\n`);
  process.exitCode = 2;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
