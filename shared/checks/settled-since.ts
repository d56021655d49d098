import { type Finding, UNREADABLE } from '../model/finding.ts';
import type { JobResult } from '../model/job.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Text } from '../text/zh.ts';
import { skipped, type Verdict } from './define-check.ts';
import { checks } from './index.ts';
import { type CheckSettings, evaluate, isSettled, toFinding } from './run-checks.ts';

/**
 * The verdicts of a job that ask for nothing, for a report: `stored` holds those that ask for something, which stay as they were
 * judged. What other jobs saw since may turn a verdict that asked for nothing. Its job judges it in its next run, and only then
 * is it open; until then it is told as not judged anew, and never left out.
 */
export function* settledSince(
  snapshot: Snapshot,
  settings: CheckSettings,
  now: Date,
  { job, finishedAt, findings }: Pick<JobResult, 'job' | 'finishedAt' | 'findings'>,
  wanted: (check: string) => boolean = () => true,
): Generator<Finding> {
  const chosen = checks.filter(({ id }) => wanted(id));
  const stored = new Set(findings.map(({ fingerprint }) => fingerprint));
  for (const { check, verdicts, isBlind } of evaluate(snapshot, settings, now, [job], chosen)) {
    if (isBlind || check.id === UNREADABLE) continue; // what is not at hand here was at hand when the job ran
    for (const verdict of verdicts) {
      const told = isSettled(verdict) ? verdict : turned(verdict, finishedAt);
      const finding = toFinding(check, told, snapshot.account, settings);
      if (!stored.has(finding.fingerprint)) yield finding;
    }
  }
}

function turned({ resource, region, name, type, clusters, facet }: Verdict, at: string): Verdict {
  const target = { id: resource, region, name, ...(clusters ? { clusters } : {}) };
  return skipped(target, TURNED, { at }, { ...(type ? { type } : {}), ...(facet ? { facet } : {}) });
}

/** Whether a verdict that asked for nothing is only told because nobody judged it anew. */
export function isTurned({ summary }: Pick<Finding, 'summary'>): boolean {
  return summary === TURNED;
}

const TURNED: Text =
  'No action was needed at {at}; later observations of other jobs are checked in the next run.';
