import { runChecks } from '../checks/run-checks.ts';
import { type Job, type JobResult, OBSERVED_BY } from '../model/job.ts';
import type { Unseen } from '../model/observation.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { JobContext } from './context.ts';

/**
 * Judges what a job saw. `seenBefore` holds the parts that earlier jobs saw and its checks read too;
 * `gaps` what it failed to read outside any part.
 */
export function finishJob(
  job: Job,
  startedAt: Date,
  { account, config, now }: JobContext,
  own: Snapshot['parts'],
  seenBefore: Snapshot['parts'] = {},
  gaps: readonly Unseen[] = [],
): JobResult {
  const snapshot: Snapshot = { account, parts: { ...seenBefore, ...own }, gaps };
  const judgement = runChecks(snapshot, config, now(), [job]);
  return {
    job,
    account,
    startedAt: startedAt.toISOString(),
    finishedAt: now().toISOString(),
    complete: OBSERVED_BY[job].every((part) => own[part]?.seen !== false) && !judgement.findings.some(isGap),
    parts: own,
    ...judgement,
  };
}

function isGap({ check }: { check: string }): boolean {
  return check === 'resource-unreadable';
}
