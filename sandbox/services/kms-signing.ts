import { type Call, operation } from '../api/operation.ts';
import { invalid, text } from '../api/params.ts';
import type { Key } from '../world/key.ts';
import { kmsRefusal } from '../world/kms-refusals.ts';
import { privateKeyOf, publicKeyPem, signDigest } from '../world/p256.ts';
import { requireServing } from './kms-crypto.ts';
import { keyId, keyOf, keyResource } from './kms-reads.ts';

const DIGEST_BYTES = 32;

/** Only NIST P-256 is played: other kinds of key exist in the world, and are refused here. */
function signingKey(call: Call, wanted: { KeyId: string; KeyVersionId: string }, action: string): Key {
  const key = keyOf(call, wanted.KeyId);
  requireServing(call, key, action);
  if (key.usage !== 'SIGN/VERIFY' || key.spec !== 'EC_P256')
    throw kmsRefusal('Rejected.UnsupportedOperation');
  // Assumption: the pages tell no code for a version that is not of the key.
  if (!key.versions.some(({ id }) => id === wanted.KeyVersionId)) throw kmsRefusal('Forbidden.KeyNotFound');
  return key;
}

function privateKey({ world }: Call, version: string): bigint {
  return privateKeyOf(`${world.name} signs with ${version}`);
}

const named = {
  KeyId: keyId,
  KeyVersionId: text({ max: 64 }),
};

/**
 * Signs a digest. That the value is DER is an assumption: the guide of the vendor has it verified by openssl, which takes that.
 * https://www.alibabacloud.com/help/en/kms/key-management-service/developer-reference/api-kms-2016-01-20-asymmetricsign
 */
const asymmetricSign = operation({
  name: 'AsymmetricSign',
  actions: ['kms:AsymmetricSign'],
  kind: 'crypto',
  rate: 'kms-signing',
  params: {
    ...named,
    Algorithm: text({
      oneOf: ['RSA_PSS_SHA_256', 'RSA_PKCS1_SHA_256', 'ECDSA_SHA_256', 'SM2DSA'],
    }),
    Digest: text({ max: 128, pattern: /^[A-Za-z0-9+/]+={0,2}$/ }),
  },
  resource: keyResource,
  touches: () => null,
  run: (call, values) => {
    const key = signingKey(call, values, 'kms:AsymmetricSign');
    if (values.Algorithm !== 'ECDSA_SHA_256') throw invalid('Algorithm');
    const digest = Buffer.from(values.Digest, 'base64');
    if (digest.length !== DIGEST_BYTES) throw invalid('Digest');
    const value = signDigest(privateKey(call, values.KeyVersionId), digest);
    return { KeyId: key.id, KeyVersionId: values.KeyVersionId, Value: value.toString('base64') };
  },
});

/** That a key which is not enabled tells no public key either is an assumption. */
const getPublicKey = operation({
  name: 'GetPublicKey',
  actions: ['kms:GetPublicKey'],
  kind: 'crypto',
  rate: 'kms-signing',
  params: named,
  resource: keyResource,
  touches: () => null,
  run: (call, values) => {
    const key = signingKey(call, values, 'kms:GetPublicKey');
    const pem = publicKeyPem(privateKey(call, values.KeyVersionId));
    return { KeyId: key.id, KeyVersionId: values.KeyVersionId, PublicKey: pem };
  },
});

export const kmsSigning = [asymmetricSign, getPublicKey];
