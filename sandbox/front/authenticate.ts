import type { Nonces } from '../gateway/nonces.ts';
import { type Claim, claimOf, incomplete, sameText } from '../gateway/signatures.ts';
import type { Wire } from '../gateway/wire.ts';
import type { Credential } from '../world/identity.ts';
import { GatewayRefusal, type Refusal } from '../world/refusal.ts';
import { minute } from '../world/time.ts';
import type { WorldState } from '../world/world-state.ts';

/** A request may be this far off the real time. */
const tolerance = 15 * minute;

function requireTime(claim: Claim, now: number): void {
  if (claim.date === '') {
    throw new GatewayRefusal(400, 'MissingTimestamp', 'Timestamp is mandatory for this action.');
  }
  const isIso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(claim.date);
  const at = Date.parse(claim.date);
  if (Number.isNaN(at) || (claim.scheme !== 'ROA' && !isIso)) {
    throw new GatewayRefusal(
      400,
      'InvalidTimeStamp.Format',
      'Specified time stamp or date value is not well formatted.',
    );
  }
  if (Math.abs(now - at) > tolerance) {
    throw new GatewayRefusal(
      400,
      'InvalidTimeStamp.Expired',
      'Specified time stamp or date value is expired.',
    );
  }
}

/** Status 400 for all schemes: documented for RPC, an assumption for ROA (older pages say 403). */
function requireSignature(claim: Claim, credential: Credential): void {
  const text = claim.stringToSign();
  if (sameText(claim.sign(credential.secret, text), claim.signature)) return;
  throw new GatewayRefusal(
    400,
    'SignatureDoesNotMatch',
    `Specified signature is not matched with our calculation. server string to sign is:${text}`,
  );
}

function requireToken(claim: Claim, { token }: Credential, now: number): void {
  const refusal = (kind: string, why: string): Refusal =>
    new GatewayRefusal(400, `InvalidSecurityToken.${kind}`, `Specified SecurityToken ${why}.`);
  if (token === null) {
    if (claim.securityToken !== '') throw refusal('MismatchWithAccessKey', 'mismatch with the AccessKey');
    return;
  }
  if (claim.securityToken === '') {
    throw new GatewayRefusal(400, 'MissingSecurityToken', 'SecurityToken is mandatory for this action.');
  }
  if (!claim.securityToken.startsWith('CAIS')) throw refusal('Malformed', 'is malformed');
  if (!sameText(claim.securityToken, token.text)) {
    throw refusal('MismatchWithAccessKey', 'mismatch with the AccessKey');
  }
  if (now >= token.expires) throw refusal('Expired', 'is expired');
}

/**
 * The credential a request is signed with, or the refusal of the gateway. Dates are held against real time: the clock
 * of the world moves the world, not the wire.
 * https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism
 */
export function authenticate(world: WorldState, wire: Wire, nonces: Nonces, now: number): Credential {
  const claim = claimOf(wire);
  if (claim.accessKeyId === '') {
    throw new GatewayRefusal(400, 'MissingAccessKeyId', 'AccessKeyId is mandatory for this action.');
  }
  requireTime(claim, now);
  // Calls in path style may leave it out, as the official command line client does; then they can be sent twice.
  if (claim.nonce === '' && claim.scheme !== 'ROA') throw incomplete('The signature nonce is missing.');
  const credential = world.credentials.get(claim.accessKeyId);
  if (!credential) {
    throw new GatewayRefusal(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
  }
  requireToken(claim, credential, now);
  requireSignature(claim, credential);
  if (claim.nonce !== '' && !nonces.use(claim.accessKeyId, claim.nonce, now)) {
    throw new GatewayRefusal(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
  }
  return credential;
}
