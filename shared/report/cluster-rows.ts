import { clusterVerdicts, type Decision, type Why } from '../checks/cluster-verdicts.ts';
import type { Policy } from '../config/policy.ts';
import type { Use } from '../model/activity.ts';
import { type Cluster, isChanging, sealingKey } from '../model/cluster.ts';
import { UNREADABLE } from '../model/finding.ts';
import type { AccountResult } from '../model/job-state.ts';
import { keyIdOf } from '../model/key.ts';
import type { ReportCluster } from '../model/report.ts';
import { resourceKey } from '../model/resource-key.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Language, render } from '../text/render.ts';
import type { Text } from '../text/zh.ts';
import { proofsIn } from './proof-rows.ts';

/** One row per cluster: flag, key, state of the key, last use, the verdict that joins them, and why. */
export function clusterRows(
  { id: account, results, memory }: AccountResult,
  policy: Policy,
  language: Language,
): ReportCluster[] {
  const parts: Snapshot['parts'] = Object.assign({}, ...results.map((result) => result.parts));
  const decide = clusterVerdicts(results, policy);
  const row = rowMaker(account, parts, decide, language);
  const unlistedRow = rowMaker(account, parts, (cluster) => withoutPass(decide(cluster)), language);
  const listed = parts.clusters?.seen ? parts.clusters : null;
  return [
    ...(listed?.value ?? []).map((cluster) => row(cluster, { stale: false, seenAt: listed?.at || null })),
    ...(memory?.unlisted ?? []).map(({ cluster, seenAt }) =>
      unlistedRow(cluster, { stale: true, seenAt: seenAt || null }),
    ),
  ];
}

/** What is no longer listed passes nothing; a failure that was seen stays. */
function withoutPass(decision: Decision): Decision {
  const { verdict } = decision;
  return verdict === 'pass' || verdict === 'pending' ? { verdict: 'unknown', why: UNLISTED } : decision;
}

const UNLISTED = {
  check: UNREADABLE,
  summary: 'Not in the latest cluster list, which is incomplete.',
  evidence: {},
} satisfies Why & { summary: Text };

type Row = (cluster: Cluster, listed: Pick<ReportCluster, 'stale' | 'seenAt'>) => ReportCluster;

function rowMaker(
  account: string,
  parts: Snapshot['parts'],
  decide: (cluster: Cluster) => Decision,
  language: Language,
): Row {
  const keyStates = keyStatesIn(parts);
  const useOf = usesIn(parts);
  const proofOf = proofsIn(parts, account);
  return (cluster, { stale, seenAt }) => {
    const { region, id, name, spec, profile, version, state, tags, inScope } = cluster;
    const reference = sealingKey(cluster);
    const keyId = reference === null ? '' : keyIdOf(reference);
    const use = keyId === '' ? null : useOf(region, keyId);
    const { verdict, why } = decide(cluster);
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
      verdict,
      why: why && { check: why.check, text: render(why.summary, why.evidence, language) },
      stale,
      seenAt,
      ...proofOf(cluster),
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
