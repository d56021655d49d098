import type { CheckInfo } from '../model/check-info.ts';
import type { Report } from '../model/report.ts';
import type { Language } from '../text/render.ts';

export interface FormatOptions {
  language: Language;
  /** CSV for Excel. */
  bom: boolean;
  /** For programs only: JSON is a third shorter without what people need. */
  compact: boolean;
  /** All checks, explained in the language. */
  checks: readonly CheckInfo[];
  /** Version of sealwatch. */
  version: string;
  /** Draws the page, which needs more than the report: history, evidence, frameworks. */
  page: () => Promise<string>;
}

export interface ReportFile {
  /** Name of the file, and over HTTP its address unless `path` is another one. */
  name: string;
  path?: string;
  mediaType: string;
  render: (report: Report, options: FormatOptions) => string | Promise<string>;
}

/** A format in which a report is exported. */
export interface Format {
  /** What `--format` calls it. */
  id: string;
  files: readonly ReportFile[];
}
