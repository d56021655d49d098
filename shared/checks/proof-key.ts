import { type Cluster, sealingKey } from '../model/cluster.ts';
import type { Key } from '../model/key.ts';
import { keyIdOf } from '../model/key.ts';
import type { ProvenCluster } from '../model/proof.ts';
import { hashesOfKey, writingKeys } from '../model/proven.ts';
import { defineCheck, pass, unknown, type Verdict } from './define-check.ts';
import { eachProof, notProven } from './each-proof.ts';

export const proofKey = defineCheck({
  id: 'proof-key',
  order: 330,
  title: 'API server encrypts with the key configured for the cluster',
  headline: 'API server uses another KMS key',
  severity: 'medium',
  job: 'proof',
  resource: 'cluster',
  reads: ['clusters', 'keys', 'proofs'],
  optional: true,
  supports: ['cis-kubernetes:1.2.28', 'nist-800-53:SC-12', 'iso-27001-2022:A.8.24'],
  why: 'The cluster setting names a key; only the API server shows which key it really encrypts with.',
  judged:
    'The API server identifies its keys by the SHA-256 of the key ID. Passes when it writes, or would write, with the configured key; other keys that it still reads with are listed. No match is unknown, because a KMS plugin may add a version to the ID; an API server that reports no key, as with KMS v1, is also unknown.',
  remedy:
    'Compare the key of the cluster in the console with the key that the KMS plugin calls according to ActionTrail.',
  page: 'cluster',
  evaluate: ({ clusters, keys, proofs }) =>
    eachProof(clusters, proofs, (cluster, proof) => judge(cluster, proof, keys)),
});

function judge(cluster: Cluster, proof: ProvenCluster, keys: readonly Key[]): Verdict {
  if (!proof.servers.seen) return notProven(cluster, proof.servers);
  const named = proof.servers.value.flatMap((server) => server.keys);
  const hashes = hashesOfKey(cluster, accountOf(keys), keys);
  const writes = writingKeys(proof.servers.value);
  const key = keyIdOf(sealingKey(cluster) ?? '');
  const others = [...new Set(named.map(({ hash }) => hash).filter((hash) => !hashes.has(hash)))].map(short);
  if (writes.length === 0) {
    const providers = proof.providers.seen ? proof.providers.value.map(({ name }) => name) : [];
    return unknown(cluster, 'The API server reports no key; with KMS v1 it never does.', { providers }, INFO);
  }
  if (writes.every(({ hash }) => hashes.has(hash))) {
    const [missing] = proof.servers.missing ?? [];
    if (missing) return notProven(cluster, missing);
    return others.length === 0
      ? pass(cluster, 'The API server encrypts with key {key}.', { key })
      : pass(cluster, 'The API server encrypts with key {key}; it previously used {others}.', {
          key,
          others,
        });
  }
  return unknown(
    cluster,
    'The API server encrypts with {others}, which matches no known name of key {key}.',
    { key, others },
    {
      remedy:
        'Compare the key of the cluster in the console with the key that the KMS plugin calls according to ActionTrail.',
    },
  );
}

const INFO = { severity: 'info' } as const;

function short(hash: string): string {
  return hash.slice(0, 19);
}

/** Keys carry their account in the ARN. */
function accountOf(keys: readonly Key[]): string {
  for (const { metadata } of keys) {
    const arn = metadata.seen && metadata.value.exists ? metadata.value.arn : '';
    const account = /^acs:kms:[^:]*:(\d+):/.exec(arn)?.[1];
    if (account !== undefined) return account;
  }
  return '';
}
