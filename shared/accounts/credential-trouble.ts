import { refusesCredentials, refusesTime } from '../cloud/answer.ts';
import type { Identity } from '../collect/identity.ts';
import { AppError } from '../model/error.ts';
import type { Observed } from '../model/job.ts';
import type { Observation, Unseen } from '../model/observation.ts';

/**
 * Throws `AppError` when an observation is worth nothing because of the credentials or the network, so that the run
 * fails, and is tried again, instead of being stored. Credentials that ran out on the way leave what was read before.
 * Codes: CredentialsRefused, CredentialsExpired, ClockSkew, CloudUnreachable.
 */
export function requireCredentials(observed: Observed, identity?: Observation<Identity>): Observed {
  const { clusters } = observed.parts;
  if (identity?.seen === false && refusesCredentials(identity)) throw refused(identity);
  if (clusters?.seen === false && refusesCredentials(clusters)) throw refused(clusters);
  if (identity?.seen === false && clusters?.seen === false) throw unreachable(clusters);
  const { read, unread } = readingsIn(observed.parts);
  const expired = unread.find(isExpired);
  if (expired && read === 0) throw refused(expired);
  return observed;
}

/** What an identity that could not be read means for the whole run. */
export function credentialTrouble(identity: Unseen): AppError {
  return refusesCredentials(identity) ? refused(identity) : unreachable(identity);
}

function isExpired({ code = '' }: Unseen): boolean {
  return /^(InvalidSecurityToken\.Expired|SecurityTokenExpired)/.test(code);
}

/**
 * How many observations were made, wherever they lie, and those that were not. One that holds others, such as a list of
 * things that were each asked about, counts by these; an empty list tells of nothing.
 */
function readingsIn(node: unknown): { read: number; unread: Unseen[] } {
  const unread: Unseen[] = [];
  let read = 0;
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('seen' in value && value.seen === false) {
      unread.push(value as Unseen); // what `seen: false` means everywhere
      return;
    }
    const before = read + unread.length;
    for (const key in value) visit((value as Record<string, unknown>)[key]); // its own key
    const isLeaf = read + unread.length === before;
    if ('seen' in value && isLeaf && 'value' in value && !isEmpty(value.value)) read += 1;
  };
  visit(node);
  return { read, unread };
}

function isEmpty(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function refused({ code = '', detail }: Unseen): AppError {
  if (/^InvalidSecurityToken.*Expired|^SecurityTokenExpired/.test(code)) {
    return new AppError(
      'CredentialsExpired',
      `The security token has expired (${code}).`,
      'Get a new token, or log in again, and run once more.',
    );
  }
  if (refusesTime({ code })) {
    return new AppError(
      'ClockSkew',
      `Alibaba Cloud rejected the time of the request: ${detail}`,
      code.startsWith('SignatureNonceUsed')
        ? 'Synchronise the clock of this machine if it is off; otherwise something in between, such as a proxy, sends requests twice.'
        : 'Synchronise the clock of this machine; at most 15 minutes are accepted.',
    );
  }
  return new AppError(
    'CredentialsRefused',
    `Alibaba Cloud rejected the credentials: ${detail}`,
    'Check the AccessKey ID and secret; the key may be disabled or deleted.',
  );
}

function unreachable({ detail }: Unseen): AppError {
  return new AppError(
    'CloudUnreachable',
    `Alibaba Cloud cannot be reached: ${detail}`,
    'Check the network, the proxy, and SEALWATCH_ENDPOINT if it is set.',
  );
}
