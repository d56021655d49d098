import type { Report, ReportFinding } from '../model/report.ts';
import { isAccepted } from './is-accepted.ts';

/** One thing to do: what it mends, worst first. */
export interface ToDo {
  /** The worst of them. */
  finding: ReportFinding;
  /** Findings that the same action mends, `finding` included. */
  findings: readonly ReportFinding[];
  /** Ids of the clusters that all of them name. */
  clusters: readonly string[];
}

/** It fails, somebody has to act, and nobody accepted it. */
export function isToDo(finding: Pick<ReportFinding, 'status' | 'mutedBy' | 'waiver' | 'severity'>): boolean {
  const { status, mutedBy, severity } = finding;
  return status === 'fail' && mutedBy === null && !isAccepted(finding) && severity !== 'info';
}

/** What to do, worst first. Findings that the same command mends are one thing to do: they have one cause. */
export function toDos({ findings }: Pick<Report, 'findings'>): ToDo[] {
  const groups = new Map<string, ReportFinding[]>();
  for (const finding of findings.filter(isToDo)) {
    const { remedy, resource } = finding;
    const key = JSON.stringify([resource.account, remedy.command || remedy.text]);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()].flatMap((group) => {
    const [finding] = group;
    const clusters = [...new Set(group.flatMap((one) => one.clusters))];
    return finding ? [{ finding, findings: group, clusters }] : [];
  });
}
