import { memoryStore } from '../../shared/accounts/connect.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import type { Config } from '../../shared/config/schema.ts';
import { JOBS } from '../../shared/model/job.ts';
import { VERSION } from '../../shared/model/version.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { exitCode } from '../../shared/present/make-report.ts';
import { startRecording } from '../../shared/record/tape-session.ts';
import { type AuditCommand, auditSourceOf, auditWith, jobsIn } from './audit.ts';
import { wording } from './chinese.ts';
import type { Runtime } from './runtime.ts';

/**
 * `sealwatch audit --record`: audits as if for the first time and at one moment, so that the recording holds everything
 * and can be judged again; nothing is read from the store or written to it. What was recorded is kept when the audit fails.
 */
export async function record(folder: string, options: AuditCommand, runtime: Runtime): Promise<number> {
  const file = options.config ?? runtime.env['SEALWATCH_CONFIG'] ?? null;
  const config = withoutProof(loadConfig(file, runtime.env, { checks: CHECK_IDS }));
  const { tape, save } = await startRecording(folder);
  const source = auditSourceOf(runtime);
  const frozen = source.now();
  const factor = options.recordAmounts ? null : 0.2 + 4.8 * runtime.random();
  const language = options.lang ?? config.language;
  const about = {
    version: VERSION,
    recordedAt: frozen.toISOString(),
    language,
    jobs: JOBS.filter((job) => jobsIn(options, config).includes(job)),
  };
  try {
    const { report } = await auditWith(config, memoryStore(), options, runtime, {
      ...source,
      now: () => frozen,
      tape,
    });
    return exitCode(report, options.failOn);
  } finally {
    await save(about, config, factor);
    const told = `recorded in ${folder}; docs/recordings.md lists what to check before you send it`;
    if (!options.quiet) runtime.stderr.write(`sealwatch: ${(await wording(language))(told)}\n`);
  }
}

/** What API servers say is no answer of the cloud, and a kubeconfig is nothing to keep: neither is ever recorded. */
function withoutProof(config: Config): Config {
  return { ...config, proof: { ...config.proof, enabled: false } };
}
