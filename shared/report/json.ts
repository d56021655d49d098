import { jsonText } from '../model/json-text.ts';
import type { Report } from '../model/report.ts';
import type { Format, FormatOptions } from './format.ts';

export const json: Format = {
  id: 'json',
  files: [{ name: 'report.json', mediaType: 'application/json', render: renderJson }],
};

/** The whole report as one document that people can read, too, unless it is compact; docs/report.schema.json describes it. */
function renderJson(report: Report, { compact }: FormatOptions): string {
  return compact ? jsonText(report) : `${jsonText(report, 2)}\n`;
}
