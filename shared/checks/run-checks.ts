import type { Policy } from '../config/policy.ts';
import type { Config } from '../config/schema.ts';
import type { Finding } from '../model/finding.ts';
import type { Job } from '../model/job.ts';
import { OBSERVED_BY } from '../model/job.ts';
import { fingerprint, type Resource } from '../model/resource.ts';
import type { Part, Parts, Snapshot, Unread } from '../model/snapshot.ts';
import { consoleLink } from './console-link.ts';
import type { Check, Verdict } from './define-check.ts';
import { unknown } from './define-check.ts';
import { fillCommand } from './fill-command.ts';
import { checks as allChecks } from './index.ts';

export type CheckSettings = Pick<Config, 'policy' | 'site'>;

/**
 * Runs the checks of the given jobs on what was seen of one account. A part that was not seen, and a
 * check that throws, answer `unknown`; a check set to `off` does not run. All verdicts are returned,
 * `pass` and `skipped` too, in the order of the checks.
 */
export function runChecks(
  snapshot: Snapshot,
  { policy, site }: CheckSettings,
  now: Date,
  jobs: readonly Job[],
  checks: readonly Check[] = allChecks,
): Finding[] {
  const unread = unreadThings(snapshot, jobs);
  return checks.flatMap((check) => {
    if (policy.severity[check.id] === 'off') return [];
    if (check.id !== 'resource-unreadable' && !jobs.includes(check.job)) return [];
    const verdicts = judge(check, snapshot, unread, { policy, site }, now);
    return verdicts.map((verdict) => toFinding(check, verdict, snapshot.account, { policy, site }));
  });
}

function judge(
  check: Check,
  snapshot: Snapshot,
  unread: readonly Unread[],
  settings: CheckSettings,
  now: Date,
): Verdict[] {
  const parts: Partial<Record<Part, unknown>> = { unread };
  for (const part of check.reads) {
    if (part === 'unread') continue;
    const observation = snapshot.parts[part];
    if (!observation)
      return [unknown(snapshot.account, 'The {part} were not looked at.', { part }, { type: 'account' })];
    if (!observation.seen) return [unknown(snapshot.account, observation, {}, { type: 'account' })];
    parts[part] = observation.value;
  }
  try {
    return check.evaluate(parts as Parts, settings.policy, now); // every part that it reads was put in above
  } catch (error) {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return [
      unknown(snapshot.account, 'The check itself failed: {error}.', { error: detail }, { type: 'account' }),
    ];
  }
}

function toFinding(
  check: Check,
  verdict: Verdict,
  account: string,
  { policy, site }: CheckSettings,
): Finding {
  const type = verdict.type ?? check.resource;
  const resource = { type, id: verdict.resource, region: verdict.region, account, name: verdict.name };
  const override = policy.severity[check.id];
  const places = { ...verdict.evidence, id: resource.id, region: resource.region, account };
  return {
    fingerprint: fingerprint(account, check.id, resource, verdict.facet),
    check: check.id,
    status: verdict.status,
    severity: override && override !== 'off' ? override : (verdict.severity ?? check.severity),
    resource,
    clusters: verdict.clusters ?? (type === 'cluster' ? [resource.id] : []),
    summary: verdict.summary,
    evidence: verdict.evidence,
    remedy: {
      text: verdict.remedy ?? check.remedy,
      command: fillCommand(verdict.command ?? check.command ?? '', places),
      url: consoleLink(check.page, resource, site),
    },
    mutedBy: mutedBy(verdict, resource, policy),
    missingPermission: verdict.cause ? null : permissionIn(verdict),
  };
}

function mutedBy({ cause, explainedBy }: Verdict, resource: Resource, policy: Policy): string | null {
  const { account } = resource;
  if (cause?.thing) return fingerprint(account, 'resource-unreadable', cause.thing, cause.thing.facet);
  return explainedBy && policy.severity[explainedBy] !== 'off'
    ? fingerprint(account, explainedBy, resource)
    : null;
}

function permissionIn({ evidence }: Verdict): string | null {
  return typeof evidence.permission === 'string' ? evidence.permission : null;
}

/** Everything that the jobs failed to read, each thing once, wherever it lies in the snapshot. */
function unreadThings({ parts, gaps }: Snapshot, jobs: readonly Job[]): Unread[] {
  const found = new Map<string, Unread>();
  const roots = jobs.flatMap((job) => OBSERVED_BY[job].map((part) => parts[part]));
  for (const unread of unreadIn([...roots, gaps])) {
    const { type, region, id, facet } = unread.thing;
    found.set([type, region, id, facet].join('\n'), unread);
  }
  return [...found.values()];
}

function* unreadIn(node: unknown): Generator<Unread> {
  if (typeof node !== 'object' || node === null) return;
  if (isUnread(node)) yield node;
  else for (const value of Object.values(node)) yield* unreadIn(value);
}

function isUnread(node: object): node is Unread {
  return 'seen' in node && node.seen === false && 'thing' in node && node.thing !== undefined;
}
