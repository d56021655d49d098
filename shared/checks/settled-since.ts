import { type Finding, UNREADABLE } from '../model/finding.ts';
import type { JobResult } from '../model/job.ts';
import { fingerprint, type Resource } from '../model/resource.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Text } from '../text/zh.ts';
import { type Check, skipped, type Verdict } from './define-check.ts';
import { checks } from './index.ts';
import { type CheckSettings, clustersOf, evaluate, isSettled, resourceOf, toFinding } from './run-checks.ts';

/** What a verdict says of a thing, without what a person needs to act on it. */
export type SaidOf = Pick<Finding, 'check' | 'status' | 'resource' | 'clusters' | 'summary' | 'evidence'>;

type Told = Pick<JobResult, 'job' | 'finishedAt' | 'findings'>;

/**
 * The verdicts of a job that ask for nothing, for a report: `stored` holds those that ask for something, which stay as they were
 * judged. What other jobs saw since may turn a verdict that asked for nothing. Its job judges it in its next run, and only then
 * is it open; until then it is told as not judged anew, and never left out.
 */
export function* settledSince(
  snapshot: Snapshot,
  settings: CheckSettings,
  now: Date,
  stored: Told,
): Generator<Finding> {
  for (const { check, verdict } of settledVerdicts(snapshot, settings, now, stored, checks))
    yield toFinding(check, verdict, snapshot.account, settings);
}

/** The same of the checks that are wanted, as far as requirements need it: of 10,000 clusters there are 100,000. */
export function* saidSince(
  snapshot: Snapshot,
  settings: CheckSettings,
  now: Date,
  stored: Told,
  wanted: (check: string) => boolean,
): Generator<SaidOf> {
  const chosen = checks.filter(({ id }) => wanted(id));
  for (const { check, verdict } of settledVerdicts(snapshot, settings, now, stored, chosen)) {
    const { status, summary, evidence } = verdict;
    const resource = resourceOf(check, verdict, snapshot.account);
    const clusters = clustersOf(verdict, resource);
    yield {
      check: check.id,
      status: isTurned(verdict) ? 'unknown' : status,
      resource,
      clusters,
      summary,
      evidence,
    };
  }
}

function* settledVerdicts(
  snapshot: Snapshot,
  settings: CheckSettings,
  now: Date,
  { job, finishedAt, findings }: Told,
  chosen: readonly Check[],
): Generator<{ check: Check; verdict: Verdict }> {
  const { account } = snapshot;
  const isStored = among(findings);
  const judged = chosen.filter(({ id }) => id !== UNREADABLE);
  for (const { check, verdicts, isBlind } of evaluate(snapshot, settings, now, [job], judged)) {
    if (isBlind) continue; // what is not at hand here was at hand when the job ran
    for (const verdict of verdicts) {
      if (isStored(check.id, resourceOf(check, verdict, account), verdict.facet)) continue;
      yield { check, verdict: isSettled(verdict) ? verdict : turned(verdict, finishedAt) };
    }
  }
}

/** A fingerprint costs more than all else of a verdict: it is made only of what may be among the findings. */
function among(
  findings: readonly Finding[],
): (check: string, resource: Resource, facet: string | undefined) => boolean {
  const fingerprints = new Set(findings.map((finding) => finding.fingerprint));
  const resources = new Map<string, Set<string>>();
  for (const { check, resource } of findings) {
    const known = resources.get(check);
    if (known) known.add(resource.id);
    else resources.set(check, new Set([resource.id]));
  }
  return (check, resource, facet) =>
    resources.get(check)?.has(resource.id) === true &&
    fingerprints.has(fingerprint(resource.account, check, resource, facet));
}

function turned({ resource, region, name, type, clusters, facet }: Verdict, at: string): Verdict {
  const target = { id: resource, region, name, ...(clusters ? { clusters } : {}) };
  return skipped(target, TURNED, { at }, { ...(type ? { type } : {}), ...(facet ? { facet } : {}) });
}

/** Whether a verdict that asked for nothing is only told because nobody judged it anew. */
function isTurned({ summary }: Pick<Finding, 'summary'>): boolean {
  return summary === TURNED;
}

const TURNED: Text =
  'No action was needed at {at}; later observations of other jobs are checked in the next run.';
