import { rank, type Severity } from '../model/finding.ts';
import type { ClusterVerdict, Report, ReportCluster } from '../model/report.ts';
import { isAccepted } from './is-accepted.ts';

const VERDICTS: readonly ClusterVerdict[] = ['fail', 'unknown', 'pending', 'pass', 'skipped'];

/** The clusters in scope: by verdict, then by the severity of what decided it. */
export function worstFirst({ clusters, findings }: Pick<Report, 'clusters' | 'findings'>): ReportCluster[] {
  const weights = new Map<string, Severity>();
  for (const { status, severity, check, clusters: hit, resource, waiver } of findings) {
    if (status !== 'fail' || isAccepted({ waiver })) continue;
    for (const id of hit) {
      const key = `${resource.account} ${id} ${check}`;
      const known = weights.get(key);
      if (known === undefined || rank(severity) < rank(known)) weights.set(key, severity);
    }
  }
  const weightOf = ({ account, id, verdict, why }: ReportCluster): number => {
    const severity = weights.get(`${account} ${id} ${why?.check}`) ?? 'info';
    return VERDICTS.indexOf(verdict) * 10 + (verdict === 'fail' ? rank(severity) : 0);
  };
  return clusters.filter(({ inScope }) => inScope).sort((a, b) => weightOf(a) - weightOf(b));
}
