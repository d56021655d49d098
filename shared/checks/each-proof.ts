import { type Cluster, isChanging, sealingKey } from '../model/cluster.ts';
import type { Unseen } from '../model/observation.ts';
import type { ProvenCluster } from '../model/proof.ts';
import { notRead, pending, type Verdict } from './define-check.ts';

/** Judges the clusters whose API servers were looked at. Of the others nothing is said, nor of those that are not encrypted. */
export function eachProof(
  clusters: readonly Cluster[],
  proofs: readonly ProvenCluster[],
  judge: (cluster: Cluster, proof: ProvenCluster) => Verdict,
): Verdict[] {
  const byId = new Map(clusters.map((cluster) => [cluster.id, cluster]));
  return proofs.flatMap((proof) => {
    const cluster = byId.get(proof.cluster);
    if (!cluster || sealingKey(cluster) === null) return [];
    if (isChanging(cluster)) {
      return pending(cluster, 'The cluster is changing (state: {state}).', { state: cluster.state });
    }
    return judge(cluster, proof);
  });
}

/** What nobody could see from the API servers of a cluster: a right that is missing there, or something that is not set up. */
export function notSeen(cluster: Cluster, why: Unseen): Verdict {
  if (why.because === 'absent') return notRead(cluster, why, {}, { severity: 'medium', remedy: SET_UP });
  if (why.because === 'denied' && why.permission === undefined) {
    return notRead(cluster, why, {}, { remedy: BIND });
  }
  return notRead(cluster, why);
}

const SET_UP =
  'Check `level` and `network` under `proof` in the configuration, and the CronJob in the cluster.';
const BIND = 'Bind the auditing identity to system:monitoring in the cluster; see docs/ram.';

/** The first check about the API server tells it; that the others saw nothing either follows from it. */
export function notProven(cluster: Cluster, why: Unseen): Verdict {
  return { ...notSeen(cluster, why), severity: 'info' };
}
