import type { Cluster } from '../model/cluster.ts';
import type { CountedServer, ProvenCluster } from '../model/proof.ts';
import { onFrom, startedEncrypted } from '../model/proven.ts';
import { defineCheck, fail, pass, unknown, type Verdict } from './define-check.ts';
import { eachProof, notProven } from './each-proof.ts';
import { secretAge } from './secret-age.ts';

export const secretsPlain = defineCheck({
  id: 'secrets-plain',
  order: 310,
  title: 'Cluster holds no Secret in plain text',
  severity: 'high',
  job: 'proof',
  resource: 'cluster',
  reads: ['clusters', 'proofs'],
  optional: true,
  decides: ['cis-kubernetes:1.2.28'],
  supports: ['cis-ack-1.0:6.2.1', 'mlps-level-3:8.1.4.8', 'pci-dss-4.0:3.5', 'nist-800-53:SC-28'],
  why: 'Switching encryption on leaves the Secrets that are there in plain text in etcd until each is written again.',
  judged:
    'Counts how API servers opened values since they started. A value opened in plain text fails, unless all were counted before a confirmed rewriting. Passes when an API server that started after encryption was switched on opened none in plain text and some encrypted ones, or when every Secret was written after the switch, as the list from inside the cluster tells. Counters that are missing, or an API server that started before the switch, are unknown.',
  remedy:
    'Write every Secret again, so that it is encrypted; then enter it under confirmations in the configuration.',
  command: 'kubectl get secrets --all-namespaces -o json | kubectl replace -f -',
  page: 'cluster',
  evaluate: ({ clusters, proofs }) => eachProof(clusters, proofs, judgePlain),
});

export function judgePlain(cluster: Cluster, proof: ProvenCluster): Verdict {
  return byList(cluster, proof) ?? byCount(cluster, proof);
}

/** What the list from inside the cluster decides by itself; null: it leaves it open. */
function byList(cluster: Cluster, { secrets, markers, servers }: ProvenCluster): Verdict | null {
  const since = cluster.past?.since ?? null;
  if (!secrets.seen || since === null || secrets.at <= since) return null;
  const age = secretAge(secrets.value, markers, { from: since, to: since });
  const total = secrets.value.rows.length;
  const facts = { since, total, before: age.before, names: age.names };
  if (age.before > 0) {
    const named = age.names.length > 0;
    return fail(
      cluster,
      named
        ? '{before} of {total} Secrets were last written before encryption was switched on on {since}: {names}.'
        : '{before} of {total} Secrets were last written before encryption was switched on on {since}.',
      facts,
    );
  }
  const writesPlain = servers.seen && servers.value.some(({ written }) => (written?.plain ?? 0) > 0);
  const isWhole = !secrets.missing && age.after === total && total > 0;
  return isWhole && !writesPlain
    ? pass(cluster, 'All {total} Secrets were written after encryption was switched on.', facts)
    : null;
}

function byCount(cluster: Cluster, proof: ProvenCluster): Verdict {
  const { servers, counted, secrets } = proof;
  if (!servers.seen) return notProven(cluster, servers);
  const on = onFrom(cluster, proof);
  const rewritten = cluster.past?.rewritten ?? null;
  const answered = new Set(counted.filter(({ seenAt }) => seenAt === servers.at).map(({ server }) => server));
  const now = counted.filter(({ server }) => answered.has(server));
  const plain = now.filter(({ read }) => (read?.count ?? 0) > 0);
  const failing = plain.find((server) => isAfter(server, rewritten));
  if (failing?.read) {
    const { count, by } = failing.read;
    return fail(
      cluster,
      'Up to {count} Secrets are in plain text: the API server opened so many since it started at {since}.',
      { count, since: failing.startedAt ?? '', by, level: proof.level },
    );
  }
  if (plain.length > 0) {
    const facts = { rewritten: rewritten ?? '' };
    return unknown(
      cluster,
      'Secrets were opened in plain text before all were rewritten on {rewritten}; whether any is left, the next start of the API server tells.',
      facts,
      { severity: 'info', remedy: NEXT_START },
    );
  }
  const counting = servers.value.filter(({ read }) => read !== null);
  if (counting.length === 0) return unknown(cluster, NO_COUNTERS, {}, { severity: 'info' });
  const total = secrets.seen ? secrets.value.rows.length : 1;
  const best = counting.find((server) => {
    const { v1 = 0, v2 = 0, other = 0 } = server.read ?? {};
    return startedEncrypted(server, on) && other === 0 && v1 + v2 >= Math.max(1, total);
  });
  if (!best?.read) {
    return unknown(
      cluster,
      'No API server that started after encryption was switched on has opened every Secret yet.',
      { on },
      { severity: 'info', remedy: NEXT_START },
    );
  }
  const { v1, v2 } = best.read;
  const facts = { v1, v2, since: best.startedAt ?? '', level: proof.level };
  return pass(
    cluster,
    'The API server opened no Secret in plain text since it started at {since}; encrypted: {v2} through KMS v2, {v1} through v1.',
    facts,
  );
}

const NO_COUNTERS = 'The API server does not count how it opens Secrets, or counts it under another name.';
const NEXT_START =
  'Wait for the next start of the API server, as in an upgrade: it reads every Secret then, and the next run counts them.';

/** Whether plain text was surely opened after a confirmed rewriting of all Secrets; without one each time counts. */
function isAfter({ read }: CountedServer, rewritten: string | null): boolean {
  if (!read || read.count === 0) return false;
  return rewritten === null || (read.after !== null && read.after >= rewritten);
}
