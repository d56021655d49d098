import type { Finding } from '../model/finding.ts';
import type { ResolvedFinding } from '../model/job-state.ts';
import type { AccountView } from './account-view.ts';
import type { OwnFindings } from './ledger.ts';

/** Long enough to report a recovery after a long outage of a channel. */
const RESOLVED_KEPT_MS = 7 * 86_400_000;
const RESOLVED_KEPT = 500;

/**
 * Moves the findings about sealwatch itself through their life, as jobs do with their findings. What nobody could look at, an
 * account that could not be read, stays as it was. Answers the same object when nothing moved.
 */
export function moveOwnFindings(
  before: OwnFindings,
  found: readonly Finding[],
  views: readonly AccountView[],
  now: Date,
): OwnFindings {
  const at = now.toISOString();
  const current = new Map(found.map((finding) => [finding.fingerprint, finding]));
  const audited = new Set(['', ...views.map(({ id }) => id)]);
  const open: Record<string, OwnFindings['open'][string]> = {};
  const ended: ResolvedFinding[] = [];
  let isMoved = false;
  for (const [fingerprint, entry] of Object.entries(before.open)) {
    const finding = current.get(fingerprint);
    if (finding) {
      const isSame = JSON.stringify(finding) === JSON.stringify(entry.finding);
      open[fingerprint] = isSame ? entry : { ...entry, finding };
      isMoved ||= !isSame;
    } else if (audited.has(entry.finding.resource.account)) {
      ended.push({ finding: entry.finding, firstSeen: entry.firstSeen, lastSeen: at, resolvedAt: at });
    } else {
      open[fingerprint] = entry;
    }
  }
  for (const [fingerprint, finding] of current) {
    if (open[fingerprint]) continue;
    open[fingerprint] = { finding, firstSeen: at };
    isMoved = true;
  }
  const since = new Date(now.getTime() - RESOLVED_KEPT_MS).toISOString();
  const kept = before.resolved.filter(({ resolvedAt }) => resolvedAt >= since);
  if (!isMoved && ended.length === 0 && kept.length === before.resolved.length) return before;
  return { open, resolved: [...ended, ...kept].slice(0, RESOLVED_KEPT) };
}
