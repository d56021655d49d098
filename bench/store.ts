import { startSandbox } from '../sandbox/start.ts';
import { memoryStore } from '../shared/accounts/connect.ts';
import { collectIdentity } from '../shared/collect/identity.ts';
import { runAccountJob } from '../shared/jobs/account-jobs.ts';
import { JOBS } from '../shared/model/job.ts';
import { silentLog } from '../shared/model/log.ts';
import { seen } from '../shared/model/observation.ts';
import { toolsFor } from '../shared/run/tools.ts';
import { evidenceDocuments } from '../shared/state/evidence-documents.ts';
import { MANIFEST } from '../shared/state/formats/evidence.ts';
import { readPlain } from '../shared/state/formats/stored-format.ts';
import { pack } from '../shared/state/gzip.ts';
import { ACCOUNT } from '../test/builders.ts';
import { cloudOf, connectionTo } from '../test/sandbox-cloud.ts';
import { median } from './cloud.ts';
import { countedStore, depthOf } from './counted-store.ts';
import { pruneTable } from './prune.ts';
import { readTable } from './stored-states.ts';

/**
 * `npm run bench:store`: what an account of 1,000 clusters stores in a day, the store calls of a warm run of each job, what deleting a
 * long history takes, and reading large states. The clock goes on during the runs. "Each run all": as if every run wrote all of its
 * evidence.
 */
const WORLD = { clusters: 1000, regions: 25, keys: 250, seed: 7 };
const HOURS = 2;
const TIMERS = { inventory: 60, keys: 5, activity: 15, spend: 60 };
type Timed = keyof typeof TIMERS;

interface Sample {
  calls: number;
  depth: number;
  objects: number;
  bytes: number;
  allBytes: number;
}

const samples: Record<Timed, Sample[]> = { inventory: [], keys: [], activity: [], spend: [] };
const sandbox = await startSandbox({ generate: WORLD, rates: 'off' });
const behind = memoryStore();
const { store, taken } = countedStore(behind);
let startedAt = performance.now();
const now = (): Date => new Date(sandbox.now().getTime() + Math.round(performance.now() - startedAt));
const { config } = connectionTo(sandbox);
const cloud = cloudOf(sandbox, { now });

async function runOnce(job: Timed): Promise<void> {
  const tools = toolsFor(store, config, { now, log: silentLog, isGone: () => false });
  const trigger = { time: sandbox.now().toISOString(), name: 'timer' };
  const run = { account: ACCOUNT, name: 'bench', job, trigger, attempt: trigger.time };
  const { kind } = await runAccountJob(run, tools, {
    cloud: seen(cloud, trigger.time),
    identity: collectIdentity(cloud),
  });
  if (kind !== 'done') throw new Error(`${job}: ${kind}`);
  const calls = taken();
  const evidence = calls.filter(({ key, bytes }) => key.startsWith('evidence/') && bytes > 0);
  const key = evidence.find((call) => call.key.endsWith('manifest.json'))?.key ?? '';
  const manifest = readPlain(MANIFEST, key, (await behind.get(key)) ?? Buffer.alloc(0));
  const documents = manifest.kind === 'ok' ? await evidenceDocuments(behind, manifest.value) : null;
  if (!documents) throw new Error(`${key} cannot be read`);
  samples[job].push({
    calls: calls.length,
    depth: depthOf(calls),
    objects: evidence.length,
    bytes: evidence.reduce((sum, { bytes }) => sum + bytes, 0),
    allBytes: pack(documents.snapshot).length + pack(documents.findings).length + MANIFEST_BYTES,
  });
}
/** As they were when each run named two files. */
const MANIFEST_BYTES = 850;

for (let minute = 0; minute <= HOURS * 60; minute += 5) {
  for (const job of JOBS) {
    startedAt = performance.now();
    if (minute % TIMERS[job] === 0) await runOnce(job);
  }
  await fetch(`${sandbox.url}/_sandbox/clock`, { method: 'POST', body: '{"advance":"PT5M"}' });
}
await sandbox.close();

/** A day begins with a run that writes everything. */
function aDay(job: Timed, pick: (sample: Sample) => number): number {
  const [first, ...others] = samples[job].map(pick);
  return (first ?? 0) + (1440 / TIMERS[job] - 1) * median(others);
}
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
print(`${WORLD.clusters} clusters, ${HOURS} hours; a day of each job\n`);
print(
  '| job | runs | objects, each run all | objects | each run all | stored | calls of a warm run | in a row |',
);
print('| --- | --- | --- | --- | --- | --- | --- | --- |');
const sum = { runs: 0, objects: 0, allBytes: 0, bytes: 0 };
for (const job of JOBS) {
  const runs = 1440 / TIMERS[job];
  const day = { runs, objects: aDay(job, (one) => one.objects), allBytes: aDay(job, (one) => one.allBytes) };
  const bytes = aDay(job, (one) => one.bytes);
  const warm = samples[job].slice(1);
  const cells = [job, runs, runs * 3, day.objects, mb(day.allBytes), mb(bytes)];
  print(
    `| ${cells.join(' | ')} | ${median(warm.map((one) => one.calls))} | ${median(warm.map((one) => one.depth))} |`,
  );
  sum.runs += runs;
  sum.objects += day.objects;
  sum.allBytes += day.allBytes;
  sum.bytes += bytes;
}
print(
  `| together | ${sum.runs} | ${sum.runs * 3} | ${sum.objects} | ${mb(sum.allBytes)} | ${mb(sum.bytes)} | | |`,
);
const share = (one: number, other: number): string => `${((one / other) * 100).toFixed(0)} %`;
print(
  `\n${share(sum.bytes, sum.allBytes)} of the bytes, ${share(sum.objects, sum.runs * 3)} of the objects\n`,
);
print(await pruneTable());
print(await readTable());
