import { basename, dirname } from 'node:path';
import {
  type Connection,
  connect,
  credentialsFrom,
  defaultCredentials,
  pause,
} from '../../shared/accounts/connect.ts';
import { openSigner } from '../../shared/accounts/open-signer.ts';
import { endpointFrom, frozenTimeFrom } from '../../shared/config/environment.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import type { Config } from '../../shared/config/schema.ts';
import { auditAll } from '../../shared/jobs/audit.ts';
import { deadline } from '../../shared/model/deadline.ts';
import { AppError } from '../../shared/model/error.ts';
import type { Severity } from '../../shared/model/finding.ts';
import { type Job, jobsOf } from '../../shared/model/job.ts';
import type { AccountResult } from '../../shared/model/job-state.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import type { Report } from '../../shared/model/report.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { exitCode, makeReport } from '../../shared/present/make-report.ts';
import { renderError } from '../../shared/report/terminal/render-error.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { readAcknowledgements } from '../../shared/state/acknowledgements.ts';
import { holdBack } from '../../shared/store/held-back.ts';
import { writeFiles } from '../../shared/store/write-files.ts';
import type { Language } from '../../shared/text/render.ts';
import { endSoon } from '../v8-flags.ts';
import { hasNoChannels, noChannels, sendAlerts } from './alerts.ts';
import { isGone, newAttempt } from './attempt.ts';
import { type AuditProgress, showAudit } from './audit-progress.ts';
import { inLanguage } from './chinese.ts';
import { interrupted } from './interrupted.ts';
import { openStoreFor } from './open-store.ts';
import { print } from './print.ts';
import type { CommonOptions, Runtime } from './runtime.ts';

/** The messages of an audit are sent however long the audit took. */
const ALERTS_MS = 60_000;

/** How long to wait before looking again whether another run has ended. */
const LOOK_AGAIN_MS = 500;

export interface AuditCommand extends CommonOptions {
  job?: Job[];
  all?: boolean;
  /** Says what has to be said, after the audit. */
  alert?: boolean;
  /** File to write the page to. */
  html?: string;
  /** Folder to write a recording to, or to judge one from. */
  record?: string;
  recordAmounts?: boolean;
  replay?: string;
  failOn: Severity | 'none';
  /** False lifts the rate budgets; for the demo, whose sandbox has no limits. */
  budgets?: boolean;
}

/** `sealwatch audit`: all jobs once. Returns the exit code; throws `AppError` when nothing could be seen. */
export async function audit(options: AuditCommand, runtime: Runtime): Promise<number> {
  endSoon();
  const file = options.config ?? runtime.env['SEALWATCH_CONFIG'] ?? null;
  const config = loadConfig(file, runtime.env, { checks: CHECK_IDS });
  if (options.alert && hasNoChannels(config)) throw noChannels();
  const store = openStoreFor(config, runtime);
  let delivered: Promise<boolean> | undefined;
  const say = (): Promise<boolean> => {
    delivered ??= options.alert
      ? tryToAlert(config, store, runtime, options.lang ?? config.language)
      : Promise.resolve(true);
    return delivered;
  };
  try {
    const { report } = await auditWith(config, store, options, runtime, auditSourceOf(runtime), say);
    const code = exitCode(report, options.failOn);
    return !(await say()) && code === 0 ? 2 : code;
  } catch (error) {
    if (!runtime.signal.aborted) await say(); // that nothing can be seen any more is worth a message
    throw error;
  }
}

/** Sends what has to be said, and tells what keeps it from that: the audit has its own result. */
async function tryToAlert(
  config: Config,
  store: ObjectStore,
  runtime: Runtime,
  language: Language,
): Promise<boolean> {
  const { signal, end } = deadline(ALERTS_MS, runtime.signal);
  try {
    return await sendAlerts(config, store, { ...runtime, signal }, language);
  } catch (error) {
    const { message, hint = '' } = error as Partial<AppError>;
    const told = await inLanguage({ message: `The messages were not sent: ${message}`, hint }, language);
    runtime.stderr.write(renderError(told));
    return false;
  } finally {
    end();
  }
}

/** What an audit looks at, and by which time it judges. */
export type AuditSource = Pick<Connection, 'credentials' | 'detour' | 'now' | 'tape'>;

/** The cloud of the environment. */
export function auditSourceOf(runtime: Runtime): AuditSource {
  const detour = endpointFrom(runtime.env);
  const frozen = frozenTimeFrom(runtime.env, detour);
  const credentials = credentialsFrom(runtime.env) ?? defaultCredentials();
  return { credentials, detour, now: () => frozen ?? runtime.now() };
}

/** The same with a configuration that was read, and a store that was opened, before. */
export async function auditWith(
  config: Config,
  store: ObjectStore,
  options: AuditCommand,
  runtime: Runtime,
  source: AuditSource = auditSourceOf(runtime),
  beforePrint: () => Promise<unknown> = async () => undefined,
): Promise<{ report: Report }> {
  const language = options.lang ?? config.language;
  const about = { config, jobs: jobsIn(options, config), language, now: source.now };
  const progress = showAudit(options, runtime, about);
  try {
    const results = await storedAtOnce(store, runtime, (held) =>
      observe(options, config, held, runtime, source, progress),
    );
    if (runtime.signal.aborted) throw interrupted();
    const report = makeReport(
      results,
      config,
      source.now(),
      language,
      options.all ?? false,
      await readAcknowledgements(store),
    );
    progress?.end(report);
    if (options.html !== undefined) {
      const { makePage } = await import('../../shared/present/make-page.ts');
      await writePage(options.html, await makePage(report, results, { store, config, language }), runtime);
    }
    await beforePrint(); // a reader that is gone keeps nobody else from hearing it
    print(report, options, language, runtime);
    return { report };
  } catch (error) {
    throw runtime.signal.aborted ? interrupted() : error;
  } finally {
    progress?.end();
  }
}

/** Stores what the work stores once all of it is done, and nothing when the user stops it: half an audit is no baseline. */
async function storedAtOnce<T>(
  store: ObjectStore,
  { signal }: Runtime,
  work: (held: ObjectStore) => Promise<T>,
): Promise<T> {
  const held = holdBack(store);
  try {
    return await work(held.store);
  } finally {
    if (signal.aborted)
      await held.discard().catch(() => undefined); // a lease that stays ends with this process
    else await held.commit();
  }
}

async function observe(
  options: AuditCommand,
  config: Config,
  store: ObjectStore,
  runtime: Runtime,
  source: AuditSource,
  progress: AuditProgress | undefined,
): Promise<AccountResult[]> {
  const { now } = source;
  const { clock, random, uuid } = runtime;
  const { signal, end } = deadline(config.limits.auditTimeoutSeconds * 1000, runtime.signal);
  const connection = { ...source, config, random, uuid, clock, signal, budgets: options.budgets ?? true };
  const { tape: _, ...untaped } = connection; // what is signed is no part of what was observed
  const signer = openSigner(config, () => connect(untaped));
  const means = { now, log: silentLog, isGone, signer };
  return auditAll(
    {
      connection,
      tools: toolsFor(store, config, means, config.limits.auditTimeoutSeconds),
      jobs: jobsIn(options, config),
      attempt: newAttempt(),
      wait: async () => {
        await pause(clock, LOOK_AGAIN_MS, signal);
        return !signal.aborted;
      },
      ...(progress && { watch: progress }),
    },
    runtime.now,
  ).finally(end);
}

async function writePage(file: string, text: string, { uuid }: Runtime): Promise<void> {
  await writeFiles(dirname(file), [{ name: basename(file), text }], uuid);
}

/** The jobs that were named; all that the configuration asks for when none was. */
export function jobsIn({ job = [] }: AuditCommand, config: Config): readonly Job[] {
  const off = job.find((name) => !jobsOf(config).includes(name));
  if (off !== undefined)
    throw new AppError('JobOff', `Job ${off} is off.`, `Set ${off}.enabled to true in the configuration.`);
  return job.length > 0 ? job : jobsOf(config);
}
