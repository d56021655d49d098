import type { Report } from '../../shared/model/report.ts';
import { describeChecks } from '../../shared/present/describe-checks.ts';
import { FORMATS, type FormatOptions } from '../../shared/report/formats.ts';
import type { Language } from '../../shared/text/render.ts';

const DESCRIBED = { en: describeChecks('en'), zh: describeChecks('zh') };

function optionsIn(language: Language, bom = false): FormatOptions {
  return { language, bom, checks: DESCRIBED[language], version: '0.0.0-test' };
}

const FILES = Object.values(FORMATS).flat();

/** Text of one file of an export. */
export function exported(name: string, report: Report, language: Language = 'en', bom = false): string {
  const file = FILES.find((each) => each.name === name);
  if (!file) throw new Error(`no format has a file ${name}`);
  return file.render(report, optionsIn(language, bom));
}
