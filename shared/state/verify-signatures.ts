import type { KeyObject } from 'node:crypto';
import type { ObjectStore } from '../model/object-store.ts';
import { isSigned, type Signature } from '../model/signature.ts';
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
    const signature = await signatureBeside(store, key);
    if (signature === 'missing') unsigned.push(run);
    else if (keys.length > 0 && !isOfOne(keys, await store.get(key), sha256, signature)) refused.push(run);
  }
  return { signed: links.length - unsigned.length - refused.length, unsigned, refused };
}

/** What lies beside a manifest; `damaged` is no signature. Throws what the store throws. */
export async function signatureBeside(
  store: ObjectStore,
  manifest: string,
): Promise<Signature | 'damaged' | 'missing'> {
  const place = manifest.slice(0, -MANIFEST_FILE.length) + SIGNATURE_FILE;
  const bytes = await store.get(place);
  if (!bytes) return 'missing';
  const read = readPlain(SIGNATURE, place, bytes);
  if (read.kind !== 'ok') return 'damaged';
  const { algorithm, key, signature } = read.value;
  return { algorithm, key, signature };
}

function isOfOne(
  keys: readonly KeyObject[],
  manifest: Buffer | null,
  sha256: string,
  signature: Signature | 'damaged',
): boolean {
  if (!manifest || digest(manifest) !== sha256 || signature === 'damaged') return false;
  return keys.some((key) => isSigned(manifest, key, signature));
}

/** Whether every run is signed by one of the keys. */
export function isAllSigned({ unsigned, refused }: Signatures): boolean {
  return unsigned.length === 0 && refused.length === 0;
}
