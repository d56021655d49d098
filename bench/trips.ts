import { readFileSync, writeFileSync } from 'node:fs';
import { startSandbox } from '../sandbox/start.ts';
import { type Connection, credentialsOf, memoryStore } from '../shared/accounts/connect.ts';
import { Scheduler } from '../shared/cloud/scheduler.ts';
import { parseConfig } from '../shared/config/load-config.ts';
import { auditAll } from '../shared/jobs/audit.ts';
import { JOBS, type Job } from '../shared/model/job.ts';
import { silentLog } from '../shared/model/log.ts';
import { CHECK_IDS } from '../shared/present/check-titles.ts';
import { toolsFor } from '../shared/run/tools.ts';
import { VirtualTime } from './virtual-time.ts';

/**
 * `npm run bench:trips`: how long the jobs wait for the cloud, on a clock on which only calls take time, 50 ms each: exact, and the
 * same on every machine. Fails when a row is more than 5 % slower, or makes more calls, than in bench/trips.json; `--write` keeps
 * what was measured there.
 */
const LATENCY_MS = 50;
const KEPT = 'bench/trips.json';
const SLACK = 1.05;

interface Subject {
  what: string;
  world: { clusters: number; regions: number; keys: number };
  jobs: readonly Job[];
  budgets: boolean;
  /** Audits of this store before, each a quarter of an hour earlier. */
  before?: number;
  goalMs: number | null;
}

interface Row {
  calls: number;
  ms: number;
  /** When the first and the last key were described. */
  firstKeyMs: number | null;
  lastKeyMs: number | null;
  /** The least that so many calls can take with so many in flight. */
  limitMs: number;
  /** Summed over the calls, by budget. */
  waitedMs: Record<string, number>;
}

const small = { clusters: 200, regions: 3, keys: 50 };
const thousand = { clusters: 1000, regions: 25, keys: 250 };
const tenThousand = { clusters: 10_000, regions: 25, keys: 1000 };
const keys: Job[] = ['inventory', 'keys'];
const subjects: readonly Subject[] = [
  { what: '200 clusters, all, free', world: small, jobs: JOBS, budgets: false, goalMs: 350 },
  { what: '200 clusters, all, budgets', world: small, jobs: JOBS, budgets: true, goalMs: 700 },
  {
    what: '200 clusters, activity again, budgets',
    world: small,
    jobs: ['activity'],
    budgets: true,
    before: 2,
    goalMs: 600,
  },
  {
    what: '1,000 clusters, inventory + keys, free',
    world: thousand,
    jobs: keys,
    budgets: false,
    goalMs: 500,
  },
  { what: '200 clusters, inventory + keys, budgets', world: small, jobs: keys, budgets: true, goalMs: null },
  {
    what: '1,000 clusters, inventory + keys, budgets',
    world: thousand,
    jobs: keys,
    budgets: true,
    goalMs: null,
  },
  { what: '1,000 clusters, all, free', world: thousand, jobs: JOBS, budgets: false, goalMs: 600 },
  { what: '1,000 clusters, all, budgets', world: thousand, jobs: JOBS, budgets: true, goalMs: null },
  { what: '10,000 clusters, all, free', world: tenThousand, jobs: JOBS, budgets: false, goalMs: 1650 },
  { what: '10,000 clusters, all, budgets', world: tenThousand, jobs: JOBS, budgets: true, goalMs: 6000 },
];

const time = new VirtualTime();
const waited = new Map<string, number>();
const { start } = Scheduler.prototype;
Scheduler.prototype.start = async function (lane, budget, ...signals) {
  const since = time.now();
  const ticket = await start.call(this, lane, budget, ...signals);
  waited.set(budget.name, (waited.get(budget.name) ?? 0) + time.now() - since);
  return ticket;
};

async function measure({ world, jobs, budgets, before = 0 }: Subject): Promise<Row> {
  const ambient = {
    now: () => Date.now(),
    sleep: (ms: number) => time.sleep(ms),
    uuid: () => crypto.randomUUID(),
    randomText: (length: number) => 'x'.repeat(length),
  };
  const generate = { ...world, seed: 7 };
  const cloud = await startSandbox({ generate, latencyMs: LATENCY_MS, rates: 'off' }, ambient);
  const config = parseConfig('', 'defaults', {}, { checks: CHECK_IDS });
  const store = memoryStore();
  const { accessKeyId, accessKeySecret, url } = cloud;
  const audit = (wanted: readonly Job[], attempt: string): Promise<unknown> => {
    const at = cloud.now();
    const now = (): Date => at;
    const connection: Connection = {
      ...{ config, budgets, now, clock: time, random: () => 0.5, uuid: ambient.uuid },
      ...{
        credentials: credentialsOf({ accessKeyId, accessKeySecret }),
        signal: new AbortController().signal,
      },
      detour: { host: new URL(url).host, protocol: 'http' },
    };
    const tools = toolsFor(store, config, { now, log: silentLog, isGone: () => false });
    return time.run(auditAll({ connection, tools, jobs: wanted, attempt, wait: async () => false }, now));
  };
  for (let run = 0; run < before; run += 1) {
    await audit(JOBS, `before ${run}`);
    await fetch(`${url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advance: 'PT15M' }) });
  }
  time.calls.length = 0;
  waited.clear();
  const since = time.now();
  await audit(jobs, 'measured');
  await cloud.close();
  const described = time.calls.filter(({ action }) => action === 'DescribeKey').map(({ end }) => end - since);
  return {
    calls: time.calls.length,
    ms: time.now() - since,
    firstKeyMs: described.length > 0 ? Math.min(...described) : null,
    lastKeyMs: described.length > 0 ? Math.max(...described) : null,
    limitMs: Math.ceil(time.calls.length / config.limits.concurrency) * LATENCY_MS,
    waitedMs: Object.fromEntries([...waited].filter(([, ms]) => ms > 0).sort(([, a], [, b]) => b - a)),
  };
}

/** What got worse; null when nothing did. */
function worse(now: Row, kept: Row | undefined): string | null {
  if (!kept) return 'not kept before';
  if (now.ms > kept.ms * SLACK) return `${now.ms} ms instead of ${kept.ms}`;
  if (now.calls > kept.calls) return `${now.calls} calls instead of ${kept.calls}`;
  return null;
}

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const told = (ms: number | null): string => (ms === null ? '' : `${Math.round(ms)}`);

const kept = JSON.parse(readFileSync(KEPT, 'utf8')) as Record<string, Row>;
const rows: Record<string, Row> = {};
const failed: string[] = [];
await measure({
  what: 'modules are loaded',
  world: { clusters: 5, regions: 2, keys: 2 },
  jobs: JOBS,
  budgets: false,
  before: 1,
  goalMs: null,
});
print(`Virtual time, ${LATENCY_MS} ms a call, nothing else takes time.\n`);
print('| what | calls | ms | goal | first key | last key | calls / in flight | longest waits, summed (s) |');
print('| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |');
for (const subject of subjects) {
  const row = await measure(subject);
  rows[subject.what] = row;
  const waits = Object.entries(row.waitedMs)
    .slice(0, 3)
    .map(([name, ms]) => `${name} ${(ms / 1000).toFixed(1)}`);
  print(
    `| ${subject.what} | ${row.calls} | ${told(row.ms)} | ${told(subject.goalMs)} | ${told(row.firstKeyMs)} | ${told(row.lastKeyMs)} | ${row.limitMs} | ${waits.join(', ')} |`,
  );
  const why = worse(row, kept[subject.what]);
  if (why !== null) failed.push(`${subject.what}: ${why}`);
}
if (process.argv.includes('--write')) writeFileSync(KEPT, `${JSON.stringify(rows, null, 2)}\n`);
else {
  for (const why of failed) print(`WORSE ${why}`);
  print(`\n${subjects.length - failed.length} passed, ${failed.length} failed`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
