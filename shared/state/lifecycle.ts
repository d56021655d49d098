import { type Finding, UNREADABLE } from '../model/finding.ts';
import type { JobResult } from '../model/job.ts';
import type { Ending, JobState, Life, ResolvedFinding } from '../model/job-state.ts';
import type { Snapshot } from '../model/snapshot.ts';

const RESOLVED_KEPT_MS = 30 * 86_400_000;
const RESOLVED_KEPT = 2_000;

export type Lives = Pick<JobState, 'open' | 'carried' | 'resolved'>;

/** By fingerprint, how findings that a run no longer gives have ended; null, or left out: nothing tells that they have. */
export type TellEndings = (absent: readonly Finding[]) => ReadonlyMap<string, Ending | null>;

/**
 * Moves findings through their life. `fail` opens one and keeps it open; it ends when its check saw the same thing to be
 * good, or when nothing is left to judge. `unknown` and `pending` neither open nor close. A thing that could not be
 * read is a finding of its own, open for as long as it cannot be read.
 */
export function moveLives(
  before: Lives & { findings: readonly Finding[] },
  { findings, blind }: Pick<JobResult, 'findings' | 'blind'>,
  parts: Snapshot['parts'],
  at: string,
  tellEndings: TellEndings,
): Lives {
  const current = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  const open: Record<string, Life> = {};
  for (const finding of findings) {
    const life = before.open[finding.fingerprint];
    if (opens(finding)) open[finding.fingerprint] = { firstSeen: life?.firstSeen ?? at, lastSeen: at };
    else if (life) open[finding.fingerprint] = life;
  }
  const carried: Finding[] = [];
  const resolved: ResolvedFinding[] = [];
  const absent = lastKnown(before).filter(({ fingerprint }) => !current.has(fingerprint));
  const endings = tellEndings(absent.filter((finding) => !isUnjudged(finding, findings, blind, parts)));
  for (const finding of absent) {
    const life = before.open[finding.fingerprint];
    if (!life) continue;
    const ending = endings.get(finding.fingerprint);
    if (ending) {
      resolved.push({ ...life, finding, resolvedAt: at, ending });
    } else {
      open[finding.fingerprint] = life;
      carried.push(finding);
    }
  }
  const since = new Date(Date.parse(at) - RESOLVED_KEPT_MS).toISOString();
  const older = before.resolved.filter(({ resolvedAt }) => resolvedAt >= since);
  return { open, carried, resolved: [...resolved, ...older].slice(0, RESOLVED_KEPT) };
}

/** Open findings as they were last seen. */
function lastKnown({ findings, carried, open }: Lives & { findings: readonly Finding[] }): Finding[] {
  return [...findings, ...carried].filter(({ fingerprint }) => open[fingerprint]);
}

function opens({ status, check }: Finding): boolean {
  return status === 'fail' || check === UNREADABLE;
}

/** Its absence says nothing: the check was blind, or a cluster of it may still be what it was. */
function isUnjudged(
  { check, resource, clusters }: Finding,
  findings: readonly Finding[],
  blind: readonly string[],
  { clusters: list }: Snapshot['parts'],
): boolean {
  if (check === UNREADABLE) return false;
  if (blind.includes(check)) return true;
  if (resource.type === 'account') return false; // money: no cluster need be seen for it
  const isOfRegion = (finding: Finding): boolean =>
    finding.check === check && finding.status === 'unknown' && finding.resource.region === resource.region;
  if (resource.type === 'region' && findings.some(isOfRegion)) return true;
  if (!list?.seen) return true;
  const members = new Set(clusters);
  const listed = list.value.filter(({ id }) => members.has(id));
  if (list.missing && listed.length < members.size) return true;
  return listed.some(({ inScope, encryption }) => inScope && !encryption.seen);
}
