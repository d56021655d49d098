import * as v from 'valibot';
import { progressOf, readRun, requestRun } from '../jobs/runs.ts';
import { ALL_JOBS, type Job, jobsOf } from '../model/job.ts';
import type { Report } from '../model/report.ts';
import { exitCode } from '../present/make-report.ts';
import { type Asking, type Endpoint, jsonAnswer, type Route } from './endpoint.ts';
import { scopeNeeded } from './guard.ts';
import { badRequest, notFound } from './problem.ts';
import { bodyOf, jsonIn, requireJson } from './request-body.ts';

const MOST_BYTES = 4096;

export const RUN_ROUTES: readonly Route[] = [
  { path: '/runs', POST: startRun },
  { path: '/runs/:id', GET: showRun },
];

const schema = v.strictObject({
  /** Default: all. */
  jobs: v.optional(v.pipe(v.array(v.picklist(ALL_JOBS)), v.minLength(1))),
});

async function startRun(asking: Asking, { source, config, now }: Endpoint): Promise<Response> {
<<<<<<< HEAD
  if (asking.get('scope') !== 'run')
    throw new HttpProblem(
      {
        status: 403,
        code: 'scope-needed',
        title: 'Forbidden',
        detail: 'Starting runs needs a token of scope run.',
      },
      { 'www-authenticate': 'Bearer realm="sealwatch", error="insufficient_scope", scope="run"' },
    );
  const jobs = await jobsIn(asking.req.raw, jobsOf(config));
=======
  if (asking.get('scope') !== 'run') throw scopeNeeded('Starting runs needs a token of scope run.', 'run');
  const jobs = await jobsIn(asking.req.raw);
>>>>>>> proof-sandbox
  const { store, start, log } = asking.env;
  const { accounts } = await source.stored(store);
  const { run, isNew } = await requestRun({ store, config, now: now(), accounts }, jobs, start);
  if (isNew) log.info('run requested', { run: run.id, jobs });
  const location = `/runs/${run.id}`;
  return jsonAnswer({ id: run.id, startedAt: run.startedAt, jobs: run.jobs, isNew, location }, 202, {
    location,
  });
}

/** Throws `HttpProblem` 400, 413 or 415. */
<<<<<<< HEAD
async function jobsIn(request: Request, jobs: readonly Job[]): Promise<readonly Job[]> {
  const body = Buffer.from(await request.arrayBuffer());
  if (body.length > MOST_BYTES)
    throw new HttpProblem({
      status: 413,
      code: 'body-too-large',
      title: 'Content too large',
      detail: `A body may have ${MOST_BYTES} bytes.`,
    });
  if (body.length === 0) return jobs;
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
    throw new HttpProblem({
      status: 415,
      code: 'json-needed',
      title: 'Unsupported media type',
      detail: 'The body must be application/json.',
    });
  const result = v.safeParse(schema, parsed(body));
  const asked = result.success ? (result.output.jobs ?? jobs) : [];
  if (!result.success || !asked.every((job) => jobs.includes(job)))
    throw badRequest('invalid-body', `Expected {"jobs": [...]} with some of ${jobs.join(', ')}, or no body.`);
  return jobs.filter((job) => asked.includes(job));
=======
async function jobsIn(request: Request): Promise<readonly Job[]> {
  const body = await bodyOf(request, MOST_BYTES);
  if (body.length === 0) return JOBS;
  requireJson(request.headers);
  const result = v.safeParse(schema, jsonIn(body));
  if (!result.success)
    throw badRequest('invalid-body', `Expected {"jobs": [...]} with some of ${JOBS.join(', ')}, or no body.`);
  const { jobs: asked } = result.output;
  return asked ? JOBS.filter((job) => asked.includes(job)) : JOBS;
>>>>>>> proof-sandbox
}

async function showRun(asking: Asking, { source, config, now }: Endpoint): Promise<Response> {
  const { store } = asking.env;
  const run = await readRun(store, asking.req.param('id') ?? '');
  if (!run) throw notFound('There is no such run, or it is long over.');
  const stored = await source.stored(store);
  const progress = progressOf(run, { config, now: now(), accounts: stored.accounts });
  const { id, startedAt } = run;
  const verdict = progress.state === 'running' ? null : verdictOf(stored.report(config.language, false));
  return jsonAnswer({ id, startedAt, ...progress, verdict });
}

const VERDICTS = ['pass', 'fail', 'incomplete'] as const;

/** What an audit would end with by default. */
function verdictOf(report: Report): (typeof VERDICTS)[number] {
  return VERDICTS[exitCode(report, 'high')];
}
