import type { Policy } from '../config/policy.ts';
import { type Cluster, isChanging } from '../model/cluster.ts';
import { byWeight, type Finding, reaches, UNREADABLE } from '../model/finding.ts';
import type { JobResult } from '../model/job.ts';
import type { Reason } from '../model/observation.ts';
import type { ClusterVerdict, VerdictCounts } from '../model/report.ts';
import type { Text } from '../text/zh.ts';
import { isOptional, linkOf, MUST_HOLD } from './catalogue.ts';
import { clusterEncryption, OUT_OF_SCOPE } from './cluster-encryption.ts';

/** What decided a verdict: the check, and its sentence with the facts that fill it; of a failure, how much it weighs, too. */
export type Why = Pick<Finding, 'check' | 'summary' | 'evidence'> & Partial<Pick<Finding, 'severity'>>;

export interface Decision {
  verdict: ClusterVerdict;
  /** Null for a pass: everything decided it. */
  why: Why | null;
}

/** Joins what the jobs found into one verdict for each cluster, with the reason that decided it. */
export function clusterVerdicts(
  results: readonly Pick<JobResult, 'findings' | 'passed'>[],
  policy: Policy,
): (cluster: Cluster) => Decision {
  const found = results.flatMap(({ findings }) => findings).sort(byWeight);
  const failing = byCluster(found.filter(decidesAgainst));
  const reasonFor = reasons(found);
  const unseenLink = unseenLinks(found, results, policy);
  return (cluster) => {
    if (!cluster.inScope) return { verdict: 'skipped', why: outOfScope(cluster) };
    const failure = failing.get(cluster.id);
    if (failure) return { verdict: 'fail', why: failure };
    const changing = isChanging(cluster);
    const change = (): Decision => ({ verdict: 'pending', why: reasonFor(clusterEncryption.id, cluster) });
    const notKnown = (check: string): Decision => ({ verdict: 'unknown', why: reasonFor(check, cluster) });
    if (!cluster.encryption.seen) return changing ? change() : notKnown(clusterEncryption.id);
    const gap = cluster.encryption.value.on ? unseenLink(cluster) : undefined;
    if (gap !== undefined) return notKnown(gap);
    return changing ? change() : { verdict: 'pass', why: null };
  };
}

/** The check of a link that was not seen of an encrypted cluster. While the cluster changes, its flag is not asked about. */
function unseenLinks(
  found: readonly Finding[],
  results: readonly Pick<JobResult, 'passed'>[],
  policy: Policy,
): (cluster: Cluster) => string | undefined {
  const judged = MUST_HOLD.filter((check) => policy.severity[check] !== 'off');
  const seen = new Map(judged.map((check) => [check, clustersSeenBy(check, found, results)]));
  const gaps = found.filter(isGap);
  const gapOf = firstOf(gaps);
  const lastingGapOf = firstOf(gaps.filter(({ check }) => linkOf(check) !== 'flag'));
  return (cluster) => {
    const changing = isChanging(cluster);
    const links = judged.filter((check) => !changing || linkOf(check) !== 'flag');
    const missing = links.find((check) => !seen.get(check)?.has(cluster.id));
    return missing ?? (changing ? lastingGapOf : gapOf)(cluster.id)?.check;
  };
}

/** A flag that is off is not healthy, however little the policy or the region let it weigh. */
function decidesAgainst({ check, status, severity }: Finding): boolean {
  return status === 'fail' && (check === clusterEncryption.id || reaches(severity, 'high'));
}

const HARMLESS: ReadonlySet<string> = new Set<Reason>(['denied', 'not-offered', 'absent']);

/**
 * A link of the chain that nobody could see, where it weighs as much as a failure would. One that takes optional rights decides
 * only by a fault: not by a denial, nor where there is nothing to read.
 */
function isGap({ check, status, severity, evidence: { because } }: Finding): boolean {
  if (status !== 'unknown' || !reaches(severity, 'high') || linkOf(check) === null) return false;
  return !(isOptional(check) && HARMLESS.has(String(because)));
}

/** The worst about a cluster; a check that was blind speaks of the account, which is about every cluster. */
function firstOf(gaps: readonly Finding[]): (cluster: string) => Finding | undefined {
  const named = byCluster(gaps);
  const blind = gaps.find(({ clusters, resource }) => clusters.length === 0 && resource.type === 'account');
  return (cluster) => named.get(cluster) ?? blind;
}

export function countVerdicts(verdicts: Iterable<ClusterVerdict>): VerdictCounts {
  const counts = { pass: 0, fail: 0, unknown: 0, pending: 0 };
  for (const verdict of verdicts) if (verdict !== 'skipped') counts[verdict] += 1;
  return counts;
}

/** The first, which is the worst, of each cluster; what another finding explains comes after what explains it. */
function byCluster(findings: readonly Finding[]): Map<string, Finding> {
  const first = new Map<string, Finding>();
  const own = findings.filter(({ mutedBy }) => mutedBy === null);
  for (const finding of [...own, ...findings]) {
    for (const id of finding.clusters) if (!first.has(id)) first.set(id, finding);
  }
  return first;
}

/**
 * Why a check could not say pass or fail about a cluster: what could not be read, where that is told of, else what the check
 * says. A check that was blind says it of the account, and one that never ran says nothing.
 */
function reasons(found: readonly Finding[]): (check: string, cluster: Cluster) => Why {
  const open = found.filter(({ status }) => status === 'unknown' || status === 'pending');
  const unread = new Map(
    open.filter(({ check }) => check === UNREADABLE).map((finding) => [finding.fingerprint, finding]),
  );
  const about = new Map<string, Finding>();
  for (const finding of open) {
    const subjects = finding.clusters.length > 0 ? finding.clusters : [''];
    for (const id of subjects) {
      const key = `${finding.check} ${id}`;
      if (!about.has(key)) about.set(key, finding);
    }
  }
  return (check, { id }) => {
    const finding = about.get(`${check} ${id}`) ?? about.get(`${check} `);
    if (!finding) return { check, summary: NOT_RUN, evidence: { check } };
    const { summary, evidence } = unread.get(finding.mutedBy ?? '') ?? finding;
    return { check, summary, evidence };
  };
}

const NOT_RUN: Text = 'Check {check} has no result for it yet.';

function outOfScope({ scope, type, spec, profile, state }: Cluster): Why {
  return {
    check: clusterEncryption.id,
    summary: scope === 'in' ? NOT_RUN : OUT_OF_SCOPE[scope],
    evidence: { check: clusterEncryption.id, type, spec, profile, state },
  };
}

/** The clusters about which the check could say pass or fail. */
function clustersSeenBy(
  check: string,
  found: readonly Finding[],
  results: readonly Pick<JobResult, 'passed'>[],
): Set<string> {
  const failed = found.filter((finding) => finding.check === check && finding.status === 'fail');
  const seen = new Set(failed.flatMap(({ clusters }) => clusters));
  for (const { passed } of results) for (const id of passed[check] ?? []) seen.add(id);
  return seen;
}
