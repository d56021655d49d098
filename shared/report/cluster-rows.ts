import { linkOf, MUST_HOLD } from '../checks/catalogue.ts';
import type { Policy } from '../config/policy.ts';
import type { Use } from '../model/activity.ts';
import { type Cluster, isChanging, sealingKey } from '../model/cluster.ts';
import { type Finding, reaches } from '../model/finding.ts';
import type { JobResult } from '../model/job.ts';
import type { AccountResult } from '../model/job-state.ts';
import { keyIdOf } from '../model/key.ts';
import type { ReportCluster } from '../model/report.ts';
import { resourceKey } from '../model/resource-key.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** One row per cluster: flag, key, state of the key, last use, and the verdict that joins them. */
export function clusterRows(
  { id: account, results, memory }: AccountResult,
  policy: Policy,
): ReportCluster[] {
  const parts: Snapshot['parts'] = Object.assign({}, ...results.map((result) => result.parts));
  const row = rowMaker(account, parts, verdicts(results, policy));
  const listed = parts.clusters?.seen ? parts.clusters : null;
  return [
    ...(listed?.value ?? []).map((cluster) => row(cluster, { stale: false, seenAt: listed?.at || null })),
    ...(memory?.unlisted ?? []).map(({ cluster, seenAt }) => {
      const { verdict, ...rest } = row(cluster, { stale: true, seenAt: seenAt || null });
      return { ...rest, verdict: withoutPass(verdict) };
    }),
  ];
}

/** What is no longer listed passes nothing; a failure that was seen stays. */
function withoutPass(verdict: ReportCluster['verdict']): ReportCluster['verdict'] {
  return verdict === 'pass' || verdict === 'pending' ? 'unknown' : verdict;
}

type Row = (cluster: Cluster, listed: Pick<ReportCluster, 'stale' | 'seenAt'>) => ReportCluster;

function rowMaker(account: string, parts: Snapshot['parts'], verdictOf: ReturnType<typeof verdicts>): Row {
  const keyStates = keyStatesIn(parts);
  const useOf = usesIn(parts);
  return (cluster, { stale, seenAt }) => {
    const { region, id, name, spec, profile, version, state, tags, inScope } = cluster;
    const reference = sealingKey(cluster);
    const keyId = reference === null ? '' : keyIdOf(reference);
    const use = keyId === '' ? null : useOf(region, keyId);
    return {
      account,
      region,
      id,
      name,
      spec,
      profile,
      version,
      state,
      tags,
      inScope,
      encryption: encryptionOf(cluster),
      keyId,
      keyState: keyStates.get(`${region} ${keyId}`) ?? '',
      lastEncrypt: use?.encrypt ?? '',
      lastDecrypt: use?.decrypt ?? '',
      verdict: verdictOf(cluster),
      stale,
      seenAt,
    };
  };
}

function encryptionOf(cluster: Cluster): ReportCluster['encryption'] {
  if (cluster.inScope && isChanging(cluster)) return 'pending';
  if (!cluster.encryption.seen) return 'unknown';
  return cluster.encryption.value.on ? 'encrypted' : 'not-encrypted';
}

function keyStatesIn({ keys }: Snapshot['parts']): Map<string, string> {
  const states = new Map<string, string>();
  for (const { region, id, metadata } of keys?.seen ? keys.value : []) {
    if (!metadata.seen) continue;
    const key = metadata.value;
    const state = key.exists ? (key.state.seen ? key.state.value : '') : 'NotFound';
    states.set(resourceKey({ region, id }), state);
  }
  return states;
}

/** Where events do not name the key, the use of the region stands for each of its keys. */
function usesIn({ activity }: Snapshot['parts']): (region: string, keyId: string) => Use | null {
  const regions = new Map(activity?.seen ? activity.value.map(({ region, use }) => [region, use]) : []);
  return (region, keyId) => {
    const use = regions.get(region);
    return use?.seen ? (use.value.keys[keyId] ?? use.value.unnamed) : null;
  };
}

function verdicts(
  results: readonly JobResult[],
  policy: Policy,
): (cluster: Cluster) => ReportCluster['verdict'] {
  const failing = clustersIn(
    results,
    ({ status, severity }) => status === 'fail' && reaches(severity, 'high'),
  );
  const judged = MUST_HOLD.filter((check) => policy.severity[check] !== 'off');
  const seen = new Map(judged.map((check) => [check, clustersSeenBy(check, results)]));
  return (cluster) => {
    if (!cluster.inScope) return 'skipped';
    if (failing.has(cluster.id)) return 'fail';
    const changing = isChanging(cluster);
    if (!cluster.encryption.seen) return changing ? 'pending' : 'unknown';
    const links = cluster.encryption.value.on
      ? judged.filter((check) => !changing || linkOf(check) !== 'flag')
      : [];
    if (!links.every((check) => seen.get(check)?.has(cluster.id))) return 'unknown';
    return changing ? 'pending' : 'pass';
  };
}

function clustersIn(results: readonly JobResult[], wanted: (finding: Finding) => boolean): Set<string> {
  const findings = results.flatMap((result) => result.findings.filter(wanted));
  return new Set(findings.flatMap(({ clusters }) => clusters));
}

/** The clusters about which the check could say pass or fail. */
function clustersSeenBy(check: string, results: readonly JobResult[]): Set<string> {
  const seen = clustersIn(results, (finding) => finding.check === check && finding.status === 'fail');
  for (const { passed } of results) for (const id of passed[check] ?? []) seen.add(id);
  return seen;
}
