import { AppError } from '../../shared/model/error.ts';
import { jsonText } from '../../shared/model/json-text.ts';
import { describeCheck, describeChecks } from '../../shared/present/describe-checks.ts';
import { renderCheck, renderChecks } from '../../shared/report/terminal/render-checks.ts';
import { languageOf } from './chinese.ts';
import { type CommonOptions, type Runtime, wantsColours, widthOf } from './runtime.ts';

/** `sealwatch checks`: lists the checks. */
export function listChecks(options: CommonOptions, runtime: Runtime): number {
  const language = options.lang ?? languageOf([], runtime.env);
  const checks = describeChecks(language);
  if (options.json) runtime.stdout.write(`${jsonText(checks)}\n`);
  else
    runtime.stdout.write(
      renderChecks(checks, { language, width: widthOf(runtime), colours: wantsColours(options, runtime) }),
    );
  return 0;
}

/** `sealwatch checks show ID`: explains one. */
export function showCheck(id: string, options: CommonOptions, runtime: Runtime): number {
  const language = options.lang ?? languageOf([], runtime.env);
  const check = describeCheck(id, language);
  if (!check) throw new AppError('NoSuchCheck', `There is no check ${id}.`, '`sealwatch checks` lists them.');
  if (options.json) runtime.stdout.write(`${jsonText(check)}\n`);
  else
    runtime.stdout.write(
      renderCheck(check, { language, width: widthOf(runtime), colours: wantsColours(options, runtime) }),
    );
  return 0;
}
