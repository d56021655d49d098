import { endpointFrom, frozenTimeFrom } from '../../shared/config/environment.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import type { Config } from '../../shared/config/schema.ts';
import { auditAccount } from '../../shared/jobs/audit.ts';
import { connect, credentialsFrom, defaultCredentials } from '../../shared/jobs/connect.ts';
import { CHECK_IDS, exitCode, makeReport } from '../../shared/jobs/make-report.ts';
import type { Severity } from '../../shared/model/finding.ts';
import { JOBS, type Job } from '../../shared/model/job.ts';
import type { Report } from '../../shared/model/report.ts';
import { renderTerminal } from '../../shared/report/terminal/render-terminal.ts';
import { type Progress, showProgress } from './progress.ts';
import { type CommonOptions, type Runtime, wantsColours, widthOf } from './runtime.ts';

export interface AuditCommand extends CommonOptions {
  job?: Job[];
  all?: boolean;
  failOn: Severity | 'none';
}

/** `sealwatch audit`: all jobs once. Returns the exit code; throws `AppError` when nothing could be seen. */
export async function audit(options: AuditCommand, runtime: Runtime): Promise<number> {
  const file = options.config ?? runtime.env['SEALWATCH_CONFIG'] ?? null;
  return auditWith(loadConfig(file, runtime.env, { checks: CHECK_IDS }), options, runtime);
}

/** The same with a configuration that was read before. */
export async function auditWith(config: Config, options: AuditCommand, runtime: Runtime): Promise<number> {
  const progress = showProgress(options, runtime);
  try {
    const report = await observe(options, config, runtime, progress);
    progress.end();
    print(report, options, config, runtime);
    return exitCode(report, options.failOn);
  } finally {
    progress.end();
  }
}

async function observe(
  options: AuditCommand,
  config: Config,
  runtime: Runtime,
  progress: Progress,
): Promise<Report> {
  const detour = endpointFrom(runtime.env);
  const frozen = frozenTimeFrom(runtime.env, detour);
  const now = () => frozen ?? runtime.now();
  const deadline = AbortSignal.timeout(config.limits.jobTimeoutSeconds * 1000);
  const cloud = connect({
    config,
    detour,
    now,
    credentials: credentialsFrom(runtime.env) ?? defaultCredentials(),
    random: runtime.random,
    clock: runtime.clock,
    signal: AbortSignal.any([runtime.signal, deadline]),
  });
  const jobs = options.job && options.job.length > 0 ? options.job : JOBS;
  const result = await auditAccount({ cloud, config, jobs, now, onJob: progress.job });
  return makeReport([result], config, now(), options.lang ?? config.language, options.all ?? false);
}

function print(report: Report, options: AuditCommand, config: Config, runtime: Runtime): void {
  if (options.json) {
    runtime.stdout.write(`${JSON.stringify(report)}\n`);
  } else if (!options.quiet) {
    const language = options.lang ?? config.language;
    runtime.stdout.write(
      renderTerminal(report, { language, width: widthOf(runtime), colours: wantsColours(options, runtime) }),
    );
  }
}
