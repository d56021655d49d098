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
  if (asking.get('scope') !== 'run') throw scopeNeeded('Starting runs needs a token of scope run.', 'run');
  const jobs = await jobsIn(asking, jobsOf(config));
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
async function jobsIn({ env, req }: Asking, jobs: readonly Job[]): Promise<readonly Job[]> {
  const body = await bodyOf(env, MOST_BYTES);
  if (body.length === 0) return jobs;
  requireJson(req.raw.headers);
  const result = v.safeParse(schema, jsonIn(body));
  const asked = result.success ? (result.output.jobs ?? jobs) : [];
  if (!result.success || !asked.every((job) => jobs.includes(job)))
    throw badRequest('invalid-body', `Expected {"jobs": [...]} with some of ${jobs.join(', ')}, or no body.`);
  return jobs.filter((job) => asked.includes(job));
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
