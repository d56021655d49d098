import type { Report } from '../model/report.ts';
import type { Rendered } from '../report/format.ts';
import { HTML } from '../report/html/html.ts';
import { isEverything, selectReport } from '../report/select.ts';
import { type Asking, type Endpoint, queryOf, type Route } from './endpoint.ts';
import { FORMATS, type Format, pagePolicy, parametersOf, ROOT_FORMATS } from './formats.ts';
import { wanted } from './negotiate.ts';
import { linkIn, pageLinks } from './page-links.ts';
import { type Question, questionOf } from './question.ts';
import type { Stored } from './report-source.ts';
import { show } from './representation.ts';

export const REPORT_ROUTES: readonly Route[] = [
  { path: '/', GET: (asking, endpoint) => showReport(asking, endpoint, ROOT_FORMATS) },
  ...FORMATS.map(
    (format): Route => ({
      path: format.path,
      GET: (asking, endpoint) => showReport(asking, endpoint, [format]),
    }),
  ),
];

async function showReport(asking: Asking, endpoint: Endpoint, formats: readonly Format[]): Promise<Response> {
  const { edition, source, cache, config, version } = endpoint;
  const { headers } = asking.req.raw;
  const { store } = asking.env;
  const format = wanted(headers, formats);
  const question = questionOf(queryOf(asking), headers, parametersOf(format), config);
  const { language, page } = question;
  const url = new URL(asking.req.url);
  const isPage = format.mediaType === HTML;
  const name = [
    edition,
    await source.versionName(store),
    format.path,
    question.name,
    isPage ? url.pathname + linkIn(url) : '',
  ];
  const render = async (): Promise<Rendered> => {
    const stored = await source.stored(store);
    const report = cut(selected(question, stored), question);
    const { accounts } = stored;
    const links = pageLinks(url);
    return format.render({
      ...{ report, accounts, language, config, store, version, page, links },
      focus: 'report',
    });
  };
  const more = {
    ...(question.limit !== null && {
      link: otherPages(selected(question, await source.stored(store)), question, url),
    }),
    ...(isPage && { 'content-security-policy': await pagePolicy() }),
  };
  return show({ mediaType: format.mediaType, language, name, render, headers: more }, headers, cache);
}

function selected({ language, all, selection }: Question, stored: Stored): Report {
  const report = stored.report(language, all);
  return isEverything(selection) ? report : selectReport(report, selection);
}

function cut(report: Report, { page, limit }: Question): Report {
  if (limit === null) return report;
  const part = <T>(things: readonly T[]): readonly T[] => things.slice((page - 1) * limit, page * limit);
  return { ...report, clusters: part(report.clusters), findings: part(report.findings) };
}

/** Where the pages before and after this one are (RFC 8288). */
function otherPages({ clusters, findings }: Report, { page, limit }: Question, url: URL): string {
  const last = Math.max(1, Math.ceil(Math.max(clusters.length, findings.length) / (limit ?? 1)));
  const { page: addressOf } = pageLinks(url);
  const link = (to: number, rel: string): string => `<${addressOf(to)}>; rel="${rel}"`;
  return [
    ...(page > 1 ? [link(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next')] : []),
    link(last, 'last'),
  ].join(', ');
}
