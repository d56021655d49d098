import { jsonText } from '../model/json-text.ts';
import type { Report } from '../model/report.ts';
import { summarise } from '../report/assemble.ts';
import type { Rendered } from '../report/format.ts';
import { HTML } from '../report/html/html.ts';
import { type Asking, type Endpoint, queryOf, type Route } from './endpoint.ts';
import { FORMATS, pagePolicy } from './formats.ts';
import { wanted } from './negotiate.ts';
import { linkIn, pageLinks } from './page-links.ts';
import { notFound } from './problem.ts';
import { questionOf } from './question.ts';
import { show } from './representation.ts';

export const PART_ROUTES: readonly Route[] = [
  { path: '/clusters/:id', GET: showCluster },
  { path: '/findings/:fingerprint', GET: showFinding },
];

/** Browsers name HTML; programs that name nothing get JSON. */
const TYPES = [{ mediaType: 'application/json' }, { mediaType: HTML }] as const;

/** A part of the report, for programs and as a report of its own. */
interface Part {
  json: object;
  report: Report;
}

async function showCluster(asking: Asking, endpoint: Endpoint): Promise<Response> {
  const id = asking.req.param('id') ?? '';
  return showPart(asking, endpoint, ['cluster', id] as const, (report) => {
    const cluster = report.clusters.find((one) => one.id === id);
    if (!cluster) return null;
    const isAbout = ({ clusters }: { clusters: readonly string[] }): boolean => clusters.includes(id);
    const findings = report.findings.filter(isAbout);
    const changes = report.changes.filter(isAbout);
    const attempts = report.attempts.filter(({ resource }) => resource.id === id);
    const { generatedAt } = report;
    return {
      json: { schema: 'sealwatch.cluster/1', generatedAt, cluster, findings, changes, attempts },
      report: reportOf({ ...report, clusters: [cluster], findings, changes, attempts }),
    };
  });
}

async function showFinding(asking: Asking, endpoint: Endpoint): Promise<Response> {
  const fingerprint = asking.req.param('fingerprint') ?? '';
  if (!/^[0-9a-f]{16}$/.test(fingerprint)) throw notFound('There is no such finding.');
  return showPart(asking, endpoint, ['finding', fingerprint] as const, (report) => {
    const finding = report.findings.find((one) => one.fingerprint === fingerprint);
    if (!finding) return null;
    const hit = new Set(finding.clusters);
    const clusters = report.clusters.filter(({ id }) => hit.has(id));
    const changes = report.changes.filter(({ resource }) => resource.id === finding.resource.id);
    const { generatedAt } = report;
    return {
      json: { schema: 'sealwatch.finding/1', generatedAt, finding, clusters },
      report: reportOf({ ...report, clusters, findings: [finding], changes, attempts: [] }),
    };
  });
}

/** Counted anew, and without what is not about it. */
function reportOf(report: Report): Report {
  const { clusters, findings } = report;
  return {
    ...report,
    spend: [],
    compliance: [],
    summary: summarise(clusters, findings),
  };
}

/** Throws `HttpProblem` 404 when `find` finds nothing; a finding may be among what is well. */
async function showPart(
  asking: Asking,
  { source, cache, config, edition, version }: Endpoint,
  what: readonly ['cluster' | 'finding', string],
  find: (report: Report) => Part | null,
): Promise<Response> {
  const { headers } = asking.req.raw;
  const { mediaType } = wanted(headers, TYPES);
  const { language, name: question } = questionOf(queryOf(asking), headers, [], config);
  const { store } = asking.env;
  const stored = await source.stored(store);
  const open = find(stored.report(language, false));
  const found = open ?? (what[0] === 'finding' ? find(stored.report(language, true)) : null);
  if (!found) throw notFound(`There is no such ${what[0]}.`);
  const url = new URL(asking.req.url);
  const isPage = mediaType === HTML;
  const name = [edition, stored.version, ...what, question, isPage ? linkIn(url) : ''];
  const { accounts } = stored;
  const render = async (): Promise<Rendered> => {
    if (!isPage) return jsonText(found.json);
    const { report } = found;
    const links = pageLinks(url);
    const [focus] = what;
    const drawn = { report, accounts, language, config, store, version, page: 1, links, focus };
    return FORMATS.find((format) => format.mediaType === HTML)?.render(drawn) ?? '';
  };
  const more = isPage ? { 'content-security-policy': await pagePolicy() } : {};
  return show({ mediaType, language, name, render, headers: more }, headers, cache);
}
