import type { HistoryDay } from '../../shared/model/history.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import type { Report, ReportCluster } from '../../shared/model/report.ts';
import { writeHistory } from '../../shared/state/job-store.ts';
import { storedHistory } from '../../shared/state/stored-history.ts';
import { localDate } from '../../shared/text/render.ts';

const DAY_MS = 86_400_000;
const DAYS = 89;

/** A write call that the sandbox recorded. */
export interface PastCall {
  /** ISO 8601, UTC. */
  at: string;
  name: string;
  /** Ids of what it changed. */
  resources: readonly string[];
}

/**
 * Puts the 89 days before the demo into its store, as far as the sandbox's own record of calls tells them: what was
 * changed since was not so before. What no call explains is taken to have been so all along.
 */
export async function writePast(
  store: ObjectStore,
  report: Report,
  calls: readonly PastCall[],
): Promise<void> {
  const [account] = report.accounts;
  if (!account) return;
  const now = Date.parse(report.generatedAt);
  const past = Array.from({ length: DAYS }, (_, index) => {
    const at = new Date(now - (DAYS - index) * DAY_MS).toISOString();
    return dayAt(report, calls, at);
  });
  await writeHistory(store, account.id, [...past, ...(await storedHistory(store, account.id))]);
}

function dayAt(report: Report, calls: readonly PastCall[], at: string): HistoryDay {
  const later = calls.filter((call) => call.at > at);
  const touched = (id: string): boolean => id !== '' && later.some(({ resources }) => resources.includes(id));
  const created = new Set(
    later.filter(({ name }) => name === 'CreateCluster').flatMap(({ resources }) => resources),
  );
  const clusters = report.clusters.filter(({ id }) => !created.has(id));
  const inScope = clusters.filter((cluster) => cluster.inScope);
  const verdicts = { pass: 0, fail: 0, unknown: 0, pending: 0 };
  for (const row of inScope) verdicts[verdictThen(row, later, touched)] += 1;
  const failing = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const { status, severity, resource, clusters: hit } of report.findings)
    if (status === 'fail' && !touched(resource.id) && !hit.some(touched)) failing[severity] += 1;
  return {
    date: localDate(at),
    clusters: clusters.length,
    inScope: inScope.length,
    encrypted: inScope.filter((row) => wasEncrypted(row, later)).length,
    verdicts,
    failing,
    unknown: report.summary.findings.unknown,
    spend: null,
  };
}

/** Before a switch it was the other way round. */
function wasEncrypted({ id, encryption }: ReportCluster, later: readonly PastCall[]): boolean {
  const switches = later.filter(
    ({ name, resources }) => name === 'UpdateKMSEncryption' && resources.includes(id),
  );
  const isOn = encryption === 'encrypted' || (encryption === 'pending' && switches.length > 0);
  return switches.length % 2 === 0 ? isOn : !isOn;
}

function verdictThen(
  row: ReportCluster,
  later: readonly PastCall[],
  touched: (id: string) => boolean,
): 'pass' | 'fail' | 'unknown' | 'pending' {
  if (!touched(row.id) && !touched(row.keyId)) return row.verdict === 'skipped' ? 'unknown' : row.verdict;
  return wasEncrypted(row, later) ? 'pass' : 'fail';
}
