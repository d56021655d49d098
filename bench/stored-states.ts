import { startSandbox } from '../sandbox/start.ts';
import { memoryStore } from '../shared/accounts/connect.ts';
import { auditAll } from '../shared/jobs/audit.ts';
import { JOBS } from '../shared/model/job.ts';
import { silentLog } from '../shared/model/log.ts';
import { toolsFor } from '../shared/run/tools.ts';
import { readState } from '../shared/state/job-store.ts';
import { statePath } from '../shared/state/paths.ts';
import { connectionTo } from '../test/sandbox-cloud.ts';
import { median } from './cloud.ts';

const WORLD = { clusters: 10_000, regions: 25, keys: 1_000, seed: 7 };
const ROUNDS = 9;

/** What it takes to read the states of one account with 10,000 clusters. */
export async function readTable(): Promise<string> {
  const sandbox = await startSandbox({ generate: WORLD, rates: 'off' });
  const store = memoryStore();
  const connection = connectionTo(sandbox);
  const { config, now } = connection;
  const tools = toolsFor(store, config, { now, log: silentLog, isGone: () => false });
  await auditAll(
    { connection, tools, jobs: JOBS, attempt: 'bench', wait: async () => false },
    () => new Date(),
  );
  await sandbox.close();
  const [account = ''] = (await store.list('state/')).map((key) => key.split('/')[1] ?? '');
  const lines = [
    `${WORLD.clusters} clusters, median of ${ROUNDS} (least)\n`,
    '| state | stored | read |',
    '| --- | --- | --- |',
  ];
  for (const job of JOBS) {
    const bytes = (await store.get(statePath(account, job)))?.length ?? 0;
    const took: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const start = performance.now();
      const { kind } = await readState(store, account, job);
      took.push(performance.now() - start);
      if (kind !== 'ok') throw new Error(`the state of ${job} is ${kind}`);
    }
    const ms = `${Math.round(median(took))} ms (${Math.round(Math.min(...took))})`;
    lines.push(`| ${job} | ${Math.round(bytes / 1024)} KiB | ${ms} |`);
  }
  return lines.join('\n');
}
