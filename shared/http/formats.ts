import type { Config } from '../config/schema.ts';
import type { AccountResult } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import type { Report } from '../model/report.ts';
import { describeChecks } from '../present/describe-checks.ts';
import type { Rendered, ReportFile } from '../report/format.ts';
import { FORMATS as REPORT_FORMATS } from '../report/formats.ts';
import { HTML } from '../report/html/html.ts';
import type { PageFocus, PageLinks } from '../report/html/page-view.ts';
import type { Language } from '../text/render.ts';
import { FILTERS, PAGING } from './question.ts';

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
  /** What a page is about. */
  focus: PageFocus;
}

/** A way to show the report, at an address of its own. */
export interface Format {
  path: string;
  mediaType: string;
  render(drawn: Drawn): Promise<Rendered>;
}

/** What a browser may do with a page; frames can be forbidden in a header only. */
export async function pagePolicy(): Promise<string> {
  const { PAGE_POLICY } = await import('../report/html/policy.ts');
  return `${PAGE_POLICY}; frame-ancestors 'none'`;
}

function drawnAs({ path, name, mediaType, render }: ReportFile): Format {
  return {
    path: path ?? `/${name}`,
    mediaType,
    render: async (drawn) => {
      const { report, accounts, ...options } = drawn;
      const { language, version } = options;
      const page = async (): Promise<string> => {
        const { makePage } = await import('../present/make-page.ts'); // only when somebody wants to see it
        return makePage(report, accounts, options);
      };
      const checks = describeChecks(language);
      return render(report, { language, version, bom: false, compact: true, checks, page });
    },
  };
}

export const FORMATS: readonly Format[] = REPORT_FORMATS.flatMap(({ files }) => files.map(drawnAs));

/** One of each media type, the first for those who do not care. */
export const ROOT_FORMATS: readonly Format[] = FORMATS.filter(
  ({ mediaType }, index) => FORMATS.findIndex((one) => one.mediaType === mediaType) === index,
);

/** A page of HTML has a length of its own. */
export function parametersOf({ mediaType }: Format): readonly string[] {
  return [...FILTERS, ...(mediaType === HTML ? ['page'] : PAGING)];
}
