import { checks } from '../checks/index.ts';
import { type Finding, UNREADABLE } from '../model/finding.ts';
import type { JobResult, Look } from '../model/job.ts';
import type { Facts, JobState } from '../model/job-state.ts';
import { type Lives, moveLives, type TellEndings } from '../state/lifecycle.ts';

const READS = new Map<string, readonly string[]>(checks.map(({ id, reads }) => [id, reads]));

/**
 * Fingerprints of the findings that a run which looked at a few things may judge: those about these things, and those
 * that name a cluster which was looked at, before or now. The others stay as they are, whatever time has done to them.
 */
export function targetedFindings(looks: readonly Look[], findings: readonly Finding[]): ReadonlySet<string> {
  const things = new Set(
    looks.flatMap((look) => look.things.map((thing) => `${look.part} ${nameOf(thing)}`)),
  );
  const touches = ({ check, resource, clusters }: Finding): boolean => {
    const unread = check === UNREADABLE;
    const parts = looks.map(({ part }) => part).filter((part) => unread || READS.get(check)?.includes(part));
    return parts.some((part) => {
      if (things.has(`${part} ${nameOf(resource)}`)) return true;
      const clustersOf = part === 'clusters' ? clusters : [];
      return clustersOf.some((id) => looks.some((look) => look.part === part && isOne(look, id)));
    });
  };
  return new Set(findings.filter(touches).map(({ fingerprint }) => fingerprint));
}

function nameOf({ type, region, id }: Look['things'][number]): string {
  return `${type} ${region} ${id}`;
}

function isOne({ things }: Look, cluster: string): boolean {
  return things.some(({ id }) => id === cluster);
}

/** The same, and what this run could not read although that is another thing than it looked at, such as a region that is silent. */
function judgedHere(
  { result, carried }: JobState,
  looks: readonly Look[],
  judged: readonly Finding[],
): ReadonlySet<string> {
  const before = [...(result?.findings ?? []), ...carried];
  const known = new Set(before.map(({ fingerprint }) => fingerprint));
  const unread = judged.filter(({ check, fingerprint }) => check === UNREADABLE && !known.has(fingerprint));
  const own = targetedFindings(looks, [...before, ...judged]);
  return new Set([...own, ...unread.map(({ fingerprint }) => fingerprint)]);
}

/** The result of a run, in which everything that it did not look at again is as it was. */
export function withUntargeted(before: JobState, judged: JobResult, looks: readonly Look[]): JobResult {
  const old = before.result?.findings ?? [];
  const touched = judgedHere(before, looks, judged.findings);
  const findings = [
    ...judged.findings.filter(({ fingerprint }) => touched.has(fingerprint)),
    ...old.filter(({ fingerprint }) => !touched.has(fingerprint)),
  ];
  return { ...judged, findings, complete: judged.complete && (before.result?.complete ?? false) };
}

/** Moves only the findings that the run could judge; `result` is as `withUntargeted` made it. */
export function moveTargeted(
  before: JobState,
  result: JobResult,
  looks: readonly Look[],
  parts: JobResult['parts'],
  at: string,
  tellEndings: TellEndings,
): Lives {
  const old = before.result?.findings ?? [];
  const touched = judgedHere(before, looks, result.findings);
  const isTouched = ({ fingerprint }: Finding): boolean => touched.has(fingerprint);
  const moved = moveLives(
    { ...before, findings: old.filter(isTouched), carried: before.carried.filter(isTouched) },
    { ...result, findings: result.findings.filter(isTouched) },
    parts,
    at,
    tellEndings,
  );
  const untouched = Object.entries(before.open).filter(([fingerprint]) => !touched.has(fingerprint));
  return {
    open: { ...Object.fromEntries(untouched), ...moved.open },
    carried: [...before.carried.filter((finding) => !isTouched(finding)), ...moved.carried],
    resolved: moved.resolved,
  };
}

/** Facts of what was looked at, and of the rest those that are known, with their times. */
export function targetedFacts(known: Facts, now: Facts, looks: readonly Look[]): Facts {
  const things = new Set(looks.flatMap((look) => look.things.map(nameOf)));
  return Object.fromEntries(
    Object.entries(now).flatMap(([name, fact]) => {
      const told = things.has(nameOf(fact.resource)) ? fact : known[name];
      return told ? [[name, told]] : [];
    }),
  );
}
