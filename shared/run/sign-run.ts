import type { Job } from '../model/job.ts';
import type { Trouble } from '../model/job-state.ts';
import type { Log } from '../model/log.ts';
import type { Signer } from '../model/signature.ts';
import type { RunEvidence } from '../state/evidence.ts';

/** A run whose evidence cannot be signed loses nothing else; the job tells it until one can be signed again. */
export async function signRun(
  evidence: RunEvidence,
  id: string,
  { account, job }: { account: string; job: Job },
  { signer, now, log }: { signer: Signer | null; now: () => Date; log: Log },
): Promise<Trouble | null> {
  const trouble = signer && (await evidence.sign(signer));
  if (!trouble) return null;
  const { code, message: cause } = trouble;
  log.warn('evidence not signed', { account, job, run: id, code, cause });
  return { ...trouble, at: now().toISOString(), run: id };
}
