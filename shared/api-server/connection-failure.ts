import { type Unseen, unseen } from '../model/observation.ts';

/** What the TLS of Node and OpenSSL say, in words that name the cause. */
const TLS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the certificate of the API server has expired',
  CERT_NOT_YET_VALID: 'the certificate of the API server is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate of the API server is not of the authority in the kubeconfig',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate of the API server is not of the authority in the kubeconfig',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'the certificate of the API server is not of the authority in the kubeconfig',
  UNABLE_TO_GET_ISSUER_CERT: 'the certificate of the API server is not of the authority in the kubeconfig',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'the certificate of the API server is not of the authority in the kubeconfig',
  CERT_SIGNATURE_FAILURE: 'the certificate of the API server is not of the authority in the kubeconfig',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate of the API server names another host',
  EPROTO: 'no TLS connection: the other side speaks another protocol or version',
};

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  ENOTFOUND: 'the name of the API server is not known',
  EAI_AGAIN: 'the name of the API server could not be looked up',
  EHOSTUNREACH: 'there is no route to the API server',
  ENETUNREACH: 'there is no route to the API server',
  ETIMEDOUT: 'the API server does not answer',
};

/** Bodies that are no gzip, or headers that are no HTTP. */
const MALFORMED = /^(Z_|HPE_)/;

/** Why there is no answer. `timedOutMs`: our own deadline ended it. Messages hold no text of the other side. */
export function failedConnection(error: unknown, timedOutMs: number | null): Unseen {
  if (timedOutMs !== null) {
    return unseen('unreachable', `no answer within ${timedOutMs / 1000} seconds`, { code: 'Timeout' });
  }
  const code = codeOf(error);
  if (code === 'ABORT_ERR' || isAbort(error)) return unseen('unreachable', 'stopped', { code: 'Aborted' });
  if (code === null) return unseen('unreachable', 'the connection failed');
  const words = TLS[code] ?? NETWORK[code];
  if (words !== undefined) return unseen('unreachable', words, { code });
  if (MALFORMED.test(code)) return unseen('malformed', 'the answer is not HTTP of an API server', { code });
  return unseen('unreachable', code, { code });
}

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' && error.code !== '' ? error.code : null;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.message === 'aborted');
}
