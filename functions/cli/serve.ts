import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, pause } from '../../shared/accounts/connect.ts';
import { openSigner } from '../../shared/accounts/open-signer.ts';
import { endpointFrom, frozenTimeFrom } from '../../shared/config/environment.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import type { Config } from '../../shared/config/schema.ts';
import { logBrokenChannels } from '../../shared/deliver/log-broken-channels.ts';
import { signLink } from '../../shared/deliver/report-link.ts';
import { nodeListener, SERVER_LIMITS } from '../../shared/http/node-listener.ts';
import { reportApp } from '../../shared/http/report-app.ts';
import { auditAll } from '../../shared/jobs/audit.ts';
import type { RequestedRun, StartJobs } from '../../shared/jobs/runs.ts';
import { deadline } from '../../shared/model/deadline.ts';
import { AppError } from '../../shared/model/error.ts';
import { jsonText } from '../../shared/model/json-text.ts';
import { jsonLog, type Log } from '../../shared/model/log.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { Secret } from '../../shared/model/secret.ts';
import { VERSION } from '../../shared/model/version.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { troubleOf } from '../../shared/run/keep-trouble.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { speak } from '../../shared/text/say.ts';
import { codeVersion } from '../code-version.ts';
import { isGone, newAttempt } from './attempt.ts';
import { connectionOf } from './connection.ts';
import { openInBrowser } from './open-in-browser.ts';
import { openStoreFor } from './open-store.ts';
import type { CommonOptions, Runtime } from './runtime.ts';

/** How long to wait before looking again whether another run has ended. */
const LOOK_AGAIN_MS = 500;
const LINK_MS = 12 * 3_600_000;

export interface ServeCommand extends CommonOptions {
  port: number;
  host: string;
  /** Also opens the link in the browser of this machine. */
  open?: boolean;
}

/** `sealwatch serve`: the endpoint on this machine, until it is stopped. Throws `AppError` when it cannot begin. */
export async function serve(options: ServeCommand, runtime: Runtime): Promise<number> {
  const file = options.config ?? runtime.env['SEALWATCH_CONFIG'] ?? null;
  const loaded = loadConfig(file, runtime.env, { checks: CHECK_IDS });
  const ownSecret = new Secret(randomBytes(32).toString('base64url'));
  const { linkSecrets } = loaded.report;
  const config = { ...loaded, report: { ...loaded.report, linkSecrets: [...linkSecrets, ownSecret] } };
  if (config.report.tokens.length === 0) throw noToken();
  const store = openStoreFor(config, runtime);
  const frozen = frozenTimeFrom(runtime.env, endpointFrom(runtime.env));
  const now = (): Date => frozen ?? runtime.now();
  const log = jsonLog((line) => options.quiet || runtime.stderr.write(line), runtime.now, { job: 'report' });
  logBrokenChannels(config, log);
  const app = reportApp({
    config,
    build: codeVersion(import.meta.url),
    version: VERSION,
    now,
    realNow: runtime.now,
    uuid: runtime.uuid,
  });
  const signer = openSigner(config, () => connect(connectionOf(config, now, runtime, runtime.signal)));
  const runs = backgroundRuns(config, store, now, log, runtime);
  const server = createServer(
    SERVER_LIMITS,
    nodeListener(app, { store, log, start: runs.start, signer }, config.report.trustedProxies),
  );
  const url = await listen(server, options);
  const link = signLink(url, ownSecret, 'read', new Date(now().getTime() + LINK_MS));
  if (options.json) runtime.stdout.write(`${jsonText({ url, link })}\n`);
  else if (!options.quiet) {
    const say = speak(options.lang ?? config.language);
    const told = say('The report is on {url}; this link opens it for 12 hours:', { url });
    runtime.stdout.write(`${told}\n\n  ${link}\n\n${say('Ctrl-C ends it.')}\n`);
  }
  if (options.open) openInBrowser(link, runtime);
  if (!runtime.signal.aborted) await once(runtime.signal, 'abort');
  server.close();
  server.closeAllConnections();
  await runs.ended();
  return 0;
}

async function listen(server: Server, { host, port }: ServeCommand): Promise<string> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new AppError(
      'PortRefused',
      `${host}:${port} cannot be listened on (${code}).`,
      'Choose another one with --port; 0 takes any that is free.',
      { cause },
    );
  }
  const address = server.address();
  const taken = typeof address === 'object' && address ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}

/** Runs that somebody asks for happen in this process, after the answer. */
function backgroundRuns(
  config: Config,
  store: ObjectStore,
  now: () => Date,
  log: Log,
  runtime: Runtime,
): { start: StartJobs; ended: () => Promise<unknown> } {
  let last: Promise<unknown> = Promise.resolve();
  const start: StartJobs = async (run) => {
    last = audit(run).catch((error: unknown) => {
      const { code, message: cause, hint } = troubleOf(error);
      log.error('run failed', { code, cause, hint, run: run.id });
    });
  };
  const audit = async ({ jobs }: RequestedRun): Promise<void> => {
    const { signal, end } = deadline(config.limits.jobTimeoutSeconds * 1000, runtime.signal);
    const connection = connectionOf(config, now, runtime, signal);
    const signer = openSigner(config, () => connect(connection));
    const tools = toolsFor(store, config, { now, log, isGone, signer });
    const wait = async (): Promise<boolean> => {
      await pause(runtime.clock, LOOK_AGAIN_MS, signal);
      return !signal.aborted;
    };
    await auditAll({ connection, tools, jobs, attempt: newAttempt(), wait }, runtime.now).finally(end);
  };
  return { start, ended: () => last };
}

function noToken(): AppError {
  return new AppError(
    'NoToken',
    'No token is configured, and the report is never served without one.',
    'Put one of at least 16 characters into `report.tokens`, best from the environment; docs/report.md shows how.',
  );
}
