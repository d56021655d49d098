import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Scope } from '../config/report.ts';
import type { Secret } from '../model/secret.ts';

/** Names of the parameters that make an address a signed link. */
export const LINK_PARAMETERS = ['expires', 'scope', 'signature'] as const;

/** What a link says of itself; `expires` in seconds since 1970. */
export interface LinkClaim {
  expires: string;
  scope: string;
  signature: string;
}

/**
 * An address that opens the report for who holds it, until it ends. It is the same for all days' worth of messages that end
 * at the same moment, because the signature covers only scope and end: whoever may read may read everything.
 */
export function signLink(url: string, secret: Secret, scope: Scope, expires: Date): string {
  const link = new URL(url);
  const seconds = String(Math.floor(expires.getTime() / 1000));
  link.searchParams.set('expires', seconds);
  link.searchParams.set('scope', scope);
  link.searchParams.set('signature', signature(secret, seconds, scope).toString('base64url'));
  return link.href;
}

/** What a link allows; null when nobody signed it so, or it has ended. Takes the same time whichever key fits. */
export function verifyLink(claim: LinkClaim, secrets: readonly Secret[], now: Date): Scope | null {
  const { expires, scope } = claim;
  // As `signLink` writes it: another spelling of the same bytes, or an end that is no number, was made by somebody else.
  if (!/^\d{1,12}$/.test(expires) || !/^[\w-]{43}$/.test(claim.signature)) return null;
  const given = Buffer.from(claim.signature, 'base64url');
  let isSigned = false;
  for (const secret of secrets) {
    const wanted = signature(secret, expires, scope);
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) isSigned = true;
  }
  if (!isSigned || Number(expires) * 1000 <= now.getTime()) return null;
  return scope === 'read' || scope === 'run' ? scope : null;
}

function signature(secret: Secret, expires: string, scope: string): Buffer {
  return createHmac('sha256', secret.reveal()).update(`sealwatch-link/1\n${scope}\n${expires}`).digest();
}
