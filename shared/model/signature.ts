import { createHash, createPrivateKey, createPublicKey, type KeyObject, verify } from 'node:crypto';

/** The private key is here (`ed25519`), or in KMS, which offers no such keys (`ecdsa-p256-sha256`, DER). */
export const SIGNATURE_ALGORITHMS = ['ed25519', 'ecdsa-p256-sha256'] as const;
export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number];

export interface Signature {
  algorithm: SignatureAlgorithm;
  /** SHA-256 of the public key (SubjectPublicKeyInfo, DER), in hexadecimal. */
  key: string;
  /** Base64. */
  signature: string;
}

/** Why there is none. Never holds a secret. */
export interface SigningTrouble {
  code: string;
  message: string;
  hint: string;
}

export type Told<T> = { ok: true; value: T } | { ok: false; trouble: SigningTrouble };

/** Signs evidence. Trouble is an answer, never an exception. */
export interface Signer {
  sign(bytes: Uint8Array): Promise<Told<Signature>>;
  publicKey(): Promise<Told<KeyObject>>;
}

/** Null for a key that nothing is signed with. */
export function algorithmOf(key: KeyObject): SignatureAlgorithm | null {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519';
  const isP256 = key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  return key.asymmetricKeyType === 'ec' && isP256 ? 'ecdsa-p256-sha256' : null;
}

export function fingerprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

export function pemOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

/** Whether this very key signed these bytes. */
export function isSigned(bytes: Uint8Array, key: KeyObject, { algorithm, signature }: Signature): boolean {
  if (algorithm !== algorithmOf(key)) return false;
  const digest = algorithm === 'ed25519' ? null : 'sha256';
  return verify(digest, bytes, key, Buffer.from(signature, 'base64'));
}

const PEM = /-----BEGIN [A-Z ]+-----/;

/** A private key as PKCS#8: PEM, also with `\n` for its line ends, or the base64 of its DER; null for anything else. */
export function privateKeyIn(text: string): KeyObject | null {
  try {
    if (PEM.test(text)) return createPrivateKey(text.replaceAll('\\n', '\n'));
    return createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
  } catch {
    return null;
  }
}

/** The DER of an ed25519 public key is this and its 32 bytes. RFC 8410. */
const ED25519_PREFIX = '302a300506032b6570032100';

/**
 * A public key: PEM, the hexadecimal digits of its DER or, for ed25519, of its 32 bytes, or what the report endpoint
 * answers; null for anything else.
 */
export function publicKeyIn(text: string): KeyObject | null {
  const trimmed = text.trim();
  try {
    if (trimmed.startsWith('{')) return publicKeyIn(String(JSON.parse(trimmed).publicKey ?? ''));
    if (/^-----BEGIN PUBLIC KEY-----/.test(trimmed)) return createPublicKey(trimmed);
    if (!/^([0-9a-f]{2})+$/i.test(trimmed)) return null;
    const der = trimmed.length === 64 ? ED25519_PREFIX + trimmed : trimmed;
    return createPublicKey({ key: Buffer.from(der, 'hex'), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}
