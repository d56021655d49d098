import { loadConfig } from '../../shared/config/load-config.ts';
import type { Config } from '../../shared/config/schema.ts';
import { diagnose } from '../../shared/doctor/diagnosis.ts';
import { type DoctorWorld, type Examined, examine } from '../../shared/doctor/examine.ts';
import { brokenSettings } from '../../shared/doctor/settings-items.ts';
import { deadline } from '../../shared/model/deadline.ts';
import { AppError } from '../../shared/model/error.ts';
import { jsonText } from '../../shared/model/json-text.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { renderDoctor } from '../../shared/report/terminal/render-doctor.ts';
import { newAttempt } from './attempt.ts';
import { auditSourceOf } from './audit.ts';
import { interrupted } from './interrupted.ts';
import { bucketFor, openStoreFor } from './open-store.ts';
import { showProgress } from './progress.ts';
import { type CommonOptions, type Runtime, wantsColours, widthOf } from './runtime.ts';

/** Nothing that is looked at takes longer where it works. */
const MOST_SECONDS = 120;

/**
 * `sealwatch doctor`: whether it can work here. Returns 0 when it can, 1 when something failed; throws `AppError` when it
 * could not run at all, after it has shown what can be said nevertheless.
 */
export async function doctor(options: CommonOptions, runtime: Runtime): Promise<number> {
  const { items, fatal, language } = await examined(options, runtime);
  if (runtime.signal.aborted) throw interrupted('The examination was stopped.');
  if (fatal && options.json) throw fatal;
  const diagnosis = diagnose(items, runtime.now(), language);
  if (options.json) runtime.stdout.write(`${jsonText(diagnosis)}\n`);
  else if (!options.quiet) {
    const colours = wantsColours(options, runtime);
    runtime.stdout.write(renderDoctor(diagnosis, { language, width: widthOf(runtime), colours }));
  }
  if (fatal) throw fatal;
  return diagnosis.works ? 0 : 1;
}

async function examined(
  options: CommonOptions,
  runtime: Runtime,
): Promise<Examined & { language: 'en' | 'zh' }> {
  const progress = showProgress(options, runtime);
  try {
    const world = worldOf(options, runtime);
    const language = options.lang ?? world.connection.config.language;
    return { ...(await examine({ ...world, onGroup: progress.job })), language };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { items: [brokenSettings(error)], fatal: error, language: options.lang ?? 'en' };
  } finally {
    progress.end();
  }
}

/** Throws `AppError` when the configuration or the environment cannot be used. */
function worldOf(options: CommonOptions, runtime: Runtime): DoctorWorld {
  const file = options.config ?? runtime.env['SEALWATCH_CONFIG'] ?? null;
  const config = loadConfig(file, runtime.env, { checks: CHECK_IDS });
  const { clock, random, uuid, now: realNow } = runtime;
  const seconds = Math.min(MOST_SECONDS, config.limits.jobTimeoutSeconds);
  const { signal } = deadline(seconds * 1000, runtime.signal);
  return {
    connection: { ...auditSourceOf(runtime), config, clock, random, uuid, signal },
    store: openStoreFor(config, { ...runtime, signal }),
    bucket: bucketFor(config, { ...runtime, signal }),
    attempt: newAttempt(),
    deployed: deployedBy(config, runtime),
    checks: CHECK_IDS,
    fetch,
    realNow,
  };
}

/** Where s.yaml deploys with this environment; a bucket is in the region of the functions, as it should be. */
function deployedBy({ store }: Config, { env }: Runtime): DoctorWorld['deployed'] {
  const { SEALWATCH_REGION = '', SEALWATCH_PREFIX = '' } = env;
  const region = 'oss' in store ? store.oss.region : 'cn-hangzhou';
  return { region: SEALWATCH_REGION || region, prefix: SEALWATCH_PREFIX || 'sealwatch' };
}
