import { sameText } from '../gateway/signatures.ts';
import type { Wire } from '../gateway/wire.ts';
import type { Credential } from '../world/identity.ts';
import { Refusal } from '../world/refusal.ts';
import { minute, utc } from '../world/time.ts';
import type { WorldState } from '../world/world-state.ts';
import type { Address } from './address.ts';
import { type OssClaim, ossClaim } from './signatures.ts';

/** A request may be this far off the real time. */
const tolerance = 15 * minute;

function requireTime({ date }: OssClaim, now: number): void {
  if (Number.isNaN(date)) {
    throw new Refusal(403, 'AccessDenied', 'OSS authentication requires a valid Date.');
  }
  if (Math.abs(now - date) <= tolerance) return;
  const text = 'The difference between the request time and the current time is too large.';
  throw new Refusal(403, 'RequestTimeTooSkewed', text, {
    MaxAllowedSkewMilliseconds: tolerance,
    RequestTime: utc(date),
    ServerTime: utc(now),
  });
}

function requireToken({ securityToken }: OssClaim, { id, token }: Credential, now: number): void {
  const given = securityToken !== '';
  if (token === null ? given : given && !sameText(securityToken, token.text)) {
    throw new Refusal(403, 'InvalidSecurityToken', 'The security token you provided is invalid.');
  }
  // Without its token a temporary access key is not known.
  if (token !== null && !given) throw unknownKey(id);
  if (token !== null && now >= token.expires) {
    throw new Refusal(403, 'SecurityTokenExpired', 'The security token you provided has expired.');
  }
}

function unknownKey(id: string): Refusal {
  const text = 'The OSS Access Key Id you provided does not exist in our records.';
  return new Refusal(403, 'InvalidAccessKeyId', text, { OSSAccessKeyId: id });
}

function requireSignature(claim: OssClaim, { secret }: Credential): void {
  if (sameText(claim.sign(secret, claim.stringToSign), claim.signature)) return;
  const text =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
  throw new Refusal(403, 'SignatureDoesNotMatch', text, {
    OSSAccessKeyId: claim.accessKeyId,
    SignatureProvided: claim.signature,
    StringToSign: claim.stringToSign,
  });
}

/**
 * The credential a request to OSS is signed with, or the refusal. `region` is the one V4 keys must be made for. Dates are
 * held against real time: the clock of the world moves the world, not the wire.
 * https://www.alibabacloud.com/help/en/oss/support/http-status-code-403
 */
export function authenticateOss(
  world: WorldState,
  wire: Wire,
  address: Address,
  region: string,
  now: number,
): Credential {
  const claim = ossClaim(wire, address);
  requireTime(claim, now);
  const credential = world.credentials.get(claim.accessKeyId);
  if (!credential) throw unknownKey(claim.accessKeyId);
  requireToken(claim, credential, now);
  if (claim.region !== null && claim.region !== region) {
    // Status and code: assumption.
    throw new Refusal(400, 'InvalidArgument', 'Invalid signing region in Authorization header.');
  }
  requireSignature(claim, credential);
  return credential;
}
