import type { Report } from '../model/report.ts';
import type { Format, FormatOptions, Rendered } from './format.ts';
import { jsonDocument } from './json-document.ts';

export const json: Format = {
  id: 'json',
  files: [{ name: 'report.json', mediaType: 'application/json', render: renderJson }],
};

/** The whole report as one document; docs/report.schema.json describes it. */
function renderJson(report: Report, options: FormatOptions): Rendered {
  return jsonDocument(report, options);
}
