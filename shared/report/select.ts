import type { Severity, Status } from '../model/finding.ts';
import type { Report, ReportCluster, ReportFinding } from '../model/report.ts';
import type { Resource } from '../model/resource.ts';
import { summarise } from './assemble.ts';

/** Which part of a report is wanted; an empty list means all. */
export interface Selection {
  accounts: readonly string[];
  regions: readonly string[];
  /** Parts of the name or the id, in any letter case. */
  clusters: readonly string[];
  checks: readonly string[];
  severities: readonly Severity[];
  statuses: readonly Status[];
  /** Clusters must carry all of these; a null value means any. */
  tags: readonly { name: string; value: string | null }[];
}

/** Something in a report; a refused call names no clusters but what it was for. */
interface Told {
  resource: Resource;
  clusters?: readonly string[];
}

/**
 * The part of a report that is wanted, counted anew. Accounts, regions, names and tags choose clusters and what is about them; checks,
 * severities and statuses choose findings.
 */
export function selectReport(report: Report, selection: Selection): Report {
  const { accounts, regions, tags } = selection;
  const isIn = (account: string, region: string): boolean =>
    has(accounts, account) && (regions.length === 0 || regions.includes(region));
  const clusters = report.clusters.filter(
    (cluster) =>
      isIn(cluster.account, cluster.region) && isNamed(cluster, selection) && carries(cluster, selection),
  );
  const chosen = new Set(clusters.map(({ id }) => id));
  const isAbout = (about: readonly string[]): boolean =>
    (tags.length === 0 && selection.clusters.length === 0) || about.some((cluster) => chosen.has(cluster));
  const isTold = ({ resource, clusters: about = [resource.id] }: Told): boolean =>
    isIn(resource.account, resource.region) && isAbout(about);
  const findings = report.findings.filter((finding) => isTold(finding) && isWanted(finding, selection));
  return {
    ...report,
    accounts: report.accounts.filter(({ id }) => has(accounts, id)),
    summary: summarise(clusters, findings),
    clusters,
    findings,
    compliance: [],
    changes: report.changes.filter(isTold),
    attempts: report.attempts.filter(isTold),
    spend: report.spend.filter(({ account }) => has(accounts, account)),
    evidence: report.evidence.filter(({ account }) => has(accounts, account)),
  };
}

export function isEverything(selection: Selection): boolean {
  return Object.values(selection).every(({ length }) => length === 0);
}

function has<T>(wanted: readonly T[], value: T): boolean {
  return wanted.length === 0 || wanted.includes(value);
}

function isNamed({ id, name }: ReportCluster, { clusters }: Selection): boolean {
  if (clusters.length === 0) return true;
  const own = `${name}\n${id}`.toLowerCase();
  return clusters.some((part) => own.includes(part.toLowerCase()));
}

function carries({ tags }: ReportCluster, selection: Selection): boolean {
  return selection.tags.every(({ name, value }) => {
    const found = Object.hasOwn(tags, name) ? tags[name] : undefined;
    return found !== undefined && (value === null || found === value);
  });
}

function isWanted(
  { check, severity, status }: Pick<ReportFinding, 'check' | 'severity' | 'status'>,
  { checks, severities, statuses }: Selection,
): boolean {
  return has(checks, check) && has(severities, severity) && has(statuses, status);
}
