import type { Policy } from '../config/policy.ts';
import type { Config } from '../config/schema.ts';
import { type Finding, UNREADABLE } from '../model/finding.ts';
import type { Job } from '../model/job.ts';
import { OBSERVED_BY } from '../model/job.ts';
import type { Unseen } from '../model/observation.ts';
import { fingerprint, type Resource } from '../model/resource.ts';
import type { Part, Parts, Snapshot, Unread } from '../model/snapshot.ts';
import type { Text } from '../text/zh.ts';
import { consoleLink } from './console-link.ts';
import type { Check, Verdict } from './define-check.ts';
import { unknown } from './define-check.ts';
import { fillCommand } from './fill-command.ts';
import { checks as allChecks } from './index.ts';
import { unreadThings } from './unread-things.ts';

export type CheckSettings = Pick<Config, 'policy' | 'site'>;

export interface Judgement {
  /** Verdicts `fail`, `unknown` and `pending`, in the order of the checks. */
  findings: readonly Finding[];
  /** For each check that must hold, the ids of the clusters that pass it. */
  passed: Readonly<Record<string, readonly string[]>>;
  /** Checks that could not look at all. */
  blind: readonly string[];
}

/**
 * Runs the checks of the given jobs on what was seen of one account. A part that was not seen, and a
 * check that throws, answer `unknown`; a check set to `off` does not run. Verdicts that ask for nothing
 * are not kept: a large account has 200,000 of them, and `settledFindings` makes them anew.
 */
export function runChecks(
  snapshot: Snapshot,
  settings: CheckSettings,
  now: Date,
  jobs: readonly Job[],
  checks: readonly Check[] = allChecks,
): Judgement {
  const findings: Finding[] = [];
  const passed: Record<string, string[]> = {};
  const blind: string[] = [];
  for (const { check, verdicts, isBlind } of evaluate(snapshot, settings, now, jobs, checks)) {
    if (isBlind) blind.push(check.id);
    const open = verdicts.filter((verdict) => !isSettled(verdict));
    for (const verdict of open) findings.push(toFinding(check, verdict, snapshot.account, settings));
    if (check.mustHold) passed[check.id] = verdicts.filter(isPass).flatMap(passedBy);
  }
  return { findings, passed, blind };
}

/** The verdicts `pass` and `skipped` as findings, one at a time, for output and evidence that hold everything. */
export function* settledFindings(
  snapshot: Snapshot,
  settings: CheckSettings,
  now: Date,
  jobs: readonly Job[],
): Generator<Finding> {
  for (const { check, verdicts } of evaluate(snapshot, settings, now, jobs, allChecks)) {
    for (const verdict of verdicts) {
      if (isSettled(verdict)) yield toFinding(check, verdict, snapshot.account, settings);
    }
  }
}

export function* evaluate(
  snapshot: Snapshot,
  settings: CheckSettings,
  now: Date,
  jobs: readonly Job[],
  checks: readonly Check[],
): Generator<{ check: Check; verdicts: readonly Verdict[]; isBlind: boolean }> {
  for (const check of checks) {
    if (settings.policy.severity[check.id] === 'off') continue;
    if (check.id !== UNREADABLE && !jobs.includes(check.job)) continue;
    const unread = check.reads.includes('unread') ? unreadBy(jobs, snapshot) : [];
    yield { check, ...judge(check, snapshot, unread, settings, now) };
  }
}

function unreadBy(jobs: readonly Job[], { parts, gaps }: Snapshot): Unread[] {
  const looked = jobs.flatMap((job) => OBSERVED_BY[job].map((part) => parts[part]));
  return unreadThings([...looked, gaps]);
}

function isPass({ status }: Verdict): boolean {
  return status === 'pass';
}

export function isSettled({ status }: Verdict): boolean {
  return status === 'pass' || status === 'skipped';
}

function passedBy({ clusters, resource }: Verdict): readonly string[] {
  return clusters ?? [resource];
}

export function judge(
  check: Check,
  { account, parts: seenParts }: Snapshot,
  unread: readonly Unread[],
  settings: CheckSettings,
  now: Date,
): { verdicts: readonly Verdict[]; isBlind: boolean } {
  const blind = (what: Parameters<typeof unknown>[1], facts: Verdict['evidence'] = {}) => ({
    verdicts: [unknown(account, what, facts, { type: 'account' })],
    isBlind: true,
  });
  const parts: Partial<Record<Part, unknown>> = { unread };
  if (seenParts.proofs?.seen) parts.proofs = seenParts.proofs.value;
  for (const part of check.reads) {
    if (part === 'unread') continue;
    const observation = seenParts[part];
    if (!observation) return blind('Not checked: {part}.', { part });
    if (!observation.seen) return blind(observation);
    parts[part] = observation.value;
  }
  try {
    // Every part that it reads was put in above.
    const verdicts = check.evaluate(parts as Parts, settings.policy, now);
    const gaps = { pass: gapIn(check.needsWhole, seenParts), fail: gapIn(check.failsFromAbsence, seenParts) };
    return { verdicts: verdicts.map((verdict) => asFarAsSeen(verdict, gaps)), isBlind: false };
  } catch (error) {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return blind('The check itself failed: {error}.', { error: detail });
  }
}

/** The first thing missing of parts that are needed whole. */
function gapIn(needed: readonly Part[] | undefined, parts: Snapshot['parts']): Unseen | undefined {
  for (const part of needed ?? []) {
    const observation = part === 'unread' ? undefined : parts[part];
    if (observation?.seen && observation.missing) return observation.missing[0];
  }
  return undefined;
}

/** A failure that was seen stays; a pass from a part of the whole is none, nor is a failure from what is not there. */
function asFarAsSeen(
  verdict: Verdict,
  gaps: { pass: Unseen | undefined; fail: Unseen | undefined },
): Verdict {
  const { status } = verdict;
  const gap = status === 'pass' || status === 'fail' ? gaps[status] : undefined;
  if (!gap) return verdict;
  const { resource: id, region, name, clusters, evidence, type, facet } = verdict;
  const target = { id, region, name, ...(clusters ? { clusters } : {}) };
  return unknown(target, gap, evidence, { ...(type ? { type } : {}), ...(facet ? { facet } : {}) });
}

export function toFinding(
  check: Check,
  verdict: Verdict,
  account: string,
  { policy, site }: CheckSettings,
): Finding {
  const resource = resourceOf(check, verdict, account);
  const override = policy.severity[check.id];
  const clusters = clustersOf(verdict, resource);
  const [first = '', ...others] = clusters;
  const clusterId = others.length === 0 ? first : '';
  const places = { ...verdict.evidence, id: resource.id, region: resource.region, account, clusterId };
  const { text, command } = nextAction(check, verdict, places);
  return {
    fingerprint: fingerprint(account, check.id, resource, verdict.facet),
    check: check.id,
    status: verdict.status,
    severity: override && override !== 'off' ? override : (verdict.severity ?? check.severity),
    resource,
    clusters,
    summary: verdict.summary,
    evidence: verdict.evidence,
    remedy: { text, command, url: consoleLink(check.page, resource, site) },
    mutedBy: mutedBy(verdict, resource, policy),
    missingPermission: verdict.cause ? null : permissionIn(verdict),
    ...(verdict.stage === undefined ? {} : { stage: verdict.stage }),
  };
}

export function resourceOf(
  check: Pick<Check, 'resource'>,
  { type, resource: id, region, name }: Verdict,
  account: string,
): Resource {
  return { type: type ?? check.resource, id, region, account, name };
}

export function clustersOf({ clusters }: Verdict, { type, id }: Resource): readonly string[] {
  return clusters ?? (type === 'cluster' ? [id] : []);
}

/** What nobody could judge is not to be repaired as if it had failed, and what still changes refuses another change. */
function nextAction(
  check: Check,
  verdict: Pick<Verdict, 'status' | 'remedy' | 'command'>,
  places: Finding['evidence'],
): Pick<Finding['remedy'], 'text' | 'command'> {
  if (verdict.status === 'unknown' && check.id !== UNREADABLE)
    return { text: verdict.remedy ?? LOOK_BY_HAND, command: '' };
  if (verdict.status === 'pending') return { text: verdict.remedy ?? WAIT, command: '' };
  return {
    text: verdict.remedy ?? check.remedy,
    command: fillCommand(verdict.command ?? check.command ?? '', places),
  };
}

const WAIT: Text = 'Wait until the change is complete; the next run checks again.';

const LOOK_BY_HAND: Text =
  'Check it manually; if the response of the cloud is correct, please open an issue.';

function mutedBy(
  { cause, explainedBy }: Pick<Verdict, 'cause' | 'explainedBy'>,
  resource: Resource,
  policy: Policy,
): string | null {
  const { account } = resource;
  if (cause?.thing) return fingerprint(account, UNREADABLE, cause.thing, cause.thing.facet);
  return explainedBy && policy.severity[explainedBy] !== 'off'
    ? fingerprint(account, explainedBy, resource)
    : null;
}

function permissionIn({ evidence }: Pick<Verdict, 'evidence'>): string | null {
  return typeof evidence.permission === 'string' ? evidence.permission : null;
}
