import { machine } from '../functions/machine.ts';
import { endSoon } from '../functions/v8-flags.ts';
import { type Connection, credentialsFrom, memoryStore } from '../shared/accounts/connect.ts';
import { endpointFrom, frozenTimeFrom } from '../shared/config/environment.ts';
import { parseConfig } from '../shared/config/load-config.ts';
import { auditAll } from '../shared/jobs/audit.ts';
import { JOBS, type Job } from '../shared/model/job.ts';
import { silentLog } from '../shared/model/log.ts';
import { CHECK_IDS } from '../shared/present/check-titles.ts';
import { makeReport } from '../shared/present/make-report.ts';
import { toolsFor } from '../shared/run/tools.ts';
import { openStore } from '../shared/store/configured-store.ts';

/**
 * One audit in a process of its own; prints what it took. Arguments: `budgets` or `free`, the folder of the store or
 * `memory`, then the jobs.
 */
const [mode, place = 'memory', ...names] = process.argv.slice(2);
const loadedMs = performance.now();
endSoon();
const config = parseConfig('', 'defaults', process.env, { checks: CHECK_IDS });
const detour = endpointFrom(process.env);
const credentials = credentialsFrom(process.env);
const frozen = frozenTimeFrom(process.env, detour);
if (!credentials || !frozen) throw new Error('run it through bench/run.ts');

const connection: Connection = {
  config,
  detour,
  credentials,
  now: () => frozen,
  ...machine,
  signal: new AbortController().signal,
  budgets: mode !== 'free',
};
const jobs: readonly Job[] = names.length > 0 ? JOBS.filter((job) => names.includes(job)) : JOBS;
const now = (): Date => frozen;
const store =
  place === 'memory'
    ? memoryStore()
    : openStore({ ...config, store: { directory: place } }, { ...connection, internal: false });
const tools = toolsFor(store, config, { now, log: silentLog, isGone: () => false });
const results = await auditAll(
  { connection, tools, jobs, attempt: 'bench', wait: async () => false },
  () => new Date(),
);
const report = makeReport(results, config, frozen, 'en', false);
/** Of the whole process, from its start. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1000);
}

const took = {
  loadedMs: Math.round(loadedMs),
  totalMs: Math.round(performance.now()),
  cpuMs: cpuMs(),
  maxRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  clusters: report.clusters.length,
  complete: report.complete,
  findings: report.findings.length,
};
process.stdout.write(`${JSON.stringify(took)}\n`);
