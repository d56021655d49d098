import type { Report } from '../model/report.ts';

/** What JSON may hold as it is, and some terminals obey. */
const OBEYED = /[\u007f-\u009f]/g;

/** JSON that tells a terminal nothing; `indent` for people. */
export function jsonText(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(
    OBEYED,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}

/** The whole report as one document that people can read, too; docs/report.schema.json describes it. */
export function renderJson(report: Report): string {
  return `${jsonText(report, 2)}\n`;
}
