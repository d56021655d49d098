import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { fingerprintOf, isSigned, SIGNATURE_ALGORITHMS } from '../../shared/model/signature.ts';

const bytes = Buffer.from('a manifest');
const [ed25519, curve] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ec', { namedCurve: 'P-256' })];
const KEYS = {
  ed25519: { ...ed25519, signature: sign(null, bytes, ed25519.privateKey) },
  'ecdsa-p256-sha256': { ...curve, signature: sign('sha256', bytes, curve.privateKey) },
};

test.each(SIGNATURE_ALGORITHMS)('a signature of %s holds for its key and bytes under its own name', (own) => {
  const { publicKey, signature } = KEYS[own];
  const told = { key: fingerprintOf(publicKey), signature: signature.toString('base64') };
  for (const algorithm of SIGNATURE_ALGORITHMS)
    expect(isSigned(bytes, publicKey, { ...told, algorithm })).toBe(algorithm === own);
  expect(isSigned(Buffer.from('another'), publicKey, { ...told, algorithm: own })).toBe(false);
  expect(isSigned(bytes, publicKey, { ...told, algorithm: own, signature: '' })).toBe(false);
});
