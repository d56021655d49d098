import type { Config } from '../config/schema.ts';
import type { AccountResult } from '../model/job.ts';
import type { ObjectStore } from '../model/object-store.ts';
import type { Report } from '../model/report.ts';
import { describeChecks } from '../present/describe-checks.ts';
import { FORMATS as FILES } from '../report/formats.ts';
import type { PageLinks } from '../report/html/page-view.ts';
import { jsonText } from '../report/json.ts';
import type { Language } from '../text/render.ts';
import { FILTERS, PAGING } from './question.ts';

export const HTML = 'text/html; charset=utf-8';

/** Everything that a format may show. */
export interface Drawn {
  report: Report;
  accounts: readonly AccountResult[];
  language: Language;
  config: Config;
  store: ObjectStore;
  version: string;
  links: PageLinks;
  page: number;
}

/** A way to show the report. */
export interface Format {
  path: string;
  mediaType: string;
  render(drawn: Drawn): Promise<string>;
}

/** Draws HTML; loaded only when somebody wants to see it. */
async function renderHtml({ report, accounts, ...options }: Drawn): Promise<string> {
  const { makePage } = await import('../present/make-page.ts');
  return makePage(report, accounts, options);
}

/** What a browser may do with a page; frames can be forbidden in a header only. */
export async function pagePolicy(): Promise<string> {
  const { PAGE_POLICY } = await import('../report/html/render-page.tsx');
  return `${PAGE_POLICY}; frame-ancestors 'none'`;
}

/** Names of files as addresses: the first file of a format has the name of the report. */
function addressOf(name: string): string {
  if (name === 'findings.csv') return '/report.csv';
  return name === 'metrics.txt' ? '/metrics' : `/${name}`;
}

const files = Object.values(FILES).flatMap((ones) =>
  ones.map(
    ({ name, mediaType, render }): Format => ({
      path: addressOf(name),
      mediaType,
      render: async ({ report, language, version }) =>
        name === 'report.json'
          ? jsonText(report) // a file is for people, too; this is a third shorter
          : render(report, { language, version, bom: false, checks: describeChecks(language) }),
    }),
  ),
);

export const FORMATS: readonly Format[] = [
  { path: '/report.html', mediaType: HTML, render: renderHtml },
  ...files,
];

/** One of each media type, the first for those who do not care. */
export const ROOT_FORMATS: readonly Format[] = FORMATS.filter(
  ({ mediaType }, index) => FORMATS.findIndex((one) => one.mediaType === mediaType) === index,
);

/** A page of HTML has a length of its own. */
export function parametersOf({ mediaType }: Format): readonly string[] {
  return [...FILTERS, ...(mediaType === HTML ? ['page'] : PAGING)];
}
