import type { ObjectStore } from '../model/object-store.ts';
import type { ClusterProof, PushedProof } from '../model/proof.ts';
import { markOf } from './codec.ts';
import { PUSHED_PROOF } from './formats/cluster-proof.ts';
import { readPlain, type Stored } from './formats/stored-format.ts';
import { acquireLease } from './lease.ts';
import { withMarker } from './markers.ts';

/** How long storing one may take before another post may think that nobody is at it any more. */
const LEASE_MS = 60_000;

export function pushedProofPath(account: string, cluster: string): string {
  return `proofs/${account}/${cluster}.json`;
}

/** What a cluster posted last. Throws what the store throws, StateTooNew and StateTooOld. */
export async function readPushedProof(
  store: ObjectStore,
  account: string,
  cluster: string,
): Promise<Stored<PushedProof>> {
  const key = pushedProofPath(account, cluster);
  const bytes = await store.get(key);
  return bytes ? readPlain(PUSHED_PROOF, key, bytes) : { kind: 'none' };
}

export interface Post {
  account: string;
  proof: ClusterProof;
  /** ISO 8601 with milliseconds, UTC. */
  signedAt: string;
}

/** `replayed`: one that is as new, or newer, was stored. `busy`: another one is being stored right now. */
export type Storing =
  | { kind: 'stored'; markers: number }
  | { kind: 'replayed'; last: string }
  | { kind: 'busy' };

/**
 * Stores what a cluster posted, if it is newer than what is stored. Stores lack compare-and-set, so a lease makes reading,
 * comparing and writing one step. Throws what the store throws.
 */
export async function storePushedProof(
  store: ObjectStore,
  { account, proof, signedAt }: Post,
  { now, uuid }: { now: Date; uuid: () => string },
): Promise<Storing> {
  const until = new Date(now.getTime() + LEASE_MS).toISOString();
  const holder = { run: uuid(), attempt: uuid(), until };
  const lease = await acquireLease(
    store,
    { account, job: `proofs-${proof.cluster}` },
    holder,
    now,
    () => false,
  );
  if ('heldBy' in lease) return { kind: 'busy' };
  try {
    const stored = await readPushedProof(store, account, proof.cluster);
    const before = stored.kind === 'ok' ? stored.value : null; // what is damaged is replaced
    if (before && before.signedAt >= signedAt) return { kind: 'replayed', last: before.signedAt };
    const { secrets } = proof;
    const known = before?.markers ?? [];
    const markers = secrets.seen ? withMarker(known, secrets.value) : [...known];
    const body = { schema: markOf(PUSHED_PROOF), version: 1, signedAt, proof, markers };
    if ((await lease.overtaken()) !== null) return { kind: 'busy' };
    await store.put(pushedProofPath(account, proof.cluster), Buffer.from(JSON.stringify(body)));
    return { kind: 'stored', markers: markers.length };
  } finally {
    await lease.release().catch(() => undefined); // it ends by itself
  }
}
