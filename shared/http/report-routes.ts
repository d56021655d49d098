import type { Report } from '../model/report.ts';
import { isEverything, selectReport } from '../report/select.ts';
import { type Asking, type Endpoint, queryOf, type Route } from './endpoint.ts';
import { FORMATS, type Format } from './formats.ts';
import { preferred } from './negotiate.ts';
import { HttpProblem, notFound } from './problem.ts';
import { FILTERS, PAGING, type Question, questionOf } from './question.ts';
import { show } from './representation.ts';

export const REPORT_ROUTES: readonly Route[] = [
  { path: '/', GET: (asking, endpoint) => showReport(asking, endpoint, FORMATS) },
  ...FORMATS.map(
    (format): Route => ({
      path: format.path,
      GET: (asking, endpoint) => showReport(asking, endpoint, [format]),
    }),
  ),
  { path: '/clusters/:id', GET: showCluster },
  { path: '/findings/:fingerprint', GET: showFinding },
];

async function showReport(asking: Asking, endpoint: Endpoint, formats: readonly Format[]): Promise<Response> {
  const { source, cache, config } = endpoint;
  const { headers } = asking.req.raw;
  const format = wanted(headers, formats);
  const question = questionOf(queryOf(asking), headers, [...FILTERS, ...PAGING], config);
  const { store } = asking.env;
  const name = [endpoint.edition, await source.versionName(store), 'report', question.name];
  const { language } = question;
  const render = async (): Promise<string> => {
    const report = await reportFor(question, asking, endpoint);
    return format.render(report, language);
  };
  const links = question.slice ? await pageLinks(question, asking, endpoint) : {};
  return show({ mediaType: format.mediaType, language, name, render, headers: links }, headers, cache);
}

/** The format that is wanted most. Throws `HttpProblem` 406. */
function wanted(headers: Headers, formats: readonly Format[]): Format {
  const types = formats.map(({ mediaType }) => mediaType);
  const type = preferred(headers.get('accept'), types);
  const format = formats.find(({ mediaType }) => mediaType === type);
  if (format) return format;
  throw new HttpProblem({
    ...{ status: 406, code: 'not-acceptable', title: 'Not acceptable' },
    detail: `There is: ${types.join(', ')}.`,
  });
}

async function selected(question: Question, { env }: Asking, { source }: Endpoint): Promise<Report> {
  const stored = await source.stored(env.store);
  const report = stored.report(question.language, question.all);
  return isEverything(question.selection) ? report : selectReport(report, question.selection);
}

async function reportFor(question: Question, asking: Asking, endpoint: Endpoint): Promise<Report> {
  const report = await selected(question, asking, endpoint);
  if (!question.slice) return report;
  const { page, limit } = question.slice;
  const part = <T>(things: readonly T[]): readonly T[] => things.slice((page - 1) * limit, page * limit);
  return { ...report, clusters: part(report.clusters), findings: part(report.findings) };
}

/** Where the pages before and after this one are (RFC 8288). */
async function pageLinks(
  question: Question,
  asking: Asking,
  endpoint: Endpoint,
): Promise<Record<string, string>> {
  if (!question.slice) return {};
  const { clusters, findings } = await selected(question, asking, endpoint);
  const { page, limit } = question.slice;
  const last = Math.max(1, Math.ceil(Math.max(clusters.length, findings.length) / limit));
  const url = new URL(asking.req.url);
  const link = (to: number, rel: string): string => {
    url.searchParams.set('page', String(to));
    return `<${url.pathname}${url.search}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next')] : []),
    link(last, 'last'),
  ];
  return { link: links.join(', ') };
}

async function showCluster(asking: Asking, endpoint: Endpoint): Promise<Response> {
  const id = asking.req.param('id') ?? '';
  return showPart(asking, endpoint, ['cluster', id], (report) => {
    const cluster = report.clusters.find((one) => one.id === id);
    if (!cluster) return null;
    const isAbout = ({ clusters }: { clusters: readonly string[] }): boolean => clusters.includes(id);
    return {
      schema: 'sealwatch.cluster/1',
      generatedAt: report.generatedAt,
      cluster,
      findings: report.findings.filter(isAbout),
      changes: report.changes.filter(isAbout),
      attempts: report.attempts.filter(({ resource }) => resource.id === id),
    };
  });
}

async function showFinding(asking: Asking, endpoint: Endpoint): Promise<Response> {
  const fingerprint = asking.req.param('fingerprint') ?? '';
  return showPart(asking, endpoint, ['finding', fingerprint], (report) => {
    const finding = report.findings.find((one) => one.fingerprint === fingerprint);
    if (!finding) return null;
    const hit = new Set(finding.clusters);
    return {
      schema: 'sealwatch.finding/1',
      generatedAt: report.generatedAt,
      finding,
      clusters: report.clusters.filter(({ id }) => hit.has(id)),
    };
  });
}

/** A part of the report as JSON. Throws `HttpProblem` 404 when `find` finds nothing, also among what is well. */
async function showPart(
  asking: Asking,
  { source, cache, config, edition }: Endpoint,
  what: readonly string[],
  find: (report: Report) => object | null,
): Promise<Response> {
  const { headers } = asking.req.raw;
  if (preferred(headers.get('accept'), ['application/json']) === null)
    throw new HttpProblem({
      ...{ status: 406, code: 'not-acceptable', title: 'Not acceptable' },
      detail: 'There is: application/json.',
    });
  const { language, name: question } = questionOf(queryOf(asking), headers, [], config);
  const stored = await source.stored(asking.env.store);
  const found = find(stored.report(language, false)) ?? find(stored.report(language, true));
  if (!found) throw notFound(`There is no such ${what[0]}.`);
  const name = [edition, stored.version, ...what, question];
  const render = async (): Promise<string> => JSON.stringify(found);
  return show({ mediaType: 'application/json', language, name, render }, headers, cache);
}
