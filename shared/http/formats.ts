import type { Report } from '../model/report.ts';
import type { Language } from '../text/render.ts';

/** A way to show the whole report. */
export interface Format {
  path: string;
  mediaType: string;
  render(report: Report, language: Language): string | Promise<string>;
}

/** The first is what those get who do not care. */
export const FORMATS: readonly Format[] = [
  { path: '/report.json', mediaType: 'application/json', render: (report) => JSON.stringify(report) },
];
