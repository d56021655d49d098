import { runChecks } from '../checks/run-checks.ts';
import type { Config } from '../config/schema.ts';
import { type Finding, UNREADABLE } from '../model/finding.ts';
import { type JobResult, OBSERVED_BY, type Observed } from '../model/job.ts';
import { isFault } from '../model/observation.ts';
import type { Snapshot } from '../model/snapshot.ts';

/**
 * Judges what a job saw. `seenBefore` holds the parts that earlier jobs saw and its checks read too. The same
 * observation judged again gives the same result.
 */
export function judgeJob(observed: Observed, seenBefore: Snapshot['parts'], config: Config): JobResult {
  const { job, account, startedAt, finishedAt, parts, gaps } = observed;
  const snapshot: Snapshot = { account, parts: { ...seenBefore, ...parts }, gaps };
  const judgement = runChecks(snapshot, config, new Date(finishedAt), [job]);
  const sawAll = OBSERVED_BY[job].every((part) => parts[part]?.seen !== false);
  const complete = sawAll && !judgement.findings.some(isGap);
  return { job, account, startedAt, finishedAt, complete, parts, ...judgement };
}

/** Something that could not be read; of what needs optional rights only a fault counts. */
function isGap({ check, status, evidence }: Finding): boolean {
  return check === UNREADABLE || (status === 'unknown' && isFault(evidence['because']));
}
