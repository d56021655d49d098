import {
  type Cluster,
  crossedKmsV2,
  isChanging,
  isRewritten,
  isSealedAnew,
  neededFormerKeys,
  sealingKey,
  servesKmsV2,
} from '../model/cluster.ts';
import { type ExistingKey, type Key, keyIdOf } from '../model/key.ts';
import type { ProvenCluster } from '../model/proof.ts';
import { defineCheck, fail, pass, skipped, unknown, type Verdict } from './define-check.ts';
import { kmsV1Remains } from './kms-v1-remains.ts';
import { judgePlain, secretsPlain } from './secrets-plain.ts';

export const secretsReencryption = defineCheck({
  id: 'secrets-reencryption',
  order: 130,
  title: 'Cluster Secrets were all rewritten since encryption or its key changed',
  headline: 'older Secrets not rewritten',
  severity: 'low',
  job: 'activity',
  resource: 'cluster',
  reads: ['clusters', 'keys'],
  sources: ['events'],
  decides: ['pci-dss-4.0.1:3.7', 'pci-dss-4.0.1:3.7.4'],
  supports: ['iso-27001-2022:A.8.24', 'nist-800-53:SC-12'],
  why: 'Until they are rewritten, Secrets written before encryption was turned on stay in plain text in etcd, those written before a rotation stay on the old key version, and those written before an upgrade across 1.31 stay on KMS v1.',
  judged:
    'Encryption turned on after the cluster was created, according to an event or stored history, fails as medium; a replaced key, a rotation and an upgrade across Kubernetes 1.31 as low. Each passes once the rewrite of all Secrets is listed under confirmations. If the time when encryption was turned on is not known, it is unknown (info). A cluster created encrypted passes. Where the job proof has run, counters of API servers replace the estimate: plain text fails, and an API server that read values only with the current key passes.',
  remedy:
    'Rewrite every Secret so that it is encrypted; then list it under confirmations in the configuration.',
  command: 'kubectl get secrets --all-namespaces -o json | kubectl replace -f -',
  page: 'cluster',
  evaluate: ({ clusters, keys, proofs = [] }) => {
    const byId = new Map(keys.map((key) => [`${key.region} ${key.id}`, key]));
    return clusters.map((cluster) => {
      const reference = sealingKey(cluster);
      if (reference === null) return skipped(cluster, 'The cluster is not encrypted.');
      const counted = proofs.find((proof) => proof.cluster === cluster.id);
      return (
        judgeCounted(cluster, counted) ??
        judgeSwitch(cluster) ??
        judgeKey(cluster, byId.get(`${cluster.region} ${keyIdOf(reference)}`))
      );
    });
  },
});

/** What was counted in plain text needs no guess; null: nothing was, or nobody counted. */
function judgeCounted(cluster: Cluster, proof: ProvenCluster | undefined): Verdict | null {
  if (!proof || isChanging(cluster)) return null;
  const told = judgePlain(cluster, proof);
  if (told.status !== 'fail') return null;
  return { ...told, severity: 'medium', explainedBy: secretsPlain.id };
}

/** What history tells without a look at the key; null: nothing to rewrite. */
function judgeSwitch(cluster: Cluster): Verdict | null {
  const { created } = cluster;
  const since = cluster.past?.since ?? null;
  if (since !== null && created !== null && isLater(since, created) && !isSealedAnew(cluster, since)) {
    return fail(
      cluster,
      'Encryption was turned on on {since}, after the cluster was created; older Secrets may be in plain text until they are rewritten.',
      { since, created },
      { severity: 'medium' },
    );
  }
  const [former] = neededFormerKeys(cluster);
  if (!former) return null;
  return fail(cluster, 'The key was replaced; Secrets written before {until} may still need key {key}.', {
    key: keyIdOf(former.reference),
    until: former.until,
  });
}

function judgeKey(cluster: Cluster, key: Key | undefined): Verdict {
  if (!key) return unknown(cluster, 'The key of the cluster was not checked.');
  const { metadata } = key;
  if (!metadata.seen) return unknown(cluster, metadata);
  if (!metadata.value.exists) return skipped(cluster, 'The key does not exist; see key-state.');
  return judgeRotation(cluster, metadata.value) ?? judgeRest(cluster);
}

/** Null: no rotation asks for rewriting. */
function judgeRotation(cluster: Cluster, key: ExistingKey): Verdict | null {
  if (!key.lastRotation.seen) return unknown(cluster, key.lastRotation);
  if (!key.created.seen) return unknown(cluster, key.created);
  const rotated = key.lastRotation.value;
  if (rotated === null || !isRotation(rotated, key.created.value)) return null;
  if (isRewritten(cluster, rotated)) return null;
  if (cluster.created === null) return unknown(cluster, 'ACK does not report when the cluster was created.');
  if (!isLater(rotated, cluster.created)) return null;
  return fail(
    cluster,
    'Key {key} was rotated on {rotated}; older Secrets are on the old key version.',
    { key: key.id, rotated },
    servesKmsV2(cluster) === false ? {} : { remedy: NEW_VERSION_FIRST },
  );
}

/** Until it starts anew, an API server with KMS v2 goes on using the key version that it started with. */
const NEW_VERSION_FIRST =
  'First let the API server load the new key version: it does so when it restarts, for example during an upgrade. Then rewrite every Secret, and list it under confirmations in the configuration.';

function judgeRest(cluster: Cluster): Verdict {
  if (crossedKmsV2(cluster) && !isSealedAnew(cluster, cluster.past?.upgraded ?? '')) {
    return fail(
      cluster,
      'The cluster was upgraded across Kubernetes 1.31; older Secrets may still be encrypted through KMS v1.',
      { initVersion: cluster.initVersion, version: cluster.version },
      { explainedBy: kmsV1Remains.id },
    );
  }
  const { since = null, rewritten = null, sealed } = cluster.past ?? {};
  if (sealed !== undefined) return pass(cluster, COUNTED, { sealed });
  if (rewritten !== null) return pass(cluster, 'The rewrite of all Secrets is confirmed.', { rewritten });
  if (since === null) {
    return unknown(
      cluster,
      'It is not known when encryption was turned on; older Secrets may be in plain text.',
      {},
      {
        severity: 'info',
        remedy:
          'Rewrite every Secret unless you know that it was done; then list it under confirmations in the configuration.',
      },
    );
  }
  if (cluster.created === null) return unknown(cluster, 'ACK does not report when the cluster was created.');
  return pass(
    cluster,
    'The cluster was created encrypted, and no later change requires a rewrite of its Secrets.',
  );
}

const COUNTED =
  'The API server that started at {sealed} read no Secret except with the current key, through KMS v2.';

function isLater(at: string, than: string): boolean {
  return Date.parse(at) > Date.parse(than);
}

/** KMS reports the time of the first key version as last rotation of a key that never rotated. */
function isRotation(rotated: string, created: string): boolean {
  return Date.parse(rotated) - Date.parse(created) > 86_400_000;
}
