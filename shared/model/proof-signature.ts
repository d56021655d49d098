import { createHash, createHmac } from 'node:crypto';
import type { Secret } from './secret.ts';

/** Headers of a post of proof. The token itself is never sent. */
export const PROOF_HEADERS = {
  /** When it was signed, ISO 8601 with milliseconds, UTC. */
  timestamp: 'x-sealwatch-timestamp',
  signature: 'x-sealwatch-signature',
} as const;

/** What is signed: a version, the time of signing and the SHA-256 of the body, a line each. */
export function signedText(timestamp: string, body: Uint8Array): string {
  return `sealwatch-proof-v1\n${timestamp}\n${createHash('sha256').update(body).digest('hex')}`;
}

/** HMAC-SHA256 with the token, in hexadecimal. */
export function proofSignature(token: Secret, text: string): string {
  return createHmac('sha256', token.reveal()).update(text).digest('hex');
}
