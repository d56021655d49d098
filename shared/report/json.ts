import type { Report } from '../model/report.ts';
import type { Format, FormatOptions } from './format.ts';

/** What JSON may hold as it is, and some terminals obey. */
const OBEYED = /[\u007f-\u009f]/g;

/** JSON that tells a terminal nothing; `indent` for people. */
export function jsonText(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(
    OBEYED,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}

export const json: Format = {
  id: 'json',
  files: [{ name: 'report.json', mediaType: 'application/json', render: renderJson }],
};

/** The whole report as one document that people can read, too, unless it is compact; docs/report.schema.json describes it. */
function renderJson(report: Report, { compact }: FormatOptions): string {
  return compact ? jsonText(report) : `${jsonText(report, 2)}\n`;
}
