import type { Scope } from '../config/report.ts';
import type { Secret } from '../model/secret.ts';
import { isSigned, signed } from './signature.ts';

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
  link.searchParams.set('signature', signed(textOf(seconds, scope), secret));
  return link.href;
}

/** What a link allows; null when nobody signed it so, or it has ended. Takes the same time whichever key fits. */
export function verifyLink(claim: LinkClaim, secrets: readonly Secret[], now: Date): Scope | null {
  const { expires, scope, signature } = claim;
  // An end that is no number was made by somebody else.
  if (!/^\d{1,12}$/.test(expires) || !isSigned(textOf(expires, scope), signature, secrets)) return null;
  if (Number(expires) * 1000 <= now.getTime()) return null;
  return scope === 'read' || scope === 'run' ? scope : null;
}

function textOf(expires: string, scope: string): string {
  return `sealwatch-link/1\n${scope}\n${expires}`;
}
