import type { KeyObject } from 'node:crypto';
import type { ObjectStore } from '../model/object-store.ts';
import { isSigned } from '../model/signature.ts';
import { MANIFEST_FILE, SIGNATURE, SIGNATURE_FILE } from './formats/evidence.ts';
import { readPlain } from './formats/stored-format.ts';
import { digest } from './paths.ts';

export interface Signatures {
  /** Runs that are signed: by one of the keys, or, without keys, by whomever. */
  signed: number;
  /** Runs without a signature, newest first. */
  unsigned: readonly string[];
  /** Runs whose signature is none of one of the keys, newest first. */
  refused: readonly string[];
}

/** Looks at the signatures of the manifests of a chain. Without keys they are only counted. Throws what the store throws. */
export async function verifySignatures(
  store: ObjectStore,
  links: readonly { run: string; key: string; sha256: string }[],
  keys: readonly KeyObject[],
): Promise<Signatures> {
  const unsigned: string[] = [];
  const refused: string[] = [];
  for (const { run, key, sha256 } of links) {
    const place = key.slice(0, -MANIFEST_FILE.length) + SIGNATURE_FILE;
    const bytes = await store.get(place);
    if (!bytes) unsigned.push(run);
    else if (
      keys.length > 0 &&
      !isOfOne(keys, await store.get(key), sha256, readPlain(SIGNATURE, place, bytes))
    )
      refused.push(run);
  }
  return { signed: links.length - unsigned.length - refused.length, unsigned, refused };
}

function isOfOne(
  keys: readonly KeyObject[],
  manifest: Buffer | null,
  sha256: string,
  signature: ReturnType<typeof readPlain<Parameters<typeof isSigned>[2]>>,
): boolean {
  if (!manifest || digest(manifest) !== sha256 || signature.kind !== 'ok') return false;
  return keys.some((key) => isSigned(manifest, key, signature.value));
}

/** Whether every run is signed by one of the keys. */
export function isAllSigned({ unsigned, refused }: Signatures): boolean {
  return unsigned.length === 0 && refused.length === 0;
}
