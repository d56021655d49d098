import type { Policy } from '../config/policy.ts';
import { longestSilence, type RegionUse, type Use } from '../model/activity.ts';
import { type Cluster, servesKmsV2 } from '../model/cluster.ts';
import { type KeyInUse, keysInUse } from '../model/key.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass, pending, unknown, type Verdict } from './define-check.ts';
import { KEY_UNUSABLE } from './key-state.ts';

/** From here on a missing proof of use weighs medium. */
const PROOF_DAYS = 7;

export const decryptActivity = defineCheck({
  id: 'decrypt-activity',
  order: 210,
  title: 'Key is in use by the KMS plugin of the service role',
  headline: 'KMS key not seen in use',
  severity: 'medium',
  job: 'activity',
  resource: 'key',
  reads: ['clusters', 'activity'],
  sources: ['events'],
  link: 'use',
  explainedBy: [UNENCRYPTED, KEY_UNUSABLE],
  supports: [
    'cis-ack-1.0:6.2.1',
    'cis-kubernetes:1.2.28',
    'mlps-level-3:8.1.4.8',
    'pci-dss-4.0.1:3.5',
    'nist-800-53:SC-28',
  ],
  why: 'A successful call proves that the KMS plugin of the service role can use the key, but nothing about a Secret; when regular calls stop, the plugin no longer runs or cannot reach KMS.',
  judged:
    'Passes when ActionTrail shows a successful Encrypt or Decrypt by AliyunCSManagedSecurityRole within proofWindowDays. KMS v2 (from Kubernetes 1.31) calls about once a minute whatever happens to Secrets: a key that was called regularly fails after 30 minutes without any call, or after three times its longest pause and ten minutes for late events. This does not apply to a key that was never seen in use. Under KMS v1, calls follow Secrets. Where events do not contain the key, the region is checked. Without any call in the window: medium below Kubernetes 1.31 and a window of 7 days or more, else info. Not checked in the first hour after a change. Keys shared by several clusters count as silent only when all of the clusters are.',
  remedy:
    'Check whether the API server reports its KMS provider as ok; if not, check role, network path and key.',
  command: "kubectl get --raw '/readyz?verbose' | grep kms",
  page: 'events',
  policyWarning: ({ proofWindowDays: days }) =>
    days < PROOF_DAYS ? { ...SHORT_WINDOW, evidence: { days } } : null,
  evaluate: ({ clusters, activity }, policy, now) => {
    const uses = new Map(activity.map(({ region, use }) => [region, use]));
    const byId = new Map(clusters.map((cluster) => [cluster.id, cluster]));
    const unnamed = new Map<string, { use: Use; clusters: string[] }>();
    const verdicts: Verdict[] = [];
    for (const key of keysInUse(clusters)) {
      const use = uses.get(key.region);
      if (use?.seen && !use.value.keys[key.id] && use.value.unnamed) {
        const group = unnamed.get(key.region) ?? { use: use.value.unnamed, clusters: [] };
        group.clusters.push(...key.clusters);
        unnamed.set(key.region, group);
      } else if (!use) {
        verdicts.push(unknown(key, 'The events of the region were not checked.'));
      } else {
        const members = key.clusters.flatMap((id) => byId.get(id) ?? []);
        verdicts.push(use.seen ? judge(key, members, use.value, policy, now) : unknown(key, use));
      }
    }
    return [...verdicts, ...[...unnamed].map(([region, group]) => judgeRegion(region, group))];
  },
});

const SHORT_WINDOW = {
  id: 'proof-window',
  summary: 'With policy.proofWindowDays {days}, a key without evidence of use is only info.',
  remedy: 'Set it to 7 or more, so that missing evidence is medium.',
} as const;

function judge(
  key: KeyInUse,
  members: readonly Cluster[],
  use: RegionUse,
  policy: Policy,
  now: Date,
): Verdict {
  const hourAgo = now.getTime() - 3_600_000;
  const isFresh = members.some(({ updated }) => updated !== null && Date.parse(updated) > hourAgo);
  const silence = members.some(hasHeartbeat) ? silenceOf(key.id, use) : null;
  if (silence && isFresh) return pending(key, JUST_CHANGED);
  if (silence) {
    const sentence =
      'The KMS plugin used to call this key at least every {usually} min; the last call was on {last}.';
    return fail(key, sentence, silence);
  }
  const own = use.keys[key.id];
  if (own) {
    const facts = {
      lastEncrypt: own.encrypt,
      lastDecrypt: own.decrypt,
      eventId: own.eventId,
      last: newest(own),
    };
    return pass(key, 'The KMS plugin of the service role last used this key on {last}.', facts);
  }
  if (isFresh) return pending(key, JUST_CHANGED);
  return judgeUnused(key, members, use, policy);
}

function judgeUnused(
  key: KeyInUse,
  members: readonly Cluster[],
  { from, searched }: RegionUse,
  { proofWindowDays: days }: Policy,
): Verdict {
  const facts = { from, days };
  if (!searched)
    return unknown(
      key,
      'Too many events to read completely since {from}; none of those read is about this key.',
      facts,
    );
  const callsOften = members.some((cluster) => servesKmsV2(cluster) === false);
  const severity = callsOften && days >= PROOF_DAYS ? 'medium' : 'info';
  return fail(key, NO_CALL, facts, { severity, ...(callsOften ? WRITE_A_SECRET : {}) });
}

const JUST_CHANGED = 'The cluster changed within the last hour; events arrive with a delay.';

const NO_CALL = 'No call of the service role to this key in the last {days} {days:day|days}.';

/** Proves something under KMS v1 only: there, each Secret that is written is one Encrypt. */
const WRITE_A_SECRET = {
  remedy: 'Write a test Secret in the cluster and check again after ten minutes.',
  command: 'kubectl create secret generic sealwatch-probe --from-literal=probe=written',
} as const;

/** Under KMS v2 the API server calls about once a minute, whatever happens to Secrets. */
function hasHeartbeat(cluster: Cluster): boolean {
  return servesKmsV2(cluster) === true;
}

/**
 * A key that was called regularly and is no longer, as of the end of the search. Refused calls are calls, and those that name
 * no key may be about this one.
 */
function silenceOf(id: string, { paces, to, unnamed, failures }: RegionUse): Verdict['evidence'] | null {
  const pace = paces?.[id];
  const longest = pace && longestSilence(pace);
  if (!pace || !longest || to === undefined) return null;
  const others = failures.flatMap(({ keyId, at }) => (keyId === null ? [at] : []));
  const last = [pace.until, ...others, unnamed ? newest(unnamed) : ''].sort().at(-1) ?? '';
  const silent = (Date.parse(to) - Date.parse(last)) / 1000;
  if (silent <= longest) return null;
  return { last: pace.until, usually: Math.max(1, Math.ceil(pace.longest / 60)), from: pace.since, to };
}

/** Which key was used cannot be told, so the proof is about the region and all its clusters. */
function judgeRegion(region: string, group: { use: Use; clusters: readonly string[] }): Verdict {
  const { encrypt, decrypt, eventId } = group.use;
  return pass(
    { id: region, region, clusters: group.clusters },
    'The KMS plugin of the service role last used a key of the region on {last}; the events do not contain the key ID.',
    { lastEncrypt: encrypt, lastDecrypt: decrypt, eventId, last: newest(group.use), attribution: 'region' },
    { type: 'region' },
  );
}

function newest({ encrypt, decrypt }: Use): string {
  return [encrypt ?? '', decrypt ?? ''].sort().at(-1) ?? '';
}
