import { AppError } from '../../shared/model/error.ts';
import type { Report } from '../../shared/model/report.ts';
import { VERSION } from '../../shared/model/version.ts';
import { describeChecks } from '../../shared/present/describe-checks.ts';
import { type ReportFile, wholeText } from '../../shared/report/format.ts';
import { FORMATS } from '../../shared/report/formats.ts';
import { writeFiles } from '../../shared/store/write-files.ts';
import type { Runtime } from './runtime.ts';

export interface ExportOptions {
  /** Names of formats, separated by commas. */
  format?: string;
  out?: string;
  bom?: boolean;
  quiet?: boolean;
}

/** The files that were asked for, none when no format was; refuses what could not be written before anything is read. */
export function filesFor({ format, out }: ExportOptions): readonly ReportFile[] {
  if (format === undefined) {
    if (out === undefined) return [];
    throw new AppError(
      'NoFormat',
      '--out writes files, and no format is named.',
      `Add --format ${known(',')}.`,
    );
  }
  const names = new Set(format.split(',').map((name) => name.trim()));
  const files = [...names].flatMap(filesOf);
  if (out !== undefined || files.length === 1) return files;
  throw new AppError(
    'NoDirectory',
    `--format ${format} makes ${files.length} files, and only one can go to stdout.`,
    'Name a directory for them with --out.',
  );
}

function filesOf(name: string): readonly ReportFile[] {
  const format = FORMATS.find(({ id }) => id === name);
  if (format) return format.files;
  throw new AppError('UnknownFormat', `There is no format "${name}".`, `Formats: ${known(', ')}.`);
}

function known(separator: string): string {
  return FORMATS.map(({ id }) => id).join(separator);
}

/** Writes the files and prints their paths; without a directory, the one file goes to stdout. */
export async function exportReport(
  report: Report,
  files: readonly ReportFile[],
  language: 'en' | 'zh',
  { out, bom = false, quiet, page }: ExportOptions & { page: () => Promise<string> },
  { stdout, uuid }: Runtime,
): Promise<void> {
  const options = { language, bom, compact: false, checks: describeChecks(language), version: VERSION, page };
  const texts = await Promise.all(
    files.map(async ({ name, render }) => ({ name, text: wholeText(await render(report, options)) })),
  );
  if (out === undefined) {
    if (!quiet) stdout.write(texts.map(({ text }) => text).join(''));
    return;
  }
  const paths = await writeFiles(out, texts, uuid);
  if (!quiet) stdout.write(paths.map((path) => `${path}\n`).join(''));
}
