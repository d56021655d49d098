import { endpointFrom, frozenTimeFrom } from '../shared/config/environment.ts';
import { loadConfig } from '../shared/config/load-config.ts';
import type { Config } from '../shared/config/schema.ts';
import { credentialsOf, realClock } from '../shared/jobs/connect.ts';
import { type Handled, handleTrigger } from '../shared/jobs/handle-trigger.ts';
import { jsonLog } from '../shared/jobs/log.ts';
import { CHECK_IDS } from '../shared/jobs/make-report.ts';
import { openStore } from '../shared/jobs/open-store.ts';
import type { Job } from '../shared/model/job.ts';
import type { FunctionContext } from './function-compute.ts';

/** What is left of the timeout for storing what was seen, once no new call is started. */
const MARGIN_MS = 15_000;
const DEFAULT_TIMEOUT_SECONDS = 600;

export interface TimerFunction {
  initializer: (context: FunctionContext) => Promise<void>;
  handler: (event: Uint8Array, context: FunctionContext) => Promise<Handled>;
}

/** The function of a job that a timer starts. Throwing makes Function Compute try again. */
export function timerFunction(job: Job): TimerFunction {
  let config: Config | null = null;
  const configuration = (): Config => {
    config ??= loadConfig(process.env['SEALWATCH_CONFIG'] ?? null, process.env, { checks: CHECK_IDS });
    return config;
  };
  return {
    initializer: async () => {
      configuration();
    },
    handler: (event, context) => run(job, event, context, configuration()),
  };
}

function run(job: Job, event: Uint8Array, context: FunctionContext, config: Config): Promise<Handled> {
  const { requestId, region = '', accountId = '' } = context;
  const { name: functionName = '', timeout = DEFAULT_TIMEOUT_SECONDS } = context.function ?? {};
  const detour = endpointFrom(process.env);
  const frozen = frozenTimeFrom(process.env, detour);
  const realNow = (): Date => new Date();
  const now = (): Date => frozen ?? realNow();
  const log = jsonLog((line) => process.stdout.write(line), realNow, { requestId, job });
  const credentials = credentialsOf(context.credentials ?? {});
  const worksMs = Math.min(
    config.limits.jobTimeoutSeconds * 1000,
    timeout * 1000 - Math.min(MARGIN_MS, timeout * 250),
  );
  const common = { credentials, detour, clock: realClock, random: Math.random };
  const store = openStore(config, {
    ...common,
    internal: detour === null,
    signal: AbortSignal.timeout(timeout * 1000),
  });
  return handleTrigger({
    job,
    event,
    attempt: requestId,
    self: functionName === '' || region === '' ? null : { functionName, region },
    account: accountId,
    connection: { config, ...common, now, signal: AbortSignal.timeout(worksMs) },
    tools: {
      store,
      config,
      now,
      log,
      until: new Date(now().getTime() + timeout * 1000),
      isGone: () => false,
    },
    realNow,
  });
}
