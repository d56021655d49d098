import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { type Call, operation } from '../api/operation.ts';
import { invalid, json, optional, secret, text } from '../api/params.ts';
import type { EventResource } from '../world/event.ts';
import { roleArn } from '../world/grants.ts';
import { serviceRoleName } from '../world/identity.ts';
import { isObject, type JsonObject } from '../world/json.ts';
import { isSymmetric, type Key } from '../world/key.ts';
import { kmsRefusal } from '../world/kms-refusals.ts';
import { closedCode, cryptoCode, refuse } from '../world/serving.ts';
import { settled } from '../world/versions.ts';
import { keyTouched } from './kms-changes.ts';
import { keyId, keyOf, keyResource } from './kms-reads.ts';

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
const versionIdLength = 36;

function principalArn(call: Call): string {
  const { account, principal } = call;
  if (principal.kind === 'user') return `acs:ram::${account.id}:user/${principal.name}`;
  const role = principal.kind === 'role' && account.roles.get(principal.role.toLowerCase());
  return role ? roleArn(account, role) : `acs:ram::${account.id}:root`;
}

/** https://www.alibabacloud.com/help/en/kms/developer-reference/impact-of-cmk-status-on-api-operations */
export function requireServing(call: Call, key: Key, action: string): void {
  const { principal } = call;
  const byService = principal.kind === 'role' && principal.role === serviceRoleName;
  const refusal = refuse(
    cryptoCode(call.world, call.account, key, {
      action,
      principal: principalArn(call),
      byService,
      at: call.world.clock.now,
    }),
  );
  if (refusal) throw refusal;
}

function requireEncrypting(call: Call, key: Key, action: string): void {
  requireServing(call, key, action);
  if (!isSymmetric(key) || key.usage !== 'ENCRYPT/DECRYPT') throw kmsRefusal('Rejected.UnsupportedOperation');
}

function contextText(context: unknown): string {
  if (context === undefined) return '';
  if (!isObject(context)) throw invalid('EncryptionContext');
  const names = Object.keys(context).sort();
  return JSON.stringify(names.map((name) => [name, context[name]]));
}

function cipherKey(versionId: string): Buffer {
  return createHash('sha256').update(`sandbox key version ${versionId}`).digest();
}

/** The version id in clear, then what AES-GCM needs: as in the documented samples of old-style keys. */
function seal(versionId: string, plain: Buffer, context: string): string {
  const iv = createHash('sha256').update(versionId).update(plain).update(context).digest().subarray(0, 12);
  const cipher = createCipheriv('aes-256-gcm', cipherKey(versionId), iv).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.from(versionId), iv, cipher.getAuthTag(), sealed]).toString('base64');
}

function open(blob: Buffer, versionId: string, context: string): Buffer | null {
  const [iv, tag, sealed] = [blob.subarray(36, 48), blob.subarray(48, 64), blob.subarray(64)];
  if (tag.length < 16) return null;
  const decipher = createDecipheriv('aes-256-gcm', cipherKey(versionId), iv);
  decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    return null;
  }
}

const encrypt = operation({
  name: 'Encrypt',
  actions: ['kms:Encrypt'],
  kind: 'crypto',
  rate: 'kms-crypto',
  params: {
    KeyId: keyId,
    Plaintext: secret(text({ max: 8192, pattern: base64 })),
    EncryptionContext: optional(secret(json())),
  },
  resource: keyResource,
  touches: (call, values) => named(call.world.settings.encryptNamesKey, keyTouched(call, values)),
  run: (call, values) => {
    const key = keyOf(call, values.KeyId);
    requireEncrypting(call, key, 'kms:Encrypt');
    const version = key.versions.at(-1)?.id ?? '';
    const plain = Buffer.from(values.Plaintext, 'base64');
    return {
      KeyId: key.id,
      KeyVersionId: version,
      CiphertextBlob: seal(version, plain, contextText(values.EncryptionContext)),
    };
  },
});

function named(told: boolean, resource: EventResource | null): EventResource | null {
  return told && resource ? { ...resource, referenced: true } : null;
}

/** The key whose version id the ciphertext begins with, in this account and region. */
function keyInside(call: Call, blob: string): Key | null {
  const versionId = Buffer.from(blob, 'base64').subarray(0, versionIdLength).toString('latin1');
  const key = call.account.keyByVersion.get(versionId);
  return key && key.region === call.region ? settled(call.world, call.account, key) : null;
}

/** Decrypt is not told the key: the ciphertext knows it. */
const decrypt = operation({
  name: 'Decrypt',
  actions: ['kms:Decrypt'],
  kind: 'crypto',
  rate: 'kms-crypto',
  params: {
    CiphertextBlob: secret(text({ max: 16_384, pattern: base64 })),
    EncryptionContext: optional(secret(json())),
  },
  touches: (call, { CiphertextBlob }) => {
    const key = keyInside(call, CiphertextBlob);
    return named(call.world.settings.decryptNamesKey, key && keyTouched(call, { KeyId: key.id }));
  },
  responseElements: ({ world }, body): JsonObject | null =>
    body && world.settings.decryptNamesKey
      ? { KeyId: body['KeyId'], KeyVersionId: body['KeyVersionId'] }
      : null,
  run: (call, values) => {
    const closed = refuse(closedCode(call.world, call.account, call.region, call.world.clock.now));
    if (closed) throw closed;
    const inside = keyInside(call, values.CiphertextBlob);
    if (!inside) throw invalid('CiphertextBlob');
    const key = keyOf(call, inside.id);
    requireEncrypting(call, key, 'kms:Decrypt');
    const blob = Buffer.from(values.CiphertextBlob, 'base64');
    const version = blob.subarray(0, versionIdLength).toString('latin1');
    const plain = open(blob, version, contextText(values.EncryptionContext));
    if (!plain) throw invalid('CiphertextBlob');
    return { KeyId: key.id, KeyVersionId: version, Plaintext: plain.toString('base64') };
  },
});

export const kmsCrypto = [encrypt, decrypt];
