import { type Call, operation } from '../api/operation.ts';
import { integer, json, orElse, text } from '../api/params.ts';
import type { Json, JsonObject } from '../world/json.ts';
import { isSymmetric, type Key, keyArn } from '../world/key.ts';
import { kmsRefusal } from '../world/kms-refusals.ts';
import { closedCode, findKey, kmsStatusAt } from '../world/serving.ts';
import { utc } from '../world/time.ts';
import { valueAt } from '../world/timeline.ts';
import { settled } from '../world/versions.ts';
import { keysMatching } from './kms-filters.ts';

export const keyId = text({ max: 256 });

/** Refuses as KMS does where the account may not use it. */
function requireOpen({ account, region, world, checked }: Call): void {
  const closed = checked ? closedCode(world, account, region, world.clock.now) : null;
  if (closed) throw kmsRefusal(closed);
}

/** The key the call names; refuses as KMS does when the account may not use KMS here or there is no such key. */
export function keyOf(call: Call, name: string): Key {
  const { account, region, world } = call;
  requireOpen(call);
  const key = findKey(account, region, name, world.clock.now);
  if (typeof key === 'string') throw kmsRefusal(key);
  return settled(world, account, key);
}

export const keyResource = (call: Call, values: { KeyId: string }): string =>
  values.KeyId.startsWith('acs:')
    ? values.KeyId
    : `acs:kms:${call.region}:${call.account.id}:key/${values.KeyId}`;

function rotationOf(key: Key, enabled: boolean): JsonObject {
  if (!key.rotation) return { AutomaticRotation: 'Disabled' };
  return {
    AutomaticRotation: enabled ? 'Enabled' : 'Suspended',
    RotationInterval: `${key.rotation.interval / 1000}s`,
    NextRotationDate: utc(key.rotation.next),
  };
}

/** https://www.alibabacloud.com/help/en/kms/developer-reference/api-kms-2016-01-20-describekey */
export function metadata(key: Key, now: number): JsonObject {
  const state = valueAt(key.state, now);
  const newest = key.versions.at(-1);
  const { expires } = key.material;
  const protection: JsonObject =
    key.deletionProtection === 'absent'
      ? {}
      : {
          DeletionProtection: key.deletionProtection ? 'Enabled' : 'Disabled',
          DeletionProtectionDescription: key.deletionProtectionNote,
        };
  return {
    KeyId: key.id,
    Arn: keyArn(key),
    KeyState: state,
    KeySpec: key.spec,
    KeyUsage: key.usage,
    Origin: key.origin,
    ProtectionLevel: key.protectionLevel,
    Creator: key.creator,
    CreationDate: utc(key.created),
    LastRotationDate: utc(newest?.created ?? key.created),
    ...rotationOf(key, state === 'Enabled'),
    DeleteDate: state === 'PendingDeletion' && key.deleteDate !== null ? utc(key.deleteDate) : '',
    MaterialExpireTime: state === 'PendingImport' || expires === null ? '' : utc(expires),
    ...protection,
    PrimaryKeyVersion: isSymmetric(key) && state !== 'PendingImport' ? (newest?.id ?? '') : '',
    DKMSInstanceId: key.instance,
    Description: key.description,
  };
}

const describeKey = operation({
  name: 'DescribeKey',
  actions: ['kms:DescribeKey'],
  rate: 'kms-metadata',
  params: { KeyId: keyId },
  resource: keyResource,
  run: (call, { KeyId }) => ({ KeyMetadata: metadata(keyOf(call, KeyId), call.world.clock.now) }),
});

export const paging = {
  PageNumber: orElse(integer(1, 1_000_000), 1),
  PageSize: orElse(integer(1, 100), 10),
};

export interface PageWanted {
  PageNumber: number;
  PageSize: number;
}

/** One page in the form of KMS: `Keys: { Key: [...] }`, PageNumber, PageSize, TotalCount. */
export function page(list: string, item: string, all: readonly Json[], wanted: PageWanted): JsonObject {
  const { PageNumber, PageSize } = wanted;
  const items = all.slice((PageNumber - 1) * PageSize, PageNumber * PageSize);
  return { [list]: { [item]: items }, PageNumber, PageSize, TotalCount: all.length };
}

/** The same page with its items left out. */
export function withoutItems(list: string, item: string): (call: Call, body: JsonObject) => JsonObject {
  return (_, body) => ({ ...body, [list]: { [item]: [] } });
}

const listKeys = operation({
  name: 'ListKeys',
  actions: ['kms:ListKeys'],
  rate: 'kms-metadata',
  params: { ...paging, Filters: orElse(json(), []) },
  emptied: withoutItems('Keys', 'Key'),
  run: (call, { Filters, ...wanted }) => {
    requireOpen(call);
    const keys = keysMatching(call, Filters);
    const items = keys.map((key) => ({ KeyId: key.id, KeyArn: keyArn(key) }));
    return page('Keys', 'Key', items, wanted);
  },
});

const listKeyVersions = operation({
  name: 'ListKeyVersions',
  actions: ['kms:ListKeyVersions'],
  rate: 'kms-metadata',
  params: { KeyId: keyId, ...paging },
  resource: keyResource,
  emptied: withoutItems('KeyVersions', 'KeyVersion'),
  run: (call, { KeyId, ...wanted }) => {
    const key = keyOf(call, KeyId);
    const versions = key.versions.toReversed().map(({ id, created }) => ({
      KeyId: key.id,
      KeyVersionId: id,
      CreationDate: utc(created),
    }));
    return page('KeyVersions', 'KeyVersion', versions, wanted);
  },
});

function aliasesOf({ id, region, account, aliases }: Key): JsonObject[] {
  return aliases.map((name) => ({
    AliasName: name,
    KeyId: id,
    AliasArn: `acs:kms:${region}:${account}:${name}`,
  }));
}

const listAliasesByKeyId = operation({
  name: 'ListAliasesByKeyId',
  actions: ['kms:ListAliasesByKeyId'],
  rate: 'kms-metadata',
  params: { KeyId: keyId, ...paging },
  resource: keyResource,
  emptied: withoutItems('Aliases', 'Alias'),
  run: (call, { KeyId, ...wanted }) => {
    return page('Aliases', 'Alias', aliasesOf(keyOf(call, KeyId)), wanted);
  },
});

/** Of all keys of the region. https://www.alibabacloud.com/help/en/kms/developer-reference/api-kms-2016-01-20-listaliases */
const listAliases = operation({
  name: 'ListAliases',
  actions: ['kms:ListAliases'],
  rate: 'kms-metadata',
  params: paging,
  resource: ({ account, region }) => `acs:kms:${region}:${account.id}:alias`,
  emptied: withoutItems('Aliases', 'Alias'),
  run: (call, wanted) => {
    requireOpen(call);
    const keys = [...call.account.keys.values()].filter(({ region }) => region === call.region);
    return page('Aliases', 'Alias', keys.flatMap(aliasesOf), wanted);
  },
});

const listResourceTags = operation({
  name: 'ListResourceTags',
  actions: ['kms:ListResourceTags'],
  rate: 'kms-tags',
  params: { KeyId: keyId },
  resource: keyResource,
  run: (call, { KeyId }) => {
    const key = keyOf(call, KeyId);
    const tags = key.tags.map((tag) => ({ KeyId: key.id, TagKey: tag.key, TagValue: tag.value }));
    return { Tags: { Tag: tags } };
  },
});

const getKeyPolicy = operation({
  name: 'GetKeyPolicy',
  actions: ['kms:GetKeyPolicy'],
  rate: 'kms-metadata',
  params: { KeyId: keyId, PolicyName: orElse(text({ oneOf: ['default'] }), 'default') },
  resource: keyResource,
  run: (call, { KeyId }) => {
    const key = keyOf(call, KeyId);
    // Only keys in an instance have a policy; what the others answer is not documented.
    if (!key.policy) throw kmsRefusal('Rejected.UnsupportedOperation');
    return { Policy: valueAt(key.policy, call.world.clock.now) };
  },
});

const describeAccountKmsStatus = operation({
  name: 'DescribeAccountKmsStatus',
  actions: ['kms:DescribeAccountKmsStatus'],
  rate: 'kms-account-status',
  params: {},
  run: ({ account, region, world }) => ({
    AccountStatus: kmsStatusAt(world, account, region, world.clock.now),
  }),
});

export const kmsReads = [
  describeKey,
  listKeys,
  listKeyVersions,
  listAliasesByKeyId,
  listAliases,
  listResourceTags,
  getKeyPolicy,
  describeAccountKmsStatus,
];
