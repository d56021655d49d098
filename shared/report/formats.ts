import type { CheckInfo } from '../model/check-info.ts';
import type { Report } from '../model/report.ts';
import type { Language } from '../text/render.ts';
import { clustersCsv, findingsCsv, spendCsv } from './csv.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderMetrics } from './metrics.ts';
import { renderOcsf } from './ocsf.ts';
import { renderSarif } from './sarif.ts';

export interface FormatOptions {
  language: Language;
  /** CSV for Excel. */
  bom: boolean;
  /** All checks, explained in the language. */
  checks: readonly CheckInfo[];
  /** Version of sealwatch. */
  version: string;
}

export interface ReportFile {
  name: string;
  mediaType: string;
  render: (report: Report, options: FormatOptions) => string;
}

const CSV = 'text/csv; charset=utf-8; header=present';

/** The files of each format in which a report is exported. */
export const FORMATS: Readonly<Record<string, readonly ReportFile[]>> = {
  json: [{ name: 'report.json', mediaType: 'application/json', render: renderJson }],
  csv: [
    { name: 'findings.csv', mediaType: CSV, render: findingsCsv },
    { name: 'clusters.csv', mediaType: CSV, render: clustersCsv },
    { name: 'spend.csv', mediaType: CSV, render: spendCsv },
  ],
  sarif: [{ name: 'report.sarif', mediaType: 'application/sarif+json', render: renderSarif }],
  ocsf: [{ name: 'report.ocsf.json', mediaType: 'application/json', render: renderOcsf }],
  md: [{ name: 'report.md', mediaType: 'text/markdown; charset=utf-8', render: renderMarkdown }],
  junit: [{ name: 'report.junit.xml', mediaType: 'application/xml', render: renderJunit }],
  metrics: [
    {
      name: 'metrics.txt',
      mediaType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
      render: renderMetrics,
    },
  ],
};
