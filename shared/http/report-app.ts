import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { AppError } from '../model/error.ts';
import { BodyCache } from './body-cache.ts';
import type { Asking, Carried, Endpoint, Route } from './endpoint.ts';
import { queryOf } from './endpoint.ts';
import { EVIDENCE_ROUTES } from './evidence-routes.ts';
import { Guard } from './guard.ts';
import { OPENAPI_ROUTES } from './openapi.ts';
import { PART_ROUTES } from './part-routes.ts';
import { HttpProblem, INTERNAL, problemAnswer } from './problem.ts';
import { PROOF_ROUTES, PROOFS_PATH } from './proof-routes.ts';
import { REPORT_ROUTES } from './report-routes.ts';
import { ReportSource } from './report-source.ts';
import type { HttpDeps, RequestContext } from './request-context.ts';
import { RUN_ROUTES } from './run-routes.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { STATE_ROUTES } from './state-routes.ts';

const LONGEST_URL = 4096;
const METHODS = ['GET', 'POST'] as const;

/** The endpoint; `RequestContext` is what each request brings along. */
export type ReportApp = (request: Request, context: RequestContext) => Promise<Response>;

export const ROUTES: readonly Route[] = [
  ...REPORT_ROUTES,
  ...PART_ROUTES,
  ...STATE_ROUTES,
  ...EVIDENCE_ROUTES,
  ...RUN_ROUTES,
  ...PROOF_ROUTES,
  ...OPENAPI_ROUTES,
];

/** Serves the report over HTTP, wherever it runs. Refuses everything while no token is configured. */
export function reportApp(deps: HttpDeps): ReportApp {
  const endpoint = endpointOf(deps);
  const app = new Hono<Carried>();
  app.use(async (asking, next) => {
    await next();
    const { headers } = asking.res;
    for (const [name, value] of Object.entries(SECURITY_HEADERS))
      if (!headers.has(name)) headers.set(name, value);
  });
  app.use(async (asking, next) => {
    admit(asking, endpoint);
    await next();
  });
  for (const route of ROUTES) addRoute(app, route, endpoint);
  app.notFound(() => problemAnswer(NOT_FOUND));
  app.onError((error, { env }) => problemOf(error, env));
  return async (request, context) => app.fetch(request, context);
}

function endpointOf(deps: HttpDeps): Endpoint {
  const { config, build, now, realNow } = deps;
  const edition = createHash('sha256')
    .update(JSON.stringify([build, config]))
    .digest('hex');
  return {
    ...deps,
    edition,
    source: new ReportSource(config, now, realNow),
    cache: new BodyCache(),
    guard: new Guard(config.report, now, realNow),
    posts: new Set(),
  };
}

/** Throws `HttpProblem` for who may not ask at all. */
function admit(asking: Asking, { guard }: Endpoint): void {
  if (!guard.isConfigured) throw new HttpProblem(NOT_CONFIGURED);
  if (asking.req.url.length > LONGEST_URL) throw new HttpProblem(TOO_LONG);
  if (asking.req.path === '/healthz') return;
  if (asking.req.path === PROOFS_PATH && asking.req.method === 'POST') return; // signed, so the route decides
  const { headers } = asking.req.raw;
  const { client } = asking.env;
  asking.set('scope', guard.scopeOf({ headers, query: queryOf(asking), client }));
}

function addRoute(app: Hono<Carried>, { path, ...route }: Route, endpoint: Endpoint): void {
  const known = METHODS.filter((method) => route[method]);
  for (const method of known)
    app.on(method, path, (asking) => route[method]?.(asking, endpoint) ?? asking.notFound());
  const allow = known.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  app.all(path, () => problemAnswer({ ...NOT_ALLOWED, detail: `Here is: ${allow}.` }, { allow }));
}

/** What went wrong inside is told in the log only. */
function problemOf(error: unknown, { log }: RequestContext): Response {
  if (error instanceof HttpProblem) return problemAnswer(error.problem, error.headers);
  const { code, message: cause } =
    error instanceof AppError
      ? error
      : { code: 'Bug', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  log.error('request failed', { code, cause });
  if (code === 'StartFailed') return problemAnswer(START_FAILED);
  return code.startsWith('Store') ? problemAnswer(NO_STORE, { 'retry-after': '5' }) : problemAnswer(INTERNAL);
}

const NOT_FOUND = {
  status: 404,
  code: 'not-found',
  title: 'Not found',
  detail: 'There is nothing here; /openapi.json lists what there is.',
};
const NOT_ALLOWED = { status: 405, code: 'method-not-allowed', title: 'Method not allowed' };
const NOT_CONFIGURED = {
  status: 503,
  code: 'not-configured',
  title: 'Not configured',
  detail: 'No token is configured, so nothing is served; docs/report.md shows how to set one.',
};
const TOO_LONG = {
  status: 414,
  code: 'address-too-long',
  title: 'URI too long',
  detail: `An address may have ${LONGEST_URL} characters.`,
};
const NO_STORE = {
  status: 503,
  code: 'store-unavailable',
  title: 'Store unavailable',
  detail: 'What the jobs have stored cannot be read now.',
};
const START_FAILED = {
  status: 502,
  code: 'start-failed',
  title: 'Could not start',
  detail: 'The jobs could not be started; the log of the endpoint says why.',
};
