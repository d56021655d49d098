import type { ProvenCluster } from '../model/proof.ts';
import { writingKeys } from '../model/proven.ts';

export interface ProofFact {
  aspect: 'plain' | 'sealing' | 'config';
  value: string;
}

/** What API servers say that should not change by itself; one that counts nothing says nothing. */
export function factsOfProof(proof: ProvenCluster): ProofFact[] {
  return [...plainFact(proof), ...sealingFact(proof), ...configFact(proof)];
}

/** What a server counted before others started is no news: one that opened none in plain text decides. */
function plainFact({ servers }: ProvenCluster): ProofFact[] {
  const reads = servers.seen ? servers.value.flatMap(({ read }) => read ?? []) : [];
  const isSealed = reads.some(({ plain, v1, v2 }) => plain === 0 && v1 + v2 > 0);
  if (isSealed) return [{ aspect: 'plain', value: 'none' }];
  const isPlain = reads.length > 0 && reads.every(({ plain }) => plain > 0);
  return isPlain ? [{ aspect: 'plain', value: 'some' }] : [];
}

function sealingFact({ servers }: ProvenCluster): ProofFact[] {
  const hashes = [
    ...new Set((servers.seen ? writingKeys(servers.value) : []).map(({ hash }) => hash)),
  ].sort();
  return hashes.length === 0 ? [] : [{ aspect: 'sealing', value: hashes.join(', ') }];
}

/** While servers do not agree, a change is under way. */
function configFact({ servers }: ProvenCluster): ProofFact[] {
  const configs = new Set(servers.seen ? servers.value.flatMap(({ configHash }) => configHash ?? []) : []);
  const [value] = configs;
  return value !== undefined && configs.size === 1 ? [{ aspect: 'config', value }] : [];
}
