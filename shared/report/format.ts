import type { CheckInfo } from '../model/check-info.ts';
import type { Report } from '../model/report.ts';
import type { Language } from '../text/render.ts';

export interface FormatOptions {
  language: Language;
  /** CSV for Excel. */
  bom: boolean;
  /** For programs only: JSON is a third shorter without what people need, and comes in pieces. */
  compact: boolean;
  /** All checks, explained in the language. */
  checks: readonly CheckInfo[];
  /** Version of sealwatch. */
  version: string;
  /** Draws the page, which needs more than the report: history, evidence, frameworks. */
  page: () => Promise<string>;
}

/** Text, or the pieces of a text that may be too large to be held at once: each is made when it is asked for. */
export type Rendered = string | Iterable<string>;

export function wholeText(rendered: Rendered): string {
  return typeof rendered === 'string' ? rendered : [...rendered].join('');
}

export interface ReportFile {
  /** Name of the file, and over HTTP its address unless `path` is another one. */
  name: string;
  path?: string;
  mediaType: string;
  render: (report: Report, options: FormatOptions) => Rendered | Promise<Rendered>;
}

/** A format in which a report is exported. */
export interface Format {
  /** What `--format` calls it. */
  id: string;
  files: readonly ReportFile[];
}
