import { soughtCausesOf } from '../checks/catalogue.ts';
import type { Sought } from '../collect/change-events.ts';
import type { ChangeEvent, ChangeKind } from '../model/change.ts';
import type { Finding } from '../model/finding.ts';
import type { JobState } from '../model/job-state.ts';
import { authorsOf } from '../state/account-changes.ts';
import { withoutAuthor } from '../state/merge-changes.ts';

/** ActionTrail keeps events so long. */
const KEPT_MS = 90 * 86_400_000;
/** A finding that is this old when its author is looked for in vain is not looked for again: events come up to ten minutes late. */
const LATE_MS = 15 * 60_000;

export interface Seeking {
  sought: readonly Sought[];
  /** Findings that need not be looked for again, by fingerprint. */
  settled: readonly string[];
}

/**
 * The changes whose author ActionTrail should be asked for by name: differences between snapshots without an
 * event, and failing findings that a change may explain, which also names authors from before the first run. `before`: the findings
 * that are settled; null at the first look, which has its two lookups a second for what verdicts need: it asks for the authors
 * of high and critical findings, and leaves the others to the next run.
 */
export function seekAuthors(
  inventory: JobState,
  keys: JobState | null,
  events: readonly ChangeEvent[],
  before: readonly string[] | null,
  now: Date,
): Seeking {
  const drifts = withoutAuthor([...inventory.drifts, ...(keys?.drifts ?? [])], events, now);
  const sought: Sought[] = drifts.map(({ kind, resource, after }) => ({ kind, target: resource, after }));
  const authorOf = authorsOf({ inventory, keys }, events, now);
  const settled: string[] = [];
  const after = new Date(now.getTime() - KEPT_MS).toISOString();
  for (const { finding, since } of [...failing(inventory), ...failing(keys)]) {
    if (authorOf(finding)) continue;
    if (before === null && !isUrgent(finding)) continue;
    const again = !before?.includes(finding.fingerprint);
    for (const kind of again ? kindsBehind(finding) : [])
      sought.push({ kind, target: finding.resource, after });
    if (!again || Date.parse(since) + LATE_MS <= now.getTime()) settled.push(finding.fingerprint);
  }
  return { sought, settled };
}

/** Failing findings that a change may have caused, with the time since when they fail. */
function failing(state: JobState | null): { finding: Finding; since: string }[] {
  const findings = (state?.result?.findings ?? []).filter((finding) => kindsBehind(finding).length > 0);
  return findings.map((finding) => ({ finding, since: state?.open[finding.fingerprint]?.firstSeen ?? '' }));
}

function isUrgent({ severity }: Finding): boolean {
  return severity === 'critical' || severity === 'high';
}

/** What may have caused a finding. */
function kindsBehind(finding: Finding): readonly ChangeKind[] {
  return finding.status === 'fail' ? soughtCausesOf(finding) : [];
}
