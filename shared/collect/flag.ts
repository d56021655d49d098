import type { Encryption } from '../model/cluster.ts';
import { parsedJson } from '../model/parse-json.ts';
import { objectOf } from './read.ts';

/**
 * What the `meta_data` of one answer says about Secret encryption. `missing`: well-formed capabilities
 * that hold neither field, which is how clusters look that were never switched.
 */
export type Flag = Encryption | 'missing' | { unclear: string };

/** The ways to name a key: by ARN, alias, id, or the UUID that ids were before. */
const KEY_REFERENCE =
  /^(acs:kms:[^:\s]+:\d+:\S+|alias\/\S+|key-\S+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/**
 * Reads the flag. ACK delivers `meta_data` as JSON text with `Capabilities.DisableEncryption` and
 * `Capabilities.EncryptionKMSKeyId`; both it and its parts may be absent, empty, null or of another type.
 */
export function readFlag(metaData: unknown): Flag {
  const meta = typeof metaData === 'string' ? parsedJson(metaData) : metaData;
  if (typeof meta !== 'object' || meta === null) return { unclear: 'meta_data is not a JSON object' };
  const { Capabilities: capabilities } = objectOf(meta);
  if (typeof capabilities !== 'object' || capabilities === null || Array.isArray(capabilities)) {
    return { unclear: 'meta_data has no Capabilities' };
  }
  const { DisableEncryption, EncryptionKMSKeyId } = objectOf(capabilities);
  const disabled = toBoolean(DisableEncryption);
  const keyId = EncryptionKMSKeyId ?? '';
  if (disabled === 'odd' || typeof keyId !== 'string')
    return { unclear: 'the encryption fields have odd types' };
  if (keyId !== '' && !KEY_REFERENCE.test(keyId)) return { unclear: 'EncryptionKMSKeyId names no key' };
  return combine(disabled, keyId);
}

function combine(disabled: boolean | undefined, keyId: string): Flag {
  if (disabled === true) return { on: false, reported: true, keptKeyId: keyId === '' ? null : keyId };
  if (disabled === false) {
    return keyId === ''
      ? { unclear: 'DisableEncryption is false but EncryptionKMSKeyId is empty' }
      : { on: true, keyId };
  }
  return keyId === '' ? 'missing' : { unclear: 'EncryptionKMSKeyId is set but DisableEncryption is absent' };
}

function toBoolean(value: unknown): boolean | undefined | 'odd' {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return 'odd';
  const word = value.toLowerCase();
  if (word === 'true') return true;
  return word === 'false' ? false : 'odd';
}
