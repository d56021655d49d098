import type { Failure } from './answer.ts';
import type { Exchange } from './exchange.ts';

/**
 * Reads what a failed call left behind: an error of the official core with the body of the answer, a
 * parse error of an answer that is no JSON, or a socket error. `timedOutMs`: our own deadline ended it.
 * Messages hold no URL, because a URL may hold a token.
 */
export function failureOf(error: unknown, exchange: Exchange, timedOutMs: number | null): Failure {
  if (timedOutMs !== null) return bare(null, 'Timeout', `no answer within ${timedOutMs / 1000} seconds`);
  const { code, data, statusCode, name } = fields(error);
  const body = fields(data);
  if (typeof statusCode === 'number') {
    const denied = fields(body['AccessDeniedDetail'] ?? body['accessDeniedDetail'])['AuthAction'];
    return {
      status: statusCode,
      code: text(body['Code'] ?? body['code'] ?? code),
      message: text(body['Message'] ?? body['message']) || 'no message',
      requestId: text(body['RequestId'] ?? body['requestId']),
      deniedAction: typeof denied === 'string' && /^[\w-]+:\w+$/.test(denied) ? denied : null,
    };
  }
  if (exchange.status !== null && exchange.status >= 400) {
    return bare(exchange.status, '', `HTTP ${exchange.status} without a readable body`);
  }
  if (name === 'SyntaxError') return bare(exchange.status, 'NotJson', 'the answer is not JSON');
  return bare(null, text(code), text(code) || 'the connection broke');
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
