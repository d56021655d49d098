import { loadConfig } from '../../shared/config/load-config.ts';
import type { Config } from '../../shared/config/schema.ts';
import { diagnose } from '../../shared/jobs/doctor/diagnosis.ts';
import { type Examined, examine } from '../../shared/jobs/doctor/examine.ts';
import { CHECK_IDS } from '../../shared/jobs/make-report.ts';
import { renderDoctor } from '../../shared/report/terminal/render-doctor.ts';
import { sceneOf } from './audit.ts';
import { showProgress } from './progress.ts';
import { type CommonOptions, type Runtime, wantsColours, widthOf } from './runtime.ts';

/** Nothing that is looked at takes longer where it works. */
const MOST_SECONDS = 120;

/**
 * `sealwatch doctor`: whether it can work here. Returns 0 when it can, 1 when something failed; throws `AppError` when it
 * could not run at all, after it has shown what can be said nevertheless.
 */
export async function doctor(options: CommonOptions, runtime: Runtime): Promise<number> {
  const file = options.config ?? runtime.env['SEALWATCH_CONFIG'] ?? null;
  const config = loadConfig(file, runtime.env, { checks: CHECK_IDS });
  const { items, fatal } = await examined(config, options, runtime);
  if (fatal && options.json) throw fatal;
  const language = options.lang ?? config.language;
  const diagnosis = diagnose(items, runtime.now(), language);
  if (options.json) runtime.stdout.write(`${JSON.stringify(diagnosis)}\n`);
  else if (!options.quiet) {
    const colours = wantsColours(options, runtime);
    runtime.stdout.write(renderDoctor(diagnosis, { language, width: widthOf(runtime), colours }));
  }
  if (fatal) throw fatal;
  return diagnosis.works ? 0 : 1;
}

async function examined(config: Config, options: CommonOptions, runtime: Runtime): Promise<Examined> {
  const { clock, random, now: realNow } = runtime;
  const seconds = Math.min(MOST_SECONDS, config.limits.jobTimeoutSeconds);
  const signal = AbortSignal.any([runtime.signal, AbortSignal.timeout(seconds * 1000)]);
  const progress = showProgress(options, runtime);
  try {
    return await examine({
      connection: { ...sceneOf(runtime), config, clock, random, signal },
      fetch,
      realNow,
      onGroup: progress.job,
    });
  } finally {
    progress.end();
  }
}
