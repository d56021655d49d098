import type { ObjectStore } from '../model/object-store.ts';
import type { PushedProof } from '../model/proof.ts';
import { PUSHED_PROOF } from './formats/cluster-proof.ts';
import { readPlain } from './formats/stored-format.ts';

/** What a cluster posted last; null when there is nothing, or it is damaged. */
export async function readPushedProof(
  store: ObjectStore,
  account: string,
  cluster: string,
): Promise<PushedProof | null> {
  const key = `proofs/${account}/${cluster}.json`;
  const bytes = await store.get(key);
  const stored = bytes && readPlain(PUSHED_PROOF, key, bytes);
  return stored?.kind === 'ok' ? stored.value : null;
}
