import { constants, createHash, generateKeyPairSync, type KeyObject, privateDecrypt } from 'node:crypto';
import { type Call, operation } from '../api/operation.ts';
import { integer, invalid, secret, text } from '../api/params.ts';
import { type Key, setKeyState } from '../world/key.ts';
import { kmsRefusal } from '../world/kms-refusals.ts';
import { day, utc } from '../world/time.ts';
import { keyTouched, manageable, requireState } from './kms-changes.ts';
import { keyId, keyResource } from './kms-reads.ts';

const wrapping = {
  RSAES_OAEP_SHA_1: { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
  RSAES_OAEP_SHA_256: { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
} as const;

/** How long the material of a symmetric key is. */
const lengths: Readonly<Record<string, number>> = {
  Aliyun_AES_128: 16,
  Aliyun_AES_192: 24,
  Aliyun_AES_256: 32,
  Aliyun_SM4: 16,
};

function importable(call: Call, id: string): Key {
  const key = manageable(call, id);
  if (key.origin !== 'EXTERNAL') throw kmsRefusal('Rejected.UnsupportedOperation');
  requireState(call, key, 'Enabled', 'Disabled', 'PendingImport');
  return key;
}

/** https://www.alibabacloud.com/help/en/kms/key-management-service/developer-reference/api-kms-2016-01-20-getparametersforimport */
const getParametersForImport = operation({
  name: 'GetParametersForImport',
  actions: ['kms:GetParametersForImport'],
  rate: 'kms-metadata',
  params: {
    KeyId: keyId,
    WrappingAlgorithm: text({ oneOf: Object.keys(wrapping) }),
    WrappingKeySpec: text({ oneOf: ['RSA_2048'] }),
  },
  resource: keyResource,
  run: (call, { KeyId, WrappingAlgorithm }) => {
    const { now } = call.world.clock;
    const key = importable(call, KeyId);
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const token = Buffer.from(`${WrappingAlgorithm} ${call.randomText(48)}`).toString('base64');
    key.importing = { token, privateKey, expires: now + day };
    return {
      KeyId: key.id,
      ImportToken: token,
      PublicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
      TokenExpireTime: utc(now + day),
    };
  },
});

function unwrapped(blob: string, token: string, privateKey: KeyObject): Buffer {
  const [algorithm = ''] = Buffer.from(token, 'base64').toString('utf8').split(' ');
  const how = algorithm === 'RSAES_OAEP_SHA_1' ? wrapping.RSAES_OAEP_SHA_1 : wrapping.RSAES_OAEP_SHA_256;
  try {
    return privateDecrypt({ key: privateKey, ...how }, Buffer.from(blob, 'base64'));
  } catch {
    throw invalid('EncryptedKeyMaterial', 'It cannot be unwrapped with the key of the token.');
  }
}

/** Codes: assumption. That only the same material may come back is documented; the first to come is taken for it here. */
const importKeyMaterial = operation({
  name: 'ImportKeyMaterial',
  actions: ['kms:ImportKeyMaterial'],
  kind: 'change',
  rate: 'kms-change',
  params: {
    KeyId: keyId,
    EncryptedKeyMaterial: secret(text({ max: 4096 })),
    ImportToken: secret(text({ max: 4096 })),
    KeyMaterialExpireUnix: integer(0, 999_999_999_999_999),
  },
  resource: keyResource,
  touches: keyTouched,
  run: (call, values) => {
    const { now } = call.world.clock;
    const key = importable(call, values.KeyId);
    const { importing } = key;
    if (importing?.token !== values.ImportToken || importing.expires <= now) throw invalid('ImportToken');
    const expires = values.KeyMaterialExpireUnix * 1000;
    if (expires !== 0 && expires <= now) throw invalid('KeyMaterialExpireUnix');
    const material = unwrapped(values.EncryptedKeyMaterial, importing.token, importing.privateKey);
    if (material.length !== (lengths[key.spec] ?? material.length)) throw invalid('EncryptedKeyMaterial');
    const digest = createHash('sha256').update(material).digest('hex');
    if (key.materialDigest !== undefined && key.materialDigest !== digest)
      throw invalid('EncryptedKeyMaterial', 'It is not the material that was imported before.');
    Object.assign(key, { materialDigest: digest, material: { present: true, expires: expires || null } });
    setKeyState(key, now, 'Enabled');
    return {};
  },
});

export const kmsImport = [getParametersForImport, importKeyMaterial];
