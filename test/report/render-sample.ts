import type { Report } from '../../shared/model/report.ts';
import { describeChecks } from '../../shared/present/describe-checks.ts';
import type { FormatOptions } from '../../shared/report/format.ts';
import { FORMATS } from '../../shared/report/formats.ts';
import type { Language } from '../../shared/text/render.ts';

const DESCRIBED = { en: describeChecks('en'), zh: describeChecks('zh') };

function optionsIn(language: Language, bom = false): FormatOptions {
  const page = async () => 'the page';
  return { language, bom, compact: false, checks: DESCRIBED[language], version: '0.0.0-test', page };
}

const FILES = FORMATS.flatMap(({ files }) => files);

/** Text of one file of an export. */
export function exported(name: string, report: Report, language: Language = 'en', bom = false): string {
  const file = FILES.find((each) => each.name === name);
  if (!file) throw new Error(`no format has a file ${name}`);
  const text = file.render(report, optionsIn(language, bom));
  if (typeof text !== 'string') throw new Error(`${name} is drawn elsewhere`);
  return text;
}
