import { memoryStore } from '../../shared/accounts/connect.ts';
import { AppError } from '../../shared/model/error.ts';
import { exitCode } from '../../shared/present/make-report.ts';
import { openRecording } from '../../shared/record/tape-session.ts';
import { renderError } from '../../shared/report/terminal/render-error.ts';
import { type AuditCommand, auditWith } from './audit.ts';
import { inLanguage } from './chinese.ts';
import type { Runtime } from './runtime.ts';

/**
 * `sealwatch audit --replay`: judges a recording by the time at which it was made. Returns 2 when it does not hold all that
 * is asked; throws `AppError` RecordingIncomplete when nothing can be judged for that reason.
 */
export async function replay(folder: string, options: AuditCommand, runtime: Runtime): Promise<number> {
  const { config, jobs, language, missing, ...source } = await openRecording(folder);
  const told = { ...options, job: [...jobs], lang: options.lang ?? language, budgets: false };
  const judged = auditWith(config, memoryStore(), told, runtime, { ...source, detour: null });
  const { report } = await judged.catch((cause) => {
    throw missing() === 0 ? cause : incomplete(folder, missing(), cause);
  });
  if (missing() === 0) return exitCode(report, options.failOn);
  runtime.stderr.write(renderError(await inLanguage(incomplete(folder, missing()), told.lang)));
  return 2;
}

function incomplete(folder: string, missing: number, cause?: unknown): AppError {
  const requests = missing === 1 ? 'one request that is' : `${missing} requests that are`;
  return new AppError(
    'RecordingIncomplete',
    `The recording in ${folder} was asked for ${requests} not in it.`,
    'The run was cut short, or another version of sealwatch asks for other things; their results are unknown.',
    { cause },
  );
}
