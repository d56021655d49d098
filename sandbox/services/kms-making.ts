import { type Call, operation } from '../api/operation.ts';
import { boolean, invalid, json, optional, orElse, text } from '../api/params.ts';
import { fingerprint } from '../world/ids.ts';
import type { Instance } from '../world/instance.ts';
import type { JsonObject } from '../world/json.ts';
import { defaultKeyPolicy, type Key, type KeyLife } from '../world/key.ts';
import { kmsRefusal } from '../world/kms-refusals.ts';
import { readPolicy } from '../world/policy.ts';
import { closedCode, kmsStatusAt } from '../world/serving.ts';
import { always, change } from '../world/timeline.ts';
import { versionId } from '../world/versions.ts';
import { requireRotatable, rotation } from './kms-changes.ts';
import { metadata } from './kms-reads.ts';

const symmetric = ['Aliyun_AES_256', 'Aliyun_AES_128', 'Aliyun_AES_192', 'Aliyun_SM4'];
const asymmetric = ['RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_P256', 'EC_P256K', 'EC_SM2'];

function instanceOf({ account, region }: Call, id: string | undefined): Instance | undefined {
  if (id === undefined) return undefined;
  const instance = account.instances.get(id);
  if (instance?.region === region) return instance;
  throw kmsRefusal('Forbidden.DKMSInstanceNotFound');
}

/** Keys outside of instances may be made like default keys here, which the cloud limits to one (assumption). */
const createKey = operation({
  name: 'CreateKey',
  actions: ['kms:CreateKey'],
  kind: 'change',
  rate: 'kms-change',
  params: {
    KeySpec: orElse(text({ oneOf: [...symmetric, ...asymmetric] }), 'Aliyun_AES_256'),
    KeyUsage: optional(text({ oneOf: ['ENCRYPT/DECRYPT', 'SIGN/VERIFY'] })),
    Origin: orElse(text({ oneOf: ['Aliyun_KMS', 'EXTERNAL'] }), 'Aliyun_KMS'),
    ProtectionLevel: optional(text({ oneOf: ['SOFTWARE', 'HSM'] })),
    Description: orElse(text({ max: 8192 }), ''),
    DKMSInstanceId: optional(text({ max: 64 })),
    EnableAutomaticRotation: orElse(boolean(), false),
    RotationInterval: optional(text({ pattern: /^\d+[dhms]?$/ })),
    Policy: optional(text({ max: 32_768 })),
    Tags: orElse(json(), []),
  },
  touches: () => null,
  run: (call, values) => {
    const closed = closedCode(call.world, call.account, call.region, call.world.clock.now);
    if (call.checked && closed) throw kmsRefusal(closed);
    const usage = values.KeyUsage ?? (symmetric.includes(values.KeySpec) ? 'ENCRYPT/DECRYPT' : 'SIGN/VERIFY');
    if (symmetric.includes(values.KeySpec) && usage !== 'ENCRYPT/DECRYPT') throw invalid('KeyUsage');
    if (values.Policy !== undefined && readPolicy(values.Policy).length === 0) throw invalid('Policy');
    const key = newKey(call, { ...values, usage });
    if (values.EnableAutomaticRotation) {
      requireRotatable(call, key);
      key.rotation = rotation(call, key, values.RotationInterval ?? '365d');
    }
    call.account.keys.set(key.id, key);
    for (const version of key.versions) call.account.keyByVersion.set(version.id, key);
    return { KeyMetadata: withoutProtection(metadata(key, call.world.clock.now)) };
  },
});

interface Wanted {
  KeySpec: string;
  usage: string;
  Origin: string;
  ProtectionLevel: string | undefined;
  Description: string;
  DKMSInstanceId: string | undefined;
  Policy: string | undefined;
  Tags: unknown;
}

function newKey(call: Call, wanted: Wanted): Key {
  const { world, account, region } = call;
  const { now } = world.clock;
  const instance = instanceOf(call, wanted.DKMSInstanceId);
  const external = wanted.Origin === 'EXTERNAL';
  const key: Key = {
    id: `key-${fingerprint(world.name, 'CreateKey', region, now, account.keys.size).slice(0, 21)}`,
    label: '',
    region,
    account: account.id,
    spec: wanted.KeySpec,
    usage: wanted.usage,
    origin: external ? 'EXTERNAL' : 'Aliyun_KMS',
    protectionLevel: wanted.ProtectionLevel === 'HSM' || instance?.version === '1' ? 'HSM' : 'SOFTWARE',
    creator: account.id,
    created: now,
    description: wanted.Description,
    instance: instance?.id ?? '',
    aliases: [],
    tags: tagsIn(wanted.Tags),
    state: always<KeyLife>(external ? 'PendingImport' : 'Enabled'),
    deleteDate: null,
    material: { present: !external, expires: null },
    deletionProtection: false,
    deletionProtectionNote: '',
    rotation: null,
    versions: [],
    policy: instance ? always(wanted.Policy ?? defaultKeyPolicy(account.id)) : null,
  };
  key.versions.push({ id: versionId(world, key, 0), created: now });
  return key;
}

function tagsIn(tags: unknown): Key['tags'] {
  if (!Array.isArray(tags)) throw invalid('Tags');
  return tags.map((tag: unknown) => {
    const { TagKey, TagValue } = { TagKey: null, TagValue: '', ...(typeof tag === 'object' ? tag : {}) };
    if (typeof TagKey !== 'string' || typeof TagValue !== 'string') throw invalid('Tags');
    return { key: TagKey, value: TagValue };
  });
}

/** A new key says nothing of its protection (the model of the vendor has no such fields). */
function withoutProtection(whole: JsonObject): JsonObject {
  const { DeletionProtection: _, DeletionProtectionDescription: __, ...rest } = whole;
  return rest;
}

/** Opens KMS for the account, wherever it was not; what it answers one that is open is an assumption. */
const openKmsService = operation({
  name: 'OpenKmsService',
  actions: ['kms:OpenKmsService'],
  kind: 'change',
  rate: 'kms-change',
  params: {},
  touches: () => null,
  run: ({ world, account }) => {
    const { now } = world.clock;
    for (const [region, status] of account.kmsStatus)
      if (kmsStatusAt(world, account, region, now) === 'NotEnabled') change(status, now, 'Enabled');
    return {};
  },
});

export const kmsMaking = [createKey, openKmsService];
