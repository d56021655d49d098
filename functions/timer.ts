import { endpointFrom, frozenTimeFrom } from '../shared/config/environment.ts';
import { loadConfig } from '../shared/config/load-config.ts';
import type { Config } from '../shared/config/schema.ts';
import { credentialsOf, realClock } from '../shared/jobs/connect.ts';
import { type Handled, handleTrigger, type Invocation } from '../shared/jobs/handle-trigger.ts';
import { jsonLog, type Log } from '../shared/jobs/log.ts';
import { CHECK_IDS } from '../shared/jobs/make-report.ts';
import { openStore } from '../shared/jobs/open-store.ts';
import { troubleOf } from '../shared/jobs/run-job.ts';
import type { Job } from '../shared/model/job.ts';
import { deadline } from './deadline.ts';
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
    initializer: async ({ requestId }) => {
      logged(logFor(job, requestId), configuration);
    },
    handler: async (event, context) => {
      const log = logFor(job, context.requestId);
      const { invocation, end } = logged(log, () => invocationOf(job, event, context, configuration(), log));
      try {
        return await handleTrigger(invocation);
      } finally {
        end();
      }
    },
  };
}

function logFor(job: Job, requestId: string): Log {
  return jsonLog(
    (line) => process.stdout.write(line),
    () => new Date(),
    { requestId, job },
  );
}

/** What keeps a run from beginning at all is told in the log, too. */
function logged<T>(log: Log, prepare: () => T): T {
  try {
    return prepare();
  } catch (error) {
    const { code, message: cause, hint } = troubleOf(error);
    log.error('run failed', { code, cause, hint });
    throw error;
  }
}

function invocationOf(
  job: Job,
  event: Uint8Array,
  context: FunctionContext,
  config: Config,
  log: Log,
): { invocation: Invocation; end: () => void } {
  const { timeout = DEFAULT_TIMEOUT_SECONDS } = context.function ?? {};
  const detour = endpointFrom(process.env);
  const frozen = frozenTimeFrom(process.env, detour);
  const realNow = (): Date => new Date();
  const now = (): Date => frozen ?? realNow();
  const credentials = credentialsOf(context.credentials ?? {});
  const marginMs = Math.min(MARGIN_MS, timeout * 250);
  const worksMs = Math.min(config.limits.jobTimeoutSeconds * 1000, timeout * 1000 - marginMs);
  const common = { credentials, detour, clock: realClock, random: Math.random };
  const [whole, works] = [deadline(timeout * 1000), deadline(worksMs)];
  const store = openStore(config, { ...common, internal: detour === null, signal: whole.signal });
  const until = new Date(now().getTime() + timeout * 1000);
  const invocation: Invocation = {
    job,
    event,
    attempt: context.requestId,
    self: selfOf(context),
    account: context.accountId ?? '',
    connection: { config, ...common, now, signal: works.signal },
    tools: { store, config, now, log, until, isGone: () => false },
    realNow,
  };
  const end = (): void => {
    works.end();
    whole.end();
  };
  return { invocation, end };
}

/** How the function invokes itself. Function Compute always tells the account; without it this is a local run. */
function selfOf({ function: own, region = '', accountId = '' }: FunctionContext): Invocation['self'] {
  const functionName = own?.name ?? '';
  return functionName === '' || region === '' || accountId === '' ? null : { functionName, region };
}
