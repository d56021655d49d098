import { AppError } from '../../shared/model/error.ts';
import { jsonText } from '../../shared/model/json-text.ts';
import { renderError } from '../../shared/report/terminal/render-error.ts';
import { inLanguage, languageOf } from './chinese.ts';
import type { Runtime } from './runtime.ts';

/** Prints why a command could not run: as JSON on stdout, or on stderr in the language of the reader. */
export async function reportError(error: unknown, argv: readonly string[], runtime: Runtime): Promise<void> {
  await report(error instanceof AppError ? error : bug(error), argv, runtime);
}

/** Nothing that we expect ends here; the stack goes along so that it can be repaired. */
function bug(error: unknown): AppError {
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new AppError(
    'Bug',
    `This is a bug in sealwatch. ${told}`,
    'Please report it with the lines above; they hold no secret.',
    { cause: error },
  );
}

async function report(
  { code, message, hint }: AppError,
  argv: readonly string[],
  runtime: Runtime,
): Promise<void> {
  if (argv.includes('--json')) {
    const told = { schema: 'sealwatch.error/1', error: { code, message, hint } };
    runtime.stdout.write(`${jsonText(told)}\n`);
  } else {
    const told = await inLanguage({ message, hint }, languageOf(argv, runtime.env));
    runtime.stderr.write(renderError(told));
  }
}
