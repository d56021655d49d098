import type { ClusterProof } from '../../shared/model/proof.ts';
import { digestOf, PROOF_HEADERS, proofSignature, signedText } from '../../shared/model/proof-signature.ts';
import { Secret } from '../../shared/model/secret.ts';
import { proofOf } from '../proof-builders.ts';
import type { Asked } from './transports.ts';

export const PROOF = 'proof-token-0123456789';
export const BOUND = 'bound-token-0123456789';

interface Body {
  schema: string;
  account?: string;
  proof: Record<string, unknown>;
}

/** What a healthy cluster posts about itself. */
export function bodyOf(cluster: string, at: string, more: Partial<ClusterProof> = {}): Body {
  const { region, name, source, ...proof } = proofOf(cluster, at, more);
  return { schema: 'sealwatch.proof/1', proof: { ...proof, ...more } };
}

/** As the program in a cluster signs it. */
export function signed(body: unknown, signedAt: string, token = PROOF): Asked {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const digest = digestOf(Buffer.from(text));
  const signature = proofSignature(new Secret(token), signedText(signedAt, digest));
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [PROOF_HEADERS.timestamp]: signedAt,
      [PROOF_HEADERS.digest]: digest,
      [PROOF_HEADERS.signature]: signature,
    },
    body: text,
  };
}
