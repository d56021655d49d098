import type { Cluster } from '../model/cluster.ts';
import type { CountedServer, ProvenCluster } from '../model/proof.ts';
import { isClean } from '../model/proven.ts';
import { defineCheck, fail, pass, unknown, type Verdict } from './define-check.ts';
import { eachProof, notProven } from './each-proof.ts';

export const secretsPlainWrites = defineCheck({
  id: 'secrets-plain-writes',
  order: 320,
  title: 'Cluster writes no Secret in plain text',
  headline: 'Secrets are written in plain text',
  severity: 'critical',
  job: 'proof',
  resource: 'cluster',
  reads: ['clusters', 'proofs'],
  optional: true,
  supports: [
    'cis-ack-1.0:6.2.1',
    'cis-kubernetes:1.2.28',
    'mlps-level-3:8.1.4.8',
    'pci-dss-4.0.1:3.5',
    'nist-800-53:SC-28',
  ],
  why: 'An API server that writes plain text while encryption is on encrypts nothing, whatever the setting shows.',
  judged:
    'Counts how API servers have written values since they started. A plain-text write while encryption is on fails. Writes counted by an API server that started before encryption was turned on are unknown, unless the count grew between two later observations. Passes when no API server that answered wrote plain text.',
  remedy:
    'Turn encryption off and on again so that the API server reloads its configuration; then rewrite every Secret.',
  page: 'cluster',
  evaluate: ({ clusters, proofs }) => eachProof(clusters, proofs, judge),
});

function judge(cluster: Cluster, proof: ProvenCluster): Verdict {
  const { servers, counted } = proof;
  if (!servers.seen) return notProven(cluster, servers);
  const since = cluster.past?.since ?? null;
  const now = counted.filter(({ seenAt }) => seenAt === servers.at);
  // What was last written in plain text before the switch is for secrets-plain to tell.
  const plain = now.filter(({ written }) => written && written.count > 0 && !(since && written.by <= since));
  // A server that reloaded its configuration may have written before encryption was switched on.
  const from = (startedAt: string | null): string | null =>
    since ?? (servers.value.some((one) => one.startedAt === startedAt && one.reloadedAt) ? startedAt : null);
  const failing = plain.find(({ written, startedAt }) => {
    const start = from(startedAt);
    return start === null || (written?.after && (since ? written.after >= start : written.after > start));
  });
  if (failing?.written) return failed(cluster, failing, failing.written.count);
  const [open] = plain;
  if (open?.written) {
    const facts = { count: open.written.count, started: open.startedAt ?? '', since: since ?? '' };
    return unknown(
      cluster,
      '{count} {count:value|values} written in plain text since the API server started, which was before encryption was turned on.',
      facts,
      { severity: 'low', remedy: NEXT_LOOK },
    );
  }
  if (now.some(({ written }) => written === null) || now.length === 0) {
    return unknown(
      cluster,
      'The API server does not count how it writes Secrets, or uses another metric name.',
      {},
      { severity: 'info' },
    );
  }
  const [missing] = servers.missing ?? [];
  if (missing && !servers.value.some((server) => isClean(server, cluster)))
    return notProven(cluster, missing);
  return pass(cluster, 'No API server that answered wrote a Secret in plain text ({servers}).', {
    servers: now.length,
  });
}

const NEXT_LOOK =
  'Wait for the next run: values counted between two observations were written while encryption was on.';

function failed(cluster: Cluster, { startedAt, written }: CountedServer, count: number): Verdict {
  return fail(
    cluster,
    '{count} {count:value|values} written in plain text while encryption is on, last before {by}.',
    {
      count,
      since: startedAt ?? '',
      by: written?.by ?? '',
    },
  );
}
