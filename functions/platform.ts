import { type Connection, connect, credentialsOf } from '../shared/accounts/connect.ts';
import { openSigner } from '../shared/accounts/open-signer.ts';
import { endpointFrom, frozenTimeFrom } from '../shared/config/environment.ts';
import { loadConfig } from '../shared/config/load-config.ts';
import type { Config } from '../shared/config/schema.ts';
import { logBrokenChannels } from '../shared/deliver/log-broken-channels.ts';
import { deadline } from '../shared/model/deadline.ts';
import { jsonLog, type Log } from '../shared/model/log.ts';
import { CHECK_IDS } from '../shared/present/check-titles.ts';
import { type Tools, troubleOf } from '../shared/run/run-job.ts';
import { openStore } from '../shared/store/configured-store.ts';
import type { FunctionContext } from './function-compute.ts';
import { machine } from './machine.ts';

/** What is left of the timeout for storing what was seen, once no new call is started. */
const MARGIN_MS = 15_000;
const DEFAULT_TIMEOUT_SECONDS = 600;

/** What a function works with during one invocation. */
export interface Platform {
  /** Its signal is the deadline for new calls. */
  connection: Connection;
  tools: Tools;
  realNow: () => Date;
}

type Work<R> = (event: Uint8Array, context: FunctionContext, platform: Platform) => Promise<R>;

export interface DeployedFunction<R> {
  initializer: (context: FunctionContext) => Promise<void>;
  handler: (event: Uint8Array, context: FunctionContext) => Promise<R>;
}

/**
 * A function of Function Compute: reads its configuration once for each instance, logs with the request id, and has the
 * credentials and the deadline of each invocation. Throwing makes Function Compute try again.
 */
export function deployedFunction<R>(name: string, work: Work<R>): DeployedFunction<R> {
  let config: Config | null = null;
  const configuration = (): Config => {
    config ??= loadConfig(process.env['SEALWATCH_CONFIG'] ?? null, process.env, { checks: CHECK_IDS });
    return config;
  };
  return {
    initializer: async ({ requestId }) => {
      logged(logFor(name, requestId), configuration);
    },
    handler: async (event, context) => {
      const log = logFor(name, context.requestId);
      const { platform, end } = logged(log, () => platformOf(context, configuration(), log));
      logBrokenChannels(platform.tools.config, log);
      try {
        return await work(event, context, platform);
      } finally {
        end();
      }
    },
  };
}

function logFor(job: string, requestId: string): Log {
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

function platformOf(
  context: FunctionContext,
  config: Config,
  log: Log,
): { platform: Platform; end: () => void } {
  const { timeout = DEFAULT_TIMEOUT_SECONDS } = context.function ?? {};
  const detour = endpointFrom(process.env);
  const frozen = frozenTimeFrom(process.env, detour);
  const realNow = (): Date => new Date();
  const now = (): Date => frozen ?? realNow();
  const credentials = credentialsOf(context.credentials ?? {});
  const marginMs = Math.min(MARGIN_MS, timeout * 250);
  const worksMs = Math.min(config.limits.jobTimeoutSeconds * 1000, timeout * 1000 - marginMs);
  const common = { credentials, detour, ...machine };
  const [whole, works] = [deadline(timeout * 1000), deadline(worksMs)];
  const store = openStore(config, { ...common, internal: detour === null, signal: whole.signal });
  const until = new Date(now().getTime() + timeout * 1000);
  const connection = { config, ...common, now, signal: works.signal };
  const signer = openSigner(config, () => connect(connection));
  const platform = {
    connection,
    tools: { store, config, now, log, until, isGone: () => false, signer },
    realNow,
  };
  const end = (): void => {
    works.end();
    whole.end();
  };
  return { platform, end };
}
