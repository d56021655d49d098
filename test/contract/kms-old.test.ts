import * as kms from '@alicloud/kms20160120';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance, ask, at, listAt } from '../sandbox/signed.ts';
import { hostOf, KmsClient, type Pair, thrownBy, wrong } from './clients.ts';

const alice: Pair = { accessKeyId: 'LTAIsandboxAlice', accessKeySecret: 'sandboxSecretAlice' };
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'demo' });
});

afterEach(async () => {
  await sandbox.close();
});

/** It signs with HMAC-SHA1, sends parameters in the query, and knows the host only as its endpoint. */
function client(pair: Pair = alice) {
  // Its configuration class belongs to a package below it; a plain object does as well.
  const config: ConstructorParameters<typeof KmsClient>[0] = Object.assign(Object.create(null), {
    ...pair,
    endpoint: hostOf(sandbox),
    protocol: 'http',
    regionId: 'cn-hangzhou',
  });
  return new KmsClient(config);
}

const keyId = 'key-hzz00000000000000001a';

test('describes a key', async () => {
  const { keyMetadata } = await client().describeKey(new kms.DescribeKeyRequest({ keyId: 'alias/ack-pay' }));
  expect(keyMetadata).toMatchObject({
    keyId,
    keyState: 'Enabled',
    keySpec: 'Aliyun_AES_256',
    origin: 'Aliyun_KMS',
  });
});

test('lists keys, versions, aliases and tags', async () => {
  const keys = await client().listKeys(new kms.ListKeysRequest({ pageSize: 100 }));
  expect([keys.totalCount, keys.keys.key?.length]).toEqual([9, 9]);
  const versions = await client().listKeyVersions(
    new kms.ListKeyVersionsRequest({ keyId: 'key-hzz00000000000000008h' }),
  );
  expect(versions.keyVersions.keyVersion).toHaveLength(2);
  const aliases = await client().listAliasesByKeyId(new kms.ListAliasesByKeyIdRequest({ keyId }));
  expect(aliases.aliases.alias).toMatchObject([{ aliasName: 'alias/ack-pay' }]);
  const tags = await client().listResourceTags(new kms.ListResourceTagsRequest({ keyId }));
  expect(tags.tags.tag).toMatchObject([{ tagKey: 'owner', tagValue: 'platform' }]);
});

test('encrypts and decrypts', async () => {
  const plaintext = Buffer.from('a secret with + and /').toString('base64');
  const sealed = await client().encrypt(new kms.EncryptRequest({ keyId, plaintext }));
  const opened = await client().decrypt(new kms.DecryptRequest({ ciphertextBlob: sealed.ciphertextBlob }));
  expect(opened).toMatchObject({ plaintext, keyId, keyVersionId: sealed.keyVersionId });
});

test('schedules a deletion; refused by protection, and the attempt is found in ActionTrail', async () => {
  const request = new kms.ScheduleKeyDeletionRequest({ keyId, pendingWindowInDays: 7 });
  expect(await thrownBy(client().scheduleKeyDeletion(request))).toMatchObject({ data: { HttpStatus: 409 } });
  await client().disableKey(new kms.DisableKeyRequest({ keyId }));
  await advance(sandbox, 'PT5M');
  const events = await ask(sandbox, 'actiontrail.cn-hangzhou', 'LookupEvents', {
    'LookupAttribute.1.Key': 'ResourceName',
    'LookupAttribute.1.Value': keyId,
    'LookupAttribute.2.Key': 'User',
    'LookupAttribute.2.Value': 'alice',
  });
  expect(
    listAt(events.body, 'Events').map((event) => [at(event, 'eventName'), at(event, 'errorCode')]),
  ).toEqual([
    ['DisableKey', undefined],
    ['ScheduleKeyDeletion', 'Rejected.DeletionProtected'],
  ]);
});

test.each([
  { what: 'a wrong secret', pair: wrong(alice), code: 'SignatureDoesNotMatch' },
  {
    what: 'an unknown access key',
    pair: { ...alice, accessKeyId: 'LTAInobody' },
    code: 'InvalidAccessKeyId.NotFound',
  },
])('$what is refused', async ({ pair, code }) => {
  const refused = await thrownBy(client(pair).listKeys(new kms.ListKeysRequest({})));
  expect(refused).toMatchObject({ data: { Code: code } });
});

test('errors of KMS reach the caller', async () => {
  const refused = await thrownBy(client().describeKey(new kms.DescribeKeyRequest({ keyId: 'key-none' })));
  expect(refused).toMatchObject({ data: { Code: 'Forbidden.KeyNotFound', HttpStatus: 404 } });
});
