import type { Secret } from '../model/secret.ts';
import { isSigned, signed } from './signature.ts';

export const ACKNOWLEDGE_PATH = '/acknowledge';

/** A link opens the page, and only what the page holds acknowledges: whoever follows a link to look at it changes nothing. */
export type Purpose = 'link' | 'form';

/** What a link or a form says of itself: fingerprints with dots between them; `expires` in seconds since 1970. */
export interface AcknowledgeClaim {
  findings: string;
  expires: string;
  signature: string;
}

export type Verified = { kind: 'valid'; fingerprints: readonly string[] } | { kind: 'forged' | 'expired' };

/** A claim for these findings and nothing else, which ends. */
export function claimFor(
  purpose: Purpose,
  fingerprints: readonly string[],
  secret: Secret,
  expires: Date,
): AcknowledgeClaim {
  const findings = fingerprints.join('.');
  const seconds = String(Math.floor(expires.getTime() / 1000));
  return { findings, expires: seconds, signature: signed(textOf(purpose, findings, seconds), secret) };
}

/** The address of the page that acknowledges findings, on the endpoint that serves the report. */
export function acknowledgeUrl(reportUrl: string, claim: AcknowledgeClaim): string {
  const url = new URL(ACKNOWLEDGE_PATH, reportUrl);
  for (const [name, value] of Object.entries(claim)) url.searchParams.set(name, value);
  return url.href;
}

export function verifyClaim(
  purpose: Purpose,
  { findings, expires, signature }: AcknowledgeClaim,
  secrets: readonly Secret[],
  now: Date,
): Verified {
  const isWellFormed = /^\d{1,12}$/.test(expires) && /^[0-9a-f]{16}(\.[0-9a-f]{16})*$/.test(findings);
  if (!isWellFormed || !isSigned(textOf(purpose, findings, expires), signature, secrets))
    return { kind: 'forged' };
  if (Number(expires) * 1000 <= now.getTime()) return { kind: 'expired' };
  return { kind: 'valid', fingerprints: findings.split('.') };
}

function textOf(purpose: Purpose, findings: string, expires: string): string {
  return `sealwatch-acknowledge-${purpose}/1\n${findings}\n${expires}`;
}
