import type { Policy } from '../config/policy.ts';
import type { RegionUse, Use } from '../model/activity.ts';
import { type Cluster, servesKmsV2 } from '../model/cluster.ts';
import { type KeyInUse, keysInUse } from '../model/key.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass, skipped, unknown, type Verdict } from './define-check.ts';

/** From here on a missing proof of use weighs medium. */
const PROOF_DAYS = 7;

export const decryptActivity = defineCheck({
  id: 'decrypt-activity',
  order: 210,
  title: 'Key is really used by the service role',
  severity: 'medium',
  job: 'activity',
  resource: 'key',
  reads: ['clusters', 'activity'],
  sources: ['events'],
  link: 'use',
  explainedBy: [UNENCRYPTED],
  supports: [
    'cis-ack-1.0:6.2.1',
    'cis-kubernetes:1.2.28',
    'mlps-level-3:8.1.4.8',
    'pci-dss-4.0:3.5',
    'nist-800-53:SC-28',
  ],
  why: 'The flag says that encryption is on; only a call of the service role to KMS proves that Secrets pass through the key.',
  judged:
    'Passes when ActionTrail shows a successful Encrypt or Decrypt by AliyunCSManagedSecurityRole within proofWindowDays. Where events do not name the key, the region is judged. Without proof: medium below Kubernetes 1.31 and a window of 7 days or more, else info, because KMS v2 calls are rare. Not judged in the first hour after a change.',
  remedy: 'Write a test Secret in the cluster and look again after ten minutes.',
  command:
    'kubectl create secret generic sealwatch-proof --from-literal=at="$(date -u +%FT%TZ)" --dry-run=client -o yaml | kubectl apply -f -',
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
        verdicts.push(unknown(key, 'The events of the region were not looked at.'));
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
  summary: 'With policy.proofWindowDays {days}, a key that nothing proves to be used is info only.',
  remedy: 'Set it to 7 or more, so that a missing proof weighs medium.',
} as const;

function judge(
  key: KeyInUse,
  members: readonly Cluster[],
  use: RegionUse,
  policy: Policy,
  now: Date,
): Verdict {
  const own = use.keys[key.id];
  if (own) {
    const facts = {
      lastEncrypt: own.encrypt,
      lastDecrypt: own.decrypt,
      eventId: own.eventId,
      last: newest(own),
    };
    return pass(key, 'The service role last used the key on {last}.', facts);
  }
  const hourAgo = now.getTime() - 3_600_000;
  if (members.some(({ updated }) => updated !== null && Date.parse(updated) > hourAgo)) {
    return skipped(key, 'The cluster changed within the last hour; events come with a delay.');
  }
  const facts = { from: use.from, days: policy.proofWindowDays };
  if (!use.searched)
    return unknown(
      key,
      'Too many events to look through since {from}; none of those seen is about this key.',
      facts,
    );
  const callsOften = members.some(({ version }) => servesKmsV2(version) === false);
  const severity = callsOften && policy.proofWindowDays >= PROOF_DAYS ? 'medium' : 'info';
  return fail(key, 'No call of the service role to this key in the last {days} days.', facts, { severity });
}

/** Which key was used cannot be told, so the proof is about the region and all its clusters. */
function judgeRegion(region: string, group: { use: Use; clusters: readonly string[] }): Verdict {
  const { encrypt, decrypt, eventId } = group.use;
  return pass(
    { id: region, region, clusters: group.clusters },
    'The service role last used a key of the region on {last}; the events do not name the key.',
    { lastEncrypt: encrypt, lastDecrypt: decrypt, eventId, last: newest(group.use), attribution: 'region' },
    { type: 'region' },
  );
}

function newest({ encrypt, decrypt }: Use): string {
  return [encrypt ?? '', decrypt ?? ''].sort().at(-1) ?? '';
}
