import { jsonText } from '../../shared/model/json-text.ts';
import type { Report } from '../../shared/model/report.ts';
import { renderTerminal } from '../../shared/report/terminal/render-terminal.ts';
import { type CommonOptions, type Runtime, wantsColours, widthOf } from './runtime.ts';

/** Prints a report as JSON or for a person, unless nothing is to be printed. */
export function print(report: Report, options: CommonOptions, language: 'en' | 'zh', runtime: Runtime): void {
  if (options.json) {
    runtime.stdout.write(`${jsonText(report)}\n`);
  } else if (!options.quiet) {
    const colours = wantsColours(options, runtime);
    runtime.stdout.write(renderTerminal(report, { language, width: widthOf(runtime), colours }));
  }
}
