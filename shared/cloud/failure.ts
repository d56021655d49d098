import type { Failure } from './answer.ts';
import { BodyTooLong } from './transport.ts';

/**
 * Reads what a failed call left behind: an error of the official core with the body of the answer, a
 * parse error of an answer that is no JSON, or a socket error. `timedOutMs`: our own deadline ended it.
 * Messages hold no URL, because a URL may hold a token. Throws what is none of these: that is a bug.
 */
export function failureOf(error: unknown, status: number | null, timedOutMs: number | null): Failure {
  if (timedOutMs !== null) return bare(null, 'Timeout', `no answer within ${timedOutMs / 1000} seconds`);
  if (error instanceof BodyTooLong) return bare(status ?? 200, error.code, error.message);
  const { code, data, statusCode, name } = fields(error);
  if (typeof statusCode === 'number') return refusal(statusCode, fields(data), text(code));
  if (status !== null && status >= 400) return bare(status, '', `HTTP ${status} without a readable body`);
  if (name === 'SyntaxError') return bare(status, 'NotJson', 'the answer is not JSON');
  if (text(code) !== '') return bare(null, text(code), text(code));
  if (name === 'RequestTimeoutError' || status !== null) return bare(null, 'Timeout', 'the answer broke off');
  throw error;
}

/** `STSToken policy Forbidden for action cs:GetClusters`: ACK may leave the details out. */
const IN_WORDS = /\bfor action ([\w-]+:\w+)/;

/** The cloud's own words; RPC products capitalise the fields, ROA products do not. */
function refusal(status: number, body: Readonly<Record<string, unknown>>, code: string): Failure {
  const told = harmlessWords(text(body['Message'] ?? body['message']));
  const denied =
    fields(body['AccessDeniedDetail'] ?? body['accessDeniedDetail'])['AuthAction'] ??
    IN_WORDS.exec(told)?.[1];
  return {
    status,
    code: text(body['Code'] ?? body['code']) || code,
    message: told || 'no message',
    requestId: text(body['RequestId'] ?? body['requestId']),
    deniedAction: typeof denied === 'string' && /^[\w-]+:\w+$/.test(denied) ? denied : null,
  };
}

function bare(status: number | null, code: string, message: string): Failure {
  return { status, code, message, requestId: '', deniedAction: null };
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value, ...named(value) } : {};
}

/** `name`, `code` and the like are not own properties of every error. */
function named(value: object): Record<string, unknown> {
  return value instanceof Error ? { name: value.name } : {};
}

function text(value: unknown): string {
  return typeof value === 'string' && value !== 'undefined' ? value : '';
}

/** Access key ids, security tokens, and what follows the name of a credential. */
const CREDENTIAL =
  /\b(?:LTAI|STS\.|TMP\.|CAIS)[\w.+/=-]{6,}|\b(AccessKeyId|AccessKeySecret|SecurityToken|Signature|Credential|access_token)=[^\s&,]+/gi;

/** Words of the cloud on one line, without what it repeats of a request: the string to sign, and credentials. */
export function harmlessWords(message: string): string {
  return message
    .replace(/\s+/g, ' ')
    .replace(/[,;.]?\s*(?:server )?(?:canonical request|string to sign)\b.*$/i, '')
    .replace(CREDENTIAL, '…')
    .trim()
    .slice(0, 300);
}
