import { memoryStore } from '../../shared/jobs/connect.ts';
import { exitCode } from '../../shared/jobs/make-report.ts';
import { openRecording } from '../../shared/jobs/recording.ts';
import { type AuditCommand, auditWith } from './audit.ts';
import type { Runtime } from './runtime.ts';

/** `sealwatch audit --replay`: judges a recording as on the day it was made. Returns 2 when it does not hold all that is asked. */
export async function replay(folder: string, options: AuditCommand, runtime: Runtime): Promise<number> {
  const { config, jobs, language, missing, ...scene } = await openRecording(folder);
  const told = { ...options, job: [...jobs], lang: options.lang ?? language, budgets: false };
  const { report } = await auditWith(config, memoryStore(), told, runtime, { ...scene, detour: null });
  if (missing() === 0) return exitCode(report, options.failOn);
  runtime.stderr.write(
    `sealwatch: ${missing()} requests are not in the recording; what they would tell is unknown\n`,
  );
  return 2;
}
