import type { Cluster, Scope } from '../model/cluster.ts';
import { isAcs, isChanging } from '../model/cluster.ts';
import { offerOf } from '../model/regions.ts';
import type { Text } from '../text/zh.ts';
import {
  defineCheck,
  type Explanation,
  fail,
  pass,
  pending,
  skipped,
  unknown,
  type Verdict,
} from './define-check.ts';
import { NEW_KEY_AND_SWITCH, SWITCH_KEY } from './switch-key.ts';
import { encryptedCluster, type OffFacts } from './terraform.ts';

export const clusterEncryption = defineCheck({
  id: 'cluster-encryption',
  order: 10,
  title: 'Cluster Secrets are encrypted with a KMS key',
  headline: 'Secret encryption is off',
  effect: 'new Secrets are stored in plain text',
  severity: 'high',
  job: 'inventory',
  resource: 'cluster',
  reads: ['clusters'],
  link: 'flag',
  mustHold: true,
  causes: ['encryption-off'],
  soughtCauses: ({ flag }) => (flag === 'not reported' || flag === 'not offered' ? [] : ['encryption-off']), // then it was never switched
  decides: [
    'cis-ack-1.0:6.2.1',
    'cis-kubernetes:1.2.27',
    'mlps-level-3:8.1.4.8',
    'iso-27001-2022:A.8.24',
    'pci-dss-4.0.1:3.5',
    'nist-800-53:SC-28',
    'soc-2:CC6.1',
    'cis-kubernetes:1.2.28',
    'gbt-39786-2021:5',
    'gbt-39786-2021:8.4',
  ],
  why: 'Without it, anyone with an etcd backup can read every Secret in plain text.',
  judged:
    'Reads the encryption setting of the cluster from ACK: on with a key ID passes, off fails, and a cluster in a stable state that reports neither counts as off. A change in progress is pending, a contradiction is unknown.',
  remedy: 'Create a symmetric key in the region of the cluster, then turn on Secret encryption.',
  command: NEW_KEY_AND_SWITCH,
  terraform: ({ resource, evidence }) => encryptedCluster(resource.id, evidence),
  page: 'cluster',
  evaluate: ({ clusters }) => clusters.map(judge),
});

/** Explains what is wrong with a key that no cluster needs any more. */
export const UNENCRYPTED: Explanation = { checks: [clusterEncryption.id], shares: 'clusters' };

function judge(cluster: Cluster): Verdict {
  const { scope, encryption, state, type, spec, profile } = cluster;
  if (scope === 'unknown') return unknown(cluster, OUT_OF_SCOPE.unknown, { type, spec, profile });
  if (scope !== 'in') return skipped(cluster, OUT_OF_SCOPE[scope], { type, spec, profile, state });
  if (isChanging(cluster)) return pending(cluster, 'The cluster is changing (state: {state}).', { state });
  if (!encryption.seen) return unknown(cluster, encryption);
  if (encryption.value.on) {
    return pass(cluster, 'Secret encryption is on with key {key}.', { key: encryption.value.keyId });
  }
  if (offerOf('kms', cluster.region) === 'not-offered') {
    const more = { severity: 'info', remedy: MOVE_TO_KMS, command: '' } as const;
    const sentence = 'Secret encryption is off; KMS is not available in {region}.';
    return fail(cluster, sentence, { flag: 'not offered', region: cluster.region }, more);
  }
  const { reported, keptKeyId } = encryption.value;
  const facts = { flag: reported ? 'off' : 'not reported', profile } satisfies OffFacts;
  if (!reported && isAcs(cluster))
    return unknown(
      cluster,
      'Where an ACS cluster reports Secret encryption is not documented; check it manually.',
    );
  if (!reported) return fail(cluster, 'The cluster reports no Secret encryption.', facts);
  if (keptKeyId === null) return fail(cluster, 'Secret encryption is off.', facts);
  return fail(
    cluster,
    'Secret encryption is off (last key: {key}).',
    { ...facts, key: keptKeyId },
    { remedy: KEEP_FORMER, command: SWITCH_KEY },
  );
}

/** The key kept from before is not proposed: whether it can still be used, and stays so, is not known here. */
const KEEP_FORMER =
  'Turn Secret encryption on again with an enabled key that will not be deleted; keep the former key until all Secrets are rewritten.';

/** What can be done where KMS is not. */
export const MOVE_TO_KMS =
  'Keep sensitive Secrets out of clusters in this region, or move the clusters to a region with KMS.';

/** Why a cluster is not judged. */
export const OUT_OF_SCOPE = {
  standard: 'Only Pro clusters offer Secret encryption; migrate the cluster to Pro to use it.',
  dedicated: 'A dedicated cluster manages its own control plane; ACK does not encrypt its Secrets.',
  registered: 'The control plane of a registered cluster is outside ACK.',
  profile: 'The policy excludes clusters with profile {profile}.',
  gone: 'The cluster is being deleted or was not fully created (state: {state}).',
  unknown: 'Unknown cluster type ({type} {spec} {profile}); check it manually.',
} as const satisfies Record<Exclude<Scope, 'in'>, Text>;
