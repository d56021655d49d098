import { rank, type Severity } from '../model/finding.ts';
import type { ClusterVerdict, Report, ReportCluster } from '../model/report.ts';
import { isAccepted } from './is-accepted.ts';

const VERDICTS: readonly ClusterVerdict[] = ['fail', 'unknown', 'pending', 'pass', 'skipped'];

/** The clusters in scope: by verdict, then by the severity of what decided it. */
export function worstFirst({ clusters, findings }: Pick<Report, 'clusters' | 'findings'>): ReportCluster[] {
  const failing = clusters.filter(({ verdict }) => verdict === 'fail');
  const decidedBy = new Map(failing.map(({ account, id, why }) => [`${account} ${id}`, why?.check]));
  const weights = new Map<string, Severity>();
  for (const { status, severity, check, clusters: hit, resource, waiver } of findings) {
    if (status !== 'fail' || isAccepted({ waiver })) continue;
    for (const id of hit) {
      const key = `${resource.account} ${id}`;
      if (decidedBy.get(key) !== check) continue;
      const known = weights.get(key);
      if (known === undefined || rank(severity) < rank(known)) weights.set(key, severity);
    }
  }
  const weightOf = ({ account, id, verdict }: ReportCluster): number =>
    VERDICTS.indexOf(verdict) * 10 +
    (verdict === 'fail' ? rank(weights.get(`${account} ${id}`) ?? 'info') : 0);
  return clusters
    .filter(({ inScope }) => inScope)
    .map((cluster) => ({ cluster, weight: weightOf(cluster) }))
    .sort((a, b) => a.weight - b.weight)
    .map(({ cluster }) => cluster);
}
