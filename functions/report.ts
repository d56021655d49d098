import './no-opt.ts';
import { connect } from '../shared/accounts/connect.ts';
import type { Config } from '../shared/config/schema.ts';
import { answerEvent, type FunctionAnswer, refusedEvent } from '../shared/http/function-event.ts';
import { type ReportApp, reportApp } from '../shared/http/report-app.ts';
import type { StartJobs } from '../shared/jobs/runs.ts';
import { functionStarter } from '../shared/jobs/start-functions.ts';
import { VERSION } from '../shared/model/version.ts';
import { troubleOf } from '../shared/run/keep-trouble.ts';
import { codeVersion } from './code-version.ts';
import type { FunctionContext } from './function-compute.ts';
import { deployedFunction, type Platform } from './platform.ts';

let app: ReportApp | null = null;

function appOf(config: Config, { connection, tools, realNow }: Platform): ReportApp {
  app ??= reportApp({
    config,
    build: codeVersion(import.meta.url),
    version: VERSION,
    now: tools.now,
    realNow,
    uuid: connection.uuid,
  });
  return app;
}

/** How the functions of the jobs are started; connects only when somebody asks. */
function starter({ connection }: Platform, { function: own, region = '' }: FunctionContext): StartJobs {
  const functionName = own?.name ?? '';
  return async (run) => functionStarter(connect(connection), { functionName, region })(run);
}

const deployed = deployedFunction<FunctionAnswer>('report', async (event, context, platform) => {
  const { config, store, log, signer } = platform.tools;
  try {
    const start = starter(platform, context);
    return await answerEvent(event, appOf(config, platform), { store, log, start, signer });
  } catch (error) {
    const { code, message: cause, hint } = troubleOf(error);
    log.error('run failed', { code, cause, hint });
    throw error;
  }
});

/** What went wrong is in the log; Function Compute would show it to the caller. */
export async function initializer(context: FunctionContext): Promise<void> {
  await deployed.initializer(context).catch(() => undefined);
}

/** Shows what the jobs have stored. Never throws, for the same reason. */
export async function handler(event: Uint8Array, context: FunctionContext): Promise<FunctionAnswer> {
  try {
    return await deployed.handler(event, context);
  } catch {
    return refusedEvent();
  }
}
