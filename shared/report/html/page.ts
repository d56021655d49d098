import { rank } from '../../model/finding.ts';
import type { Report, ReportCluster, ReportFinding } from '../../model/report.ts';
import { type Say, speak } from '../../text/say.ts';
import { printable } from '../../text/width.ts';
import { isAccepted } from '../is-accepted.ts';
import { type ToDo, toDos } from '../to-do.ts';
import { worstFirst } from '../worst-first.ts';
import type { PageView } from './page-view.ts';

/** So many clusters are on one page: more are slow to lay out on a phone. */
export const CLUSTERS_ON_PAGE = 500;
/** So many findings of one kind are told at length; what more of them there is, is counted. */
const FINDINGS_OF_KIND = 40;

/** Findings of one check and status, worst first. */
export interface FindingKind {
  id: string;
  check: string;
  title: string;
  status: ReportFinding['status'];
  severity: ReportFinding['severity'];
  shown: readonly ReportFinding[];
  more: number;
}

/** Everything that the parts of the page look up. */
export interface Page {
  report: Report;
  view: PageView;
  say: Say;
  now: Date;
  inScope: readonly ReportCluster[];
  /** What to do, worst first. */
  toDos: readonly ToDo[];
  kinds: readonly FindingKind[];
  /** Open findings that name a cluster whose row is on this page, worst first. */
  findingsOf: (cluster: Pick<ReportCluster, 'account' | 'id'>) => readonly ReportFinding[];
  clusterName: (account: string, id: string) => string;
  accountName: (account: string) => string;
  /** Where the finding is told: on this page, on its own, or nowhere. */
  hrefOf: (finding: ReportFinding) => string | null;
  /** True for clusters whose row is on this page. */
  hasRow: (account: string, id: string) => boolean;
  rows: readonly ReportCluster[];
  /** The page of clusters that is shown: the nearest to the wanted one that exists. */
  current: number;
  pages: number;
}

const OPEN = ['fail', 'unknown', 'pending'];

export function preparePage(report: Report, view: PageView): Page {
  const open = report.findings.filter(({ status }) => OPEN.includes(status));
  const kinds = kindsOf(open);
  const inScope = worstFirst(report);
  const pages = Math.max(1, Math.ceil(inScope.length / CLUSTERS_ON_PAGE));
  const current = Math.max(1, Math.min(view.page, pages));
  const rows = inScope.slice((current - 1) * CLUSTERS_ON_PAGE, current * CLUSTERS_ON_PAGE);
  const onPage = new Set(rows.map(({ account, id }) => `${account} ${id}`));
  const told = view.focus === 'cluster' ? report.clusters : rows;
  const findingsOf = findingsByCluster(open, told);
  const shown = new Set(kinds.flatMap((kind) => kind.shown.map(({ fingerprint }) => fingerprint)));
  const named = new Map(report.clusters.map((cluster) => [`${cluster.account} ${cluster.id}`, cluster]));
  const accounts = new Map(report.accounts.map(({ id, name }) => [id, name]));
  return {
    report,
    view,
    inScope,
    toDos: toDos(report),
    kinds,
    rows,
    current,
    pages,
    findingsOf,
    say: speak(view.language),
    now: new Date(report.generatedAt),
    clusterName: (account, id) => printable(named.get(`${account} ${id}`)?.name || id),
    accountName: (account) => printable(accounts.get(account) || account),
    hrefOf: ({ fingerprint }) =>
      shown.has(fingerprint) ? `#f-${fingerprint}` : (view.links?.finding(fingerprint) ?? null),
    hasRow: (account, id) => onPage.has(`${account} ${id}`),
  };
}

/** Anchor of a row; ids of clusters are unique over all accounts. */
export function rowId({ id }: Pick<ReportCluster, 'id'>): string {
  const short = /^c[0-9a-f]{32}$/.test(id) ? id.slice(-16) : id; // 64 bits tell a million clusters apart
  return `c-${encodeURIComponent(short)}`;
}

function kindsOf(findings: readonly ReportFinding[]): FindingKind[] {
  const groups = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    const key = `${finding.status}-${finding.severity}-${finding.check}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups].flatMap(([id, group]) => {
    const [first] = group;
    if (!first) return [];
    const { check, title, status, severity } = first;
    const shown = group.slice(0, FINDINGS_OF_KIND);
    return { id, check, title, status, severity, shown, more: group.length - shown.length };
  });
}

function findingsByCluster(
  findings: readonly ReportFinding[],
  rows: readonly ReportCluster[],
): Page['findingsOf'] {
  const ids = new Set(rows.map(({ id }) => id)); // most findings name no row that is shown
  const byCluster = new Map(
    rows.map(({ account, id }): [string, ReportFinding[]] => [`${account} ${id}`, []]),
  );
  for (const finding of findings) {
    for (const id of finding.clusters)
      if (ids.has(id)) byCluster.get(`${finding.resource.account} ${id}`)?.push(finding);
  }
  for (const found of byCluster.values()) found.sort((a, b) => weight(a) - weight(b));
  return ({ account, id }) => byCluster.get(`${account} ${id}`) ?? [];
}

function weight(finding: ReportFinding): number {
  return OPEN.indexOf(finding.status) * 20 + (isAccepted(finding) ? 10 : 0) + rank(finding.severity);
}
