import { algorithmOf, fingerprintOf, pemOf } from '../model/signature.ts';
import { type Asking, jsonAnswer, type Route } from './endpoint.ts';
import { HttpProblem, notFound } from './problem.ts';

export const EVIDENCE_ROUTES: readonly Route[] = [{ path: '/evidence/public-key', GET: showPublicKey }];

/** The key that checks the signatures of the evidence. An assessor compares its fingerprint with one from elsewhere. */
async function showPublicKey({ env: { signer, log } }: Asking): Promise<Response> {
  if (!signer) throw notFound('The evidence is not signed: no evidence.signingKey is configured.');
  const told = await signer.publicKey();
  if (told.ok) {
    const key = told.value;
    return jsonAnswer({
      algorithm: algorithmOf(key),
      fingerprint: fingerprintOf(key),
      publicKey: pemOf(key),
    });
  }
  const { code, message: cause } = told.trouble;
  log.warn('public key not known', { code, cause });
  throw new HttpProblem(NO_KEY, { 'retry-after': '60' });
}

const NO_KEY = {
  status: 503,
  code: 'key-unavailable',
  title: 'Key unavailable',
  detail: 'KMS does not tell the public key now; the log of the endpoint says why.',
};
