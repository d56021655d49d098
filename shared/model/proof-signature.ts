import { createHash, createHmac } from 'node:crypto';
import type { Secret } from './secret.ts';

/** Headers of a post of proof. The token itself is never sent. */
export const PROOF_HEADERS = {
  /** When it was signed, ISO 8601 with milliseconds, UTC. */
  timestamp: 'x-sealwatch-timestamp',
  /** SHA-256 of the body, in hexadecimal: who may post is known before the body is read. */
  digest: 'x-sealwatch-content-sha256',
  signature: 'x-sealwatch-signature',
} as const;

/** SHA-256 of a body, in hexadecimal. */
export function digestOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

/** What is signed: a version, the time of signing and the digest of the body, a line each. */
export function signedText(timestamp: string, digest: string): string {
  return `sealwatch-proof-v1\n${timestamp}\n${digest}`;
}

/** HMAC-SHA256 with the token, in hexadecimal. */
export function proofSignature(token: Secret, text: string): string {
  return createHmac('sha256', token.reveal()).update(text).digest('hex');
}
