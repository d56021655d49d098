import type { Report } from '../model/report.ts';

/** The whole report as one document that people can read, too; docs/report.schema.json describes it. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
