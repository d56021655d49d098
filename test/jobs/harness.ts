import type { Sandbox } from '../../sandbox/start.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { auditAll } from '../../shared/jobs/audit.ts';
import { type EventsInvocation, handleEvents, type Reacted } from '../../shared/jobs/handle-events.ts';
import { JOBS, type Job } from '../../shared/model/job.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import type { Report } from '../../shared/model/report.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { makeReport } from '../../shared/present/make-report.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { connectionTo } from '../sandbox-cloud.ts';

/** An account that is audited again and again while its sandbox changes. */
export interface Watcher {
  store: ObjectStore;
  audit(jobs?: readonly Job[]): Promise<Report>;
}

let attempts = 0;

export function watch(
  sandbox: Sandbox,
  configuration = '',
  store: ObjectStore = memoryStore(),
  now = (): Date => sandbox.now(),
  budgets = false,
): Watcher {
  const config = parseConfig(configuration, 'test', {}, { checks: CHECK_IDS });
  return {
    store,
    audit: async (jobs = JOBS) => {
      attempts += 1;
      const tools = toolsFor(store, config, { now, log: silentLog, isGone: () => false });
      const connection = connectionTo(sandbox, { config, now, budgets });
      const options = { connection, tools, jobs, attempt: `test/${attempts}`, wait: async () => false };
      const results = await auditAll(options, () => new Date());
      return makeReport(results, config, now(), 'en', false);
    },
  };
}

export async function advance(sandbox: Sandbox, duration: string): Promise<void> {
  const body = JSON.stringify({ advance: duration });
  await fetch(`${sandbox.url}/_sandbox/clock`, { method: 'POST', body });
}

/** Delivers a payload of EventBridge to the account that a watcher watches. */
export function reactWith(
  sandbox: Sandbox,
  {
    store,
    configuration = '',
    account = '1000000000000001',
    ...more
  }: Partial<EventsInvocation> & {
    store: ObjectStore;
    configuration?: string;
  },
): (payload: unknown) => Promise<Reacted> {
  const config = parseConfig(configuration, 'test', {}, { checks: CHECK_IDS });
  const now = (): Date => sandbox.now();
  return (payload) => {
    attempts += 1;
    return handleEvents({
      event: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
      attempt: `test/${attempts}`,
      account,
      connection: connectionTo(sandbox, { config, now }),
      tools: toolsFor(store, config, { now, log: silentLog, isGone: () => false }),
      realNow: () => new Date(),
      deliver: null,
      ...more,
    });
  };
}
