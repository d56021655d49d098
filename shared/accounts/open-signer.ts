import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { kmsSigning } from '../cloud/kms-signing.ts';
import { read } from '../collect/read.ts';
import type { Config } from '../config/schema.ts';
import type { Observation } from '../model/observation.ts';
import {
  algorithmOf,
  fingerprintOf,
  isSigned,
  privateKeyIn,
  publicKeyIn,
  type Signature,
  type SignatureAlgorithm,
  type Signer,
  type SigningTrouble,
  type Told,
} from '../model/signature.ts';

/** What signs the evidence; null when nothing is configured to. `cloud` is of the caller's own account. */
export function openSigner({ evidence: { signingKey } }: Config, cloud: () => Cloud): Signer | null {
  if (signingKey === undefined) return null;
  if ('kms' in signingKey) return kmsSigner(signingKey.kms, cloud);
  const key = privateKeyIn(signingKey.reveal());
  return key && localSigner(key);
}

function localSigner(key: KeyObject): Signer {
  const open = createPublicKey(key);
  const value = { algorithm: 'ed25519', key: fingerprintOf(open) } as const;
  return {
    sign: async (bytes) => ({
      ok: true,
      value: { ...value, signature: sign(null, bytes, key).toString('base64') },
    }),
    publicKey: async () => ({ ok: true, value: open }),
  };
}

interface KmsKey {
  region: string;
  keyId: string;
  keyVersionId: string;
}

const publicKeyAnswer = v.object({ PublicKey: v.string() });
const signatureAnswer = v.object({ Value: v.string() });

/** The public key is asked for once: an asymmetric key has no other versions. */
function kmsSigner({ region, keyId, keyVersionId }: KmsKey, cloud: () => Cloud): Signer {
  const query = { KeyId: keyId, KeyVersionId: keyVersionId };
  let known: KeyObject | null = null;
  const publicKey = async (): Promise<Told<KeyObject>> => {
    if (known) return { ok: true, value: known };
    const answer = read(await cloud().call(kmsSigning.getPublicKey, { region, query }), publicKeyAnswer);
    if (!answer.seen) return { ok: false, trouble: troubleOf('GetPublicKey', keyId, answer) };
    const key = publicKeyIn(answer.value.PublicKey);
    if (!key || algorithmOf(key) !== KMS_ALGORITHM) return { ok: false, trouble: otherKind(keyId) };
    known = key;
    return { ok: true, value: key };
  };
  return {
    publicKey,
    sign: async (bytes) => {
      const key = await publicKey();
      if (!key.ok) return key;
      const Digest = createHash('sha256').update(bytes).digest('base64');
      const request = { region, query: { ...query, Algorithm: 'ECDSA_SHA_256', Digest } };
      const answer = read(await cloud().call(kmsSigning.asymmetricSign, request), signatureAnswer);
      if (!answer.seen) return { ok: false, trouble: troubleOf('AsymmetricSign', keyId, answer) };
      return checked(bytes, key.value, answer.value.Value, keyId);
    },
  };
}

const KMS_ALGORITHM: SignatureAlgorithm = 'ecdsa-p256-sha256';

/** What does not fit the public key would be told as a forgery later. */
function checked(bytes: Uint8Array, key: KeyObject, signature: string, keyId: string): Told<Signature> {
  const value = { algorithm: KMS_ALGORITHM, key: fingerprintOf(key), signature };
  if (isSigned(bytes, key, value)) return { ok: true, value };
  const message = `The evidence is stored unsigned: what KMS signed with ${keyId} does not fit its public key.`;
  return { ok: false, trouble: { code: UNSIGNED, message, hint: 'Please report it, with the request id.' } };
}

const UNSIGNED = 'EvidenceUnsigned';

function troubleOf(
  api: string,
  keyId: string,
  { because, detail, code }: Extract<Observation<unknown>, { seen: false }>,
): SigningTrouble {
  const message = `The evidence is stored unsigned: ${api} of ${keyId} was not answered (${code ?? because}): ${detail}`;
  const hint =
    because === 'denied'
      ? `Grant kms:${api} on the key (docs/ram), or correct evidence.signingKey.`
      : 'Repair the key or the way to KMS; runs stay unsigned until then.';
  return { code: UNSIGNED, message, hint };
}

function otherKind(keyId: string): SigningTrouble {
  const message = `The evidence is stored unsigned: the key ${keyId} is none of the kind EC_P256.`;
  return {
    code: UNSIGNED,
    message,
    hint: 'Create one with `aliyun kms CreateKey --KeySpec EC_P256 --KeyUsage SIGN/VERIFY`.',
  };
}
