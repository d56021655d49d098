import type { Report } from '../../shared/model/report.ts';
import { describeChecks } from '../../shared/present/describe-checks.ts';
import { type FormatOptions, wholeText } from '../../shared/report/format.ts';
import { FORMATS } from '../../shared/report/formats.ts';
import type { Language } from '../../shared/text/render.ts';

const DESCRIBED = { en: describeChecks('en'), zh: describeChecks('zh') };

/** Only checks that the report names: what is written must not change with each check that is added. */
function optionsIn(language: Language, { findings }: Report, bom: boolean): FormatOptions {
  const checks = DESCRIBED[language].filter(({ id }) => findings.some(({ check }) => check === id));
  const page = async () => 'the page';
  return { language, bom, compact: false, checks, version: '0.0.0-test', page };
}

const FILES = FORMATS.flatMap(({ files }) => files);

/** All but the page, which is drawn elsewhere. */
export const FILE_NAMES = FILES.map(({ name }) => name).filter((name) => name !== 'report.html');

/** Text of one file of an export. */
export function exported(name: string, report: Report, language: Language = 'en', bom = false): string {
  const file = FILES.find((each) => each.name === name);
  if (!file) throw new Error(`no format has a file ${name}`);
  const rendered = file.render(report, optionsIn(language, report, bom));
  if (rendered instanceof Promise) throw new Error(`${name} is drawn elsewhere`);
  return wholeText(rendered);
}
