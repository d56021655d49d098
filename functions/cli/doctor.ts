import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
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
import { COULD_NOT_RUN, interrupted } from './interrupted.ts';
import { bucketFor, openStoreFor } from './open-store.ts';
import { showProgress } from './progress.ts';
import { type CommonOptions, type Runtime, wantsColours, widthOf } from './runtime.ts';

/** Nothing that is looked at takes longer where it works. */
const MOST_SECONDS = 120;

/**
 * `sealwatch doctor`: whether it can work here. Returns 0 when it can, 1 when something failed, 3 when it could not run at all,
 * after it has shown what can be said nevertheless; throws `AppError` where nothing is shown that names the cause.
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
  if (fatal && options.quiet) throw fatal;
  if (fatal) return COULD_NOT_RUN; // it stands among the items
  return diagnosis.works ? 0 : 1;
}

async function examined(
  options: CommonOptions,
  runtime: Runtime,
): Promise<Examined & { language: 'en' | 'zh' }> {
  const progress = showProgress(options, runtime);
  try {
    const world = worldOf(options, runtime);
    const { config } = world.connection;
    const tidy = tidier(config);
    const found = await examine({ ...world, onGroup: progress.job }).finally(tidy);
    return { ...found, language: options.lang ?? config.language };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { items: [brokenSettings(error)], fatal: error, language: options.lang ?? 'en' };
  } finally {
    progress.end();
  }
}

/** Removes the folders that only the probe of a store made. */
function tidier({ store }: Config): () => void {
  if (!('directory' in store)) return () => undefined;
  const own = [join(store.directory, 'doctor'), store.directory].filter((folder) => !existsSync(folder));
  return () => {
    for (const folder of own) if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
  };
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
