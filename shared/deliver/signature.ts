import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../model/secret.ts';

/** HMAC-SHA256 of a text, as addresses and forms hold it. */
export function signed(text: string, secret: Secret): string {
  return hmac(text, secret).toString('base64url');
}

/** Whether one of the secrets signed the text. Takes the same time whichever fits; another spelling of the same bytes does not. */
export function isSigned(text: string, signature: string, secrets: readonly Secret[]): boolean {
  if (!/^[\w-]{43}$/.test(signature)) return false;
  const given = Buffer.from(signature, 'base64url');
  let isKnown = false;
  for (const secret of secrets) {
    const wanted = hmac(text, secret);
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) isKnown = true;
  }
  return isKnown;
}

function hmac(text: string, secret: Secret): Buffer {
  return createHmac('sha256', secret.reveal()).update(text).digest();
}
