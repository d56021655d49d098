import type { Cluster, Scope } from '../model/cluster.ts';
import { isAcs, isChanging } from '../model/cluster.ts';
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
  severity: 'high',
  job: 'inventory',
  resource: 'cluster',
  reads: ['clusters'],
  link: 'flag',
  mustHold: true,
  causes: ['encryption-off'],
  soughtCauses: ({ flag }) => (flag === 'not reported' ? [] : ['encryption-off']), // then it was never switched
  decides: [
    'cis-ack-1.0:6.2.1',
    'cis-kubernetes:1.2.27',
    'mlps-level-3:8.1.4.8',
    'iso-27001-2022:A.8.24',
    'pci-dss-4.0:3.5',
    'nist-800-53:SC-28',
    'soc-2:CC6.1',
  ],
  why: 'Without it, anyone who obtains an etcd backup reads every Secret in plain text.',
  judged:
    'Reads the flag that ACK keeps for the cluster: on with a key id passes, off fails, and a settled cluster that reports neither counts as off. A change under way is pending, a contradiction is unknown.',
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
  if (isChanging(cluster))
    return pending(cluster, 'A change of the cluster is under way ({state}).', { state });
  if (!encryption.seen) return unknown(cluster, encryption);
  if (encryption.value.on) {
    return pass(cluster, 'Secret encryption is on with key {key}.', { key: encryption.value.keyId });
  }
  const { reported, keptKeyId } = encryption.value;
  const facts = { flag: reported ? 'off' : 'not reported', profile } satisfies OffFacts;
  if (!reported && isAcs(cluster))
    return unknown(
      cluster,
      'Where an ACS cluster reports Secret encryption is not documented; check it by hand.',
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
  'Turn Secret encryption on again with a key that is enabled and stays; keep the former key until all Secrets are rewritten.';

/** Why a cluster is not judged. */
export const OUT_OF_SCOPE = {
  standard: 'Only Pro clusters offer Secret encryption; migrate the cluster to Pro to use it.',
  dedicated: 'A dedicated cluster has its own control plane; ACK does not encrypt its Secrets.',
  registered: 'A registered cluster has its control plane elsewhere.',
  profile: 'The policy does not ask for clusters of profile {profile}.',
  gone: 'The cluster is being deleted or was never finished ({state}).',
  unknown: 'This kind of cluster is not known here ({type} {spec} {profile}); check it by hand.',
} as const satisfies Record<Exclude<Scope, 'in'>, Text>;
