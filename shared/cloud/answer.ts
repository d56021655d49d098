import { CERTIFICATE_OF, type Observation, type Thing, type Unseen, unseen } from '../model/observation.ts';
import { type Operation, permissionsOf } from './operation.ts';

/** What the cloud answered, not yet parsed; or why it did not. */
export type Answer = Observation<unknown>;

/** What is known of a call that failed. */
export interface Failure {
  /** HTTP status; null when there was no answer. */
  status: number | null;
  code: string;
  message: string;
  requestId: string;
  /** RAM action that the answer names as missing; null when it names none. */
  deniedAction: string | null;
}

const DENIED = /^(NoPermission|Forbidden|AccessDenied|NotAuthorized|StatusForbidden|NoAccessPermission)/i;
const CREDENTIALS =
  /^(InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|InvalidSecurityToken|InvalidCredentials|MissingSecurityToken|Forbidden\.AccessKey|SecurityTokenExpired|InvalidTimeStamp|IllegalTimestamp|SignatureNonceUsed)/;
const OVERDUE = /^Forbidden\.InDebt/;
const THROTTLED = /Throttling|^ServiceUnavailableTemporary$|^QpsLimit/i;

/** The credentials were refused, so no call will ever succeed with them. */
export function refusesCredentials({ code }: Pick<Unseen, 'code'> | Failure): boolean {
  return code !== undefined && CREDENTIALS.test(code);
}

/** The time that a request was signed at is refused, or one that was signed came twice. */
export function refusesTime({ code }: Pick<Unseen, 'code'> | Failure): boolean {
  return code !== undefined && /^(InvalidTimeStamp|IllegalTimestamp|SignatureNonceUsed)/.test(code);
}

/** Sorts a failed call into one reason, once; everything behind it speaks of reasons only. */
export function classify(operation: Operation, failure: Failure): Unseen {
  const { status, code, message, requestId, deniedAction } = failure;
  const more = { ...(code ? { code } : {}), ...(requestId ? { requestId } : {}) };
  const detail = code && !message.startsWith(code) ? `${code}: ${message}` : message;
  if (isThrottling(failure)) return unseen('throttled', detail, more);
  if (OVERDUE.test(code)) return unseen('overdue', detail, more);
  if (CREDENTIALS.test(code)) return unseen('denied', detail, more);
  if (!isStateRefusal(code) && (status === 403 || DENIED.test(code))) {
    return unseen('denied', detail, {
      ...more,
      permission: deniedAction ?? permissionsOf(operation).join(', '),
    });
  }
  if (status === 404) return unseen('absent', detail, more);
  if (status === null || status >= 500) return unseen('unreachable', detail, more);
  return unseen('malformed', detail, more);
}

/** KMS answers 403 for some states of things too; these are answers, not missing permissions. */
function isStateRefusal(code: string): boolean {
  return /^Forbidden\.(KeyNotFound|AliasNotFound|KmsServiceNotEnabled|DKMSInstance|ProhibitedByRiskControl)/.test(
    code,
  );
}

export function isThrottling({ status, code }: Failure): boolean {
  return status === 429 || THROTTLED.test(code);
}

const UNFIT =
  /^(ERR_TLS_CERT_ALTNAME_INVALID|CERT_|HOSTNAME_MISMATCH|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_)/;

/** Whoever answers shows a certificate that is not the vendor's: a proxy that reads along, or another host. */
export function hasUnfitCertificate({ status, code }: Failure): boolean {
  return status === null && UNFIT.test(code);
}

/** One thing for each host, whatever was to be asked there. */
export function unfitCertificate(host: string, region: string, { code }: Failure): Unseen {
  const thing: Thing = { type: 'region', id: region, region, facet: `${CERTIFICATE_OF}${host}` };
  return unseen('unreachable', `the certificate of ${host} does not fit (${code})`, { code, thing });
}

/** Throttling, faults of the server and of the network pass; everything else answers the same again. */
export function mayPass(failure: Failure): boolean {
  if (hasUnfitCertificate(failure)) return false;
  return isThrottling(failure) || failure.status === null || failure.status >= 500;
}
