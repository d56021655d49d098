import { type Cluster, sealingKey } from '../model/cluster.ts';
import { type ExistingKey, type Key, keyIdOf } from '../model/key.ts';
import { defineCheck, fail, pass, skipped, unknown, type Verdict } from './define-check.ts';
import { crossedKmsV2, kmsV1Remains } from './kms-v1-remains.ts';

export const secretsReencryption = defineCheck({
  id: 'secrets-reencryption',
  order: 130,
  title: 'Cluster Secrets are sealed with the current key version',
  severity: 'low',
  job: 'keys',
  resource: 'cluster',
  reads: ['clusters', 'keys'],
  decides: ['pci-dss-4.0:3.7'],
  supports: ['iso-27001-2022:A.8.24', 'nist-800-53:SC-12'],
  why: 'Secrets written before a rotation stay on the old key version, those written before an upgrade across 1.31 on KMS v1, until they are written again.',
  judged:
    'Fails when the key was rotated after the cluster was created, or the cluster was upgraded across Kubernetes 1.31. The cloud cannot show whether the Secrets were rewritten since.',
  remedy:
    'Write every Secret again, so that it is sealed with the current key version; then waive this finding.',
  command: 'kubectl get secrets --all-namespaces -o json | kubectl replace -f -',
  page: 'cluster',
  evaluate: ({ clusters, keys }) => {
    const byId = new Map(keys.map((key) => [`${key.region} ${key.id}`, key]));
    return clusters.map((cluster) => {
      const reference = sealingKey(cluster);
      if (reference === null) return skipped(cluster, 'The cluster is not encrypted.');
      return judge(cluster, byId.get(`${cluster.region} ${keyIdOf(reference)}`));
    });
  },
});

function judge(cluster: Cluster, key: Key | undefined): Verdict {
  if (!key) return unknown(cluster, 'The key of the cluster was not looked at.');
  const { metadata } = key;
  if (!metadata.seen) return unknown(cluster, metadata);
  if (!metadata.value.exists) return skipped(cluster, 'The key does not exist; key-state tells.');
  return judgeRotation(cluster, metadata.value);
}

function judgeRotation(cluster: Cluster, key: ExistingKey): Verdict {
  if (!key.lastRotation.seen) return unknown(cluster, key.lastRotation);
  if (!key.created.seen) return unknown(cluster, key.created);
  const rotated = key.lastRotation.value;
  if (rotated !== null && isRotation(rotated, key.created.value)) {
    if (cluster.created === null)
      return unknown(cluster, 'The cloud does not say when the cluster was created.');
    if (Date.parse(rotated) > Date.parse(cluster.created)) {
      return fail(
        cluster,
        'Key {key} was rotated on {rotated}; Secrets older than that are on the old key version.',
        {
          key: key.id,
          rotated,
        },
      );
    }
  }
  if (crossedKmsV2(cluster)) {
    return fail(
      cluster,
      'The cluster was upgraded across Kubernetes 1.31; Secrets older than that may still be sealed through KMS v1.',
      { initVersion: cluster.initVersion, version: cluster.version },
      { explainedBy: kmsV1Remains.id },
    );
  }
  return pass(cluster, 'Nothing happened since the cluster was created that asks for rewriting its Secrets.');
}

/** KMS reports the time of the first key version as last rotation of a key that never rotated. */
function isRotation(rotated: string, created: string): boolean {
  return Date.parse(rotated) - Date.parse(created) > 86_400_000;
}
