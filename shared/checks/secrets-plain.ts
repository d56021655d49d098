import type { Cluster } from '../model/cluster.ts';
import type { ApiServerMetrics, CountedServer, Growth, ProvenCluster } from '../model/proof.ts';
import { atMost, isClean, witnessOf } from '../model/proven.ts';
import { defineCheck, fail, pass, unknown, type Verdict } from './define-check.ts';
import { eachProof, notProven } from './each-proof.ts';
import { momentOf, secretAge } from './secret-age.ts';

export const secretsPlain = defineCheck({
  id: 'secrets-plain',
  order: 310,
  title: 'Cluster holds no Secret in plain text',
  headline: 'Secrets in plain text',
  severity: 'high',
  job: 'proof',
  resource: 'cluster',
  reads: ['clusters', 'proofs'],
  optional: true,
  decides: ['cis-ack-1.0:6.2.1', 'mlps-level-3:8.1.4.8', 'pci-dss-4.0.1:3.5', 'nist-800-53:SC-28'],
  supports: ['cis-kubernetes:1.2.28', 'gbt-39786-2021:8.4'],
  why: 'Turning encryption on leaves existing Secrets in plain text in etcd until each one is rewritten.',
  judged:
    'Counts how API servers have read values since they started. A plain-text read fails, unless all such reads happened before a confirmed rewrite or before the start of an API server that read none. Passes when an API server that started after encryption was turned on read no plain text and some encrypted values, or when the list from inside the cluster shows that every Secret was written after encryption was turned on and no API server wrote plain text. Missing counters, or an API server that started before encryption was turned on, are unknown.',
  remedy:
    'Rewrite every Secret so that it is encrypted; then list it under confirmations in the configuration.',
  command: 'kubectl get secrets --all-namespaces -o json | kubectl replace -f -',
  page: 'cluster',
  evaluate: ({ clusters, proofs }) => eachProof(clusters, proofs, judgePlain),
});

export function judgePlain(cluster: Cluster, proof: ProvenCluster): Verdict {
  return byList(cluster, proof) ?? byCount(cluster, proof);
}

/** What the list from inside the cluster decides by itself; null: it leaves it open. */
function byList(cluster: Cluster, { secrets, markers, servers, counted }: ProvenCluster): Verdict | null {
  const since = cluster.past?.since ?? null;
  if (!secrets.seen || since === null || secrets.at <= since) return null;
  const age = secretAge(secrets.value, markers, momentOf(since));
  const total = secrets.value.rows.length;
  const facts = { since, total, before: age.before, names: age.names };
  if (age.before > 0) {
    const named = age.names.length > 0;
    return fail(
      cluster,
      named
        ? '{before} of {total} {total:Secret|Secrets} last written before encryption was turned on ({since}): {names}.'
        : '{before} of {total} {total:Secret|Secrets} last written before encryption was turned on ({since}).',
      facts,
    );
  }
  // The list tells when each was written; that it was encrypted then, the servers tell.
  const areSealed =
    servers.seen && !servers.missing && servers.value.every(({ written }) => written?.plain === 0);
  const isWhole = !secrets.missing && age.after === total && total > 0;
  return isWhole && areSealed && !counted.some((server) => isAfter(server, secrets.at))
    ? pass(
        cluster,
        'All {total} {total:Secret was|Secrets were} written after encryption was turned on.',
        facts,
      )
    : null;
}

function byCount(cluster: Cluster, proof: ProvenCluster): Verdict {
  const { servers, counted } = proof;
  if (!servers.seen) return notProven(cluster, servers);
  const witness = witnessOf(cluster, proof);
  const clean = witness && isClean(witness, cluster) ? witness : null;
  const now = counted.filter(({ seenAt }) => seenAt === servers.at);
  const plain = now.filter(({ read }) => (read?.count ?? 0) > 0);
  // From then on nothing in plain text was left, as somebody confirmed, or as a server saw when it started.
  const settled = [cluster.past?.rewritten, clean?.startedAt].flatMap((time) => time ?? []).sort();
  const failing = plain.find((server) => isAfter(server, settled.at(-1) ?? null));
  if (failing?.read) return failed(cluster, proof, failing, failing.read);
  if (clean) return passOf(cluster, proof, clean);
  if (plain.length > 0) {
    const facts = { rewritten: settled.at(-1) ?? '' };
    return unknown(cluster, BEFORE_REWRITING, facts, { severity: 'info', remedy: NEXT_START });
  }
  if (!witness) return unknown(cluster, NO_COUNTERS, {}, { severity: 'info' });
  const facts = { since: cluster.past?.since ?? '' };
  return unknown(cluster, NOT_ALL_OPENED, facts, { severity: 'info', remedy: NEXT_START });
}

function failed(
  cluster: Cluster,
  proof: ProvenCluster,
  { startedAt }: CountedServer,
  { count: opened, by }: Growth,
): Verdict {
  const count = atMost(opened, proof);
  return fail(
    cluster,
    count < opened
      ? 'Up to {count} {count:Secret is|Secrets are} in plain text: {opened} plain-text {opened:read|reads} since the API server started at {since}.'
      : 'Up to {count} {count:Secret is|Secrets are} in plain text: the API server has read {count} in plain text since it started at {since}.',
    { count, opened, since: startedAt ?? '', by },
  );
}

/** Where it is known how many Secrets there are, each of them must have been opened. */
function passOf(
  cluster: Cluster,
  { secrets, level }: ProvenCluster,
  { read, startedAt, total }: ApiServerMetrics,
): Verdict {
  const { v1 = 0, v2 = 0 } = read ?? {};
  const listed = secrets.seen ? secrets.value.rows.length : 0;
  const since = startedAt ?? '';
  // Of a list with gaps nobody knows how long it is, unless the server counts them.
  const isOpen = secrets.seen && secrets.missing !== undefined && total === undefined;
  if (isOpen || v1 + v2 < listed) {
    return unknown(cluster, NOT_ALL_OPENED, { since }, { severity: 'info', remedy: NEXT_START });
  }
  return pass(
    cluster,
    'The API server has read no Secret in plain text since it started at {since}; encrypted: {v2} through KMS v2, {v1} through v1.',
    { v1, v2, since, level },
  );
}

const BEFORE_REWRITING =
  'Secrets were read in plain text before all were rewritten on {rewritten}; whether any are left will be known after the next start of the API server.';
const NOT_ALL_OPENED = 'No API server started after encryption was turned on has read every Secret yet.';
const NO_COUNTERS = 'The API server does not count how it reads Secrets, or uses another metric name.';
const NEXT_START =
  'Wait for the next start of the API server, for example during an upgrade: it then reads every Secret, and the next run counts them.';

/** Whether plain text was surely opened after nothing of it was left; where that is not known each time counts. */
function isAfter({ read }: CountedServer, settled: string | null): boolean {
  if (!read || read.count === 0) return false;
  return settled === null || (read.after !== null && read.after >= settled);
}
