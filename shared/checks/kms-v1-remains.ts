import { type Cluster, isSealedAnew, sealingKey, servesKmsV2 } from '../model/cluster.ts';
import type { ProvenCluster } from '../model/proof.ts';
import { atMost, hasOpenedAll, startedEncrypted } from '../model/proven.ts';
import { defineCheck, fail, pass, skipped, unknown, type Verdict } from './define-check.ts';

export const kmsV1Remains = defineCheck({
  id: 'kms-v1-remains',
  order: 140,
  title: 'Cluster has only run versions that encrypt through KMS v2',
  headline: 'Secrets may still use KMS v1',
  severity: 'medium',
  job: 'inventory',
  resource: 'cluster',
  reads: ['clusters'],
  supports: [
    'iso-27001-2022:A.8.24',
    'pci-dss-4.0.1:3.7',
    'nist-800-53:SC-12',
    'cis-kubernetes:1.2.28',
    'pci-dss-4.0.1:3.7.4',
  ],
  why: 'KMS v1 is deprecated in Kubernetes: it calls KMS for every Secret, so it is slower and costs more, and its support will end.',
  judged:
    'Uses version numbers only, without reading any Secret; where the job proof has run, it uses what API servers have read through KMS v1 since they started. An encrypted cluster that started below Kubernetes 1.31 and runs 1.31 or later fails until the rewrite of its Secrets is confirmed: older ones may still be encrypted through KMS v1. A cluster that still runs below 1.31 fails as info, because KMS v1 is its only option.',
  remedy:
    'Rewrite every Secret so that it is encrypted through KMS v2; then list it under confirmations in the configuration.',
  command: 'kubectl get secrets --all-namespaces -o json | kubectl replace -f -',
  page: 'cluster',
  evaluate: ({ clusters, proofs = [] }) =>
    clusters.map((cluster) => {
      if (sealingKey(cluster) === null) return skipped(cluster, 'The cluster is not encrypted.');
      const counted = proofs.find((proof) => proof.cluster === cluster.id);
      return (counted && judgeCounted(cluster, counted)) ?? judgeVersions(cluster);
    }),
});

function judgeVersions(cluster: Cluster): Verdict {
  const { version, initVersion } = cluster;
  const facts = { version, initVersion };
  const now = servesKmsV2(cluster);
  const then = servesKmsV2({ ...cluster, version: initVersion });
  if (now === null || (now && then === null)) {
    return unknown(cluster, 'Unrecognised Kubernetes version ({version}, initially {initVersion}).', facts);
  }
  if (!now) {
    return fail(cluster, 'Kubernetes {version} encrypts Secrets through KMS v1.', facts, {
      severity: 'info',
      remedy: 'Upgrade the cluster to Kubernetes 1.31 or later, then rewrite every Secret.',
      command: '',
    });
  }
  if (then) {
    return pass(
      cluster,
      'Created with Kubernetes {initVersion}, now {version}: both encrypt through KMS v2.',
      facts,
    );
  }
  return isSealedAnew(cluster, cluster.past?.upgraded ?? '')
    ? pass(cluster, 'The rewrite of all Secrets after the upgrade is confirmed.', facts)
    : fail(
        cluster,
        'Upgraded from {initVersion} to {version}; older Secrets may still be encrypted through KMS v1.',
        facts,
      );
}

/** What API servers opened since they started; null: they do not tell. A cluster below 1.31 has nothing but KMS v1. */
function judgeCounted(cluster: Cluster, proof: ProvenCluster): Verdict | null {
  const { version } = cluster;
  if (!proof.servers.seen || servesKmsV2(cluster) !== true) return null;
  const { rewritten = null } = cluster.past ?? {};
  const counting = proof.servers.value.flatMap(({ read, startedAt }) =>
    read ? [{ ...read, startedAt }] : [],
  );
  const old = counting.find(
    ({ v1, startedAt }) => v1 > 0 && (rewritten === null || (startedAt ?? '') > rewritten),
  );
  if (old) {
    const count = atMost(old.v1, proof);
    return fail(
      cluster,
      count < old.v1
        ? 'Up to {count} {count:Secret is|Secrets are} still encrypted through KMS v1: the API server has used it for {opened} {opened:read|reads} since {since}.'
        : 'Up to {count} {count:Secret is|Secrets are} still encrypted through KMS v1: the API server has read {count} this way since {since}.',
      { version, count, opened: old.v1, since: old.startedAt ?? '' },
    );
  }
  const clean = proof.servers.value.find(
    (server) =>
      startedEncrypted(server, cluster) &&
      hasOpenedAll(server) &&
      server.read?.v1 === 0 &&
      server.read.v2 > 0,
  );
  if (!clean || counting.some(({ v1 }) => v1 > 0)) return null;
  return pass(cluster, 'The API server has read no Secret through KMS v1 since it started at {since}.', {
    version,
    since: clean.startedAt ?? '',
  });
}
