import { type Finding, UNREADABLE } from '../model/finding.ts';
import { type Job, OBSERVED_BY } from '../model/job.ts';
import type { Ending } from '../model/job-state.ts';
import { fingerprint, type Resource } from '../model/resource.ts';
import type { ObservedPart, Snapshot } from '../model/snapshot.ts';
import type { Text } from '../text/zh.ts';
import type { Check, Verdict } from './define-check.ts';
import { checks as allChecks } from './index.ts';
import { whyLeft } from './left-population.ts';
import { type CheckSettings, judge } from './run-checks.ts';
import { unreadThings } from './unread-things.ts';

/** What endings are told from: everything that the run saw, and the parts of the run before. */
export interface EndingsInput {
  job: Job;
  snapshot: Snapshot;
  before: Snapshot['parts'];
  settings: CheckSettings & { regions: readonly string[] };
  now: Date;
}

/**
 * By fingerprint, how findings ended that a run does not give any more. `well` only where the very thing was seen to be good;
 * null where nothing tells: such a finding stays open.
 */
export function endingsOf(
  absent: readonly Finding[],
  input: EndingsInput,
  checks: readonly Check[] = allChecks,
): Map<string, Ending | null> {
  const endings = new Map<string, Ending | null>();
  const settled = new Map<string, Map<string, Verdict>>();
  for (const finding of absent) {
    const check = checks.find(({ id }) => id === finding.check);
    const verdicts = settled.get(finding.check) ?? (check ? settledBy(check, absent, input) : new Map());
    settled.set(finding.check, verdicts);
    endings.set(finding.fingerprint, endingOf(finding, check, verdicts.get(finding.fingerprint), input));
  }
  return endings;
}

function endingOf(
  finding: Finding,
  check: Check | undefined,
  verdict: Verdict | undefined,
  input: EndingsInput,
): Ending | null {
  const { settings, snapshot } = input;
  if (!check) return closed('This version no longer has this check.');
  if (settings.policy.severity[check.id] === 'off') return closed('The check is off.');
  if (check.id === UNREADABLE) return readAgain(finding, input);
  if (verdict?.status === 'pass') return { kind: 'well', ...said(verdict) };
  // What is not listed may be what the check would have judged.
  if (verdict && isWhole(check, snapshot.parts)) return { kind: 'closed', ...said(verdict) };
  if (verdict) return null;
  const left = whyLeft(finding, snapshot.parts, settings.regions, check.left);
  if (left !== 'present') return left;
  return check.silence && isWhole(check, snapshot.parts) ? { kind: 'well', ...plain(check.silence) } : null;
}

function said({ summary, evidence }: Verdict): Pick<Ending, 'summary' | 'evidence'> {
  return { summary, evidence };
}

function plain(summary: Text): Pick<Ending, 'summary' | 'evidence'> {
  return { summary, evidence: {} };
}

function closed(summary: Text): Ending {
  return { kind: 'closed', ...plain(summary) };
}

/** The verdicts of a check that ask for nothing, about the things of such findings; a check that was blind gives none. */
function settledBy(
  check: Check,
  findings: readonly Finding[],
  { snapshot, settings, now }: EndingsInput,
): Map<string, Verdict> {
  if (check.id === UNREADABLE || settings.policy.severity[check.id] === 'off') return new Map();
  const wanted = new Set(
    findings.filter((one) => one.check === check.id).map(({ resource }) => placeOf(resource)),
  );
  const found = new Map<string, Verdict>();
  for (const verdict of judge(check, snapshot, [], settings, now).verdicts) {
    if (verdict.status !== 'pass' && verdict.status !== 'skipped') continue;
    const { resource: id, region } = verdict;
    const thing = { type: verdict.type ?? check.resource, id, region };
    if (wanted.has(placeOf(thing)))
      found.set(fingerprint(snapshot.account, check.id, thing, verdict.facet), verdict);
  }
  return found;
}

function placeOf({ type, region, id }: Pick<Resource, 'type' | 'region' | 'id'>): string {
  return `${type} ${region} ${id}`;
}

/** Everything that the check reads was seen, and nothing of it is missing. */
function isWhole(check: Check, parts: Snapshot['parts']): boolean {
  return check.reads.every((part) => {
    const observed = part === 'unread' ? undefined : parts[part];
    return part === 'unread' || (observed?.seen === true && observed.missing === undefined);
  });
}

/** Reading it again is seen only where the part that held it was looked at, and the thing is still there to be read. */
function readAgain(finding: Finding, { job, snapshot, before, settings }: EndingsInput): Ending | null {
  const left = whyLeft(finding, snapshot.parts, settings.regions);
  if (left !== 'present') return left;
  const holders = OBSERVED_BY[job].filter((part) => holds(part, before, finding));
  if (holders.some((part) => snapshot.parts[part] === undefined))
    return closed('No check needs it any more.');
  const looked = holders.length > 0 ? holders : OBSERVED_BY[job].filter((part) => snapshot.parts[part]);
  return looked.every((part) => snapshot.parts[part]?.seen) ? { kind: 'well', ...plain(READ_AGAIN) } : null;
}

const READ_AGAIN = 'It can be read again.';

function holds(part: ObservedPart, parts: Snapshot['parts'], { resource, evidence }: Finding): boolean {
  return unreadThings([parts[part]]).some(
    ({ thing }) => placeOf(thing) === placeOf(resource) && thing.facet === evidence['facet'],
  );
}
