import type { Cluster } from '../model/cluster.ts';

import type { ProvenCluster } from '../model/proof.ts';
import { hashesOfKey, witnessOf, writingKeys } from '../model/proven.ts';
import type { ReportCluster } from '../model/report.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Say } from '../text/say.ts';

/** What the API servers of a cluster said, for its row; nothing where nobody looked. */
export function proofsIn(
  { proofs, keys }: Snapshot['parts'],
  account: string,
): (cluster: Cluster) => Pick<ReportCluster, 'proof'> {
  const byCluster = new Map(proofs?.seen ? proofs.value.map((proof) => [proof.cluster, proof]) : []);
  const known = keys?.seen ? keys.value : [];
  return (cluster) => {
    const proof = byCluster.get(cluster.id);
    if (!proof) return {};
    const witness = witnessOf(cluster, proof);
    const written = proof.servers.seen
      ? proof.servers.value.map((server) => server.written?.plain ?? null)
      : [];
    const hashes = hashesOfKey(cluster, account, known);
    return {
      proof: {
        at: proof.at,
        source: proof.source === 'push' ? 'cluster' : 'metrics',
        since: witness?.startedAt ?? null,
        plain: witness?.read?.plain ?? null,
        v1: witness?.read?.v1 ?? null,
        v2: witness?.read?.v2 ?? null,
        writesPlain: sumOf(written),
        keyMatches: writesWith(proof, hashes) ? true : null,
      },
    };
  };
}

/** All of its servers write with such a key. */
function writesWith({ servers }: ProvenCluster, hashes: ReadonlySet<string>): boolean {
  const writing = servers.seen && !servers.missing ? writingKeys(servers.value) : [];
  return writing.length > 0 && writing.every(({ hash }) => hashes.has(hash));
}

/** Null where one of them is not known, or there is none. */
function sumOf(counts: readonly (number | null)[]): number | null {
  if (counts.length === 0 || counts.includes(null)) return null;
  return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}

/** What is said of a row in one line; empty where its API servers counted nothing. */
export function proofLines({ proof }: Pick<ReportCluster, 'proof'>, say: Say): string {
  if (!proof || proof.plain === null) return '';
  const { plain, v1, v2, keyMatches } = proof;
  const parts = [
    v2 || !v1 ? say('{n} encrypted through KMS v2', { n: v2 ?? 0 }) : '',
    v1 ? say('{n} through KMS v1', { n: v1 }) : '',
    say('{n} in plain text', { n: plain }),
    keyMatches ? say('key matches') : '',
  ];
  return say('Read: {list}', { list: parts.filter((part) => part !== '') });
}
