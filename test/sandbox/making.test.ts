import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { ask, at, fieldsAt, scenarioFile, textAt } from './signed.ts';

const scenario = scenarioFile(`
caller: LTAImakingadmin1
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess] }, { name: bob, policies: [AliyunCSFullAccess] }]
    accessKeys: [{ id: LTAImakingadmin1, secret: secretAdmin, user: admin }]
    kms: { cn-beijing: NotEnabled }
    instances: [{ name: soft, id: kst-soft, region: cn-hangzhou }]
    keys:
      - { name: own, id: key-own, region: cn-hangzhou, origin: EXTERNAL, state: PendingImport }
      - { name: made, id: key-made, region: cn-hangzhou }
    trails: [{ name: one, home: cn-hangzhou, sls: audit, rw: Write }]
    buckets: [{ name: evidence, region: cn-hangzhou }]
`);

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ scenario, rates: 'off' });
});
afterEach(() => sandbox.close());

const kms = (action: string, params: Record<string, string> = {}, region = 'cn-hangzhou') =>
  ask(sandbox, `kms.${region}`, action, params);
const trails = (action: string, params: Record<string, string>, region = 'cn-hangzhou') =>
  ask(sandbox, `actiontrail.${region}`, action, params);
const ram = (action: string, params: Record<string, string>) => ask(sandbox, 'ram', action, params);

describe('CreateKey', () => {
  test('makes a key that is described, listed and used, in its instance too', async () => {
    const made = await kms('CreateKey', {
      DKMSInstanceId: 'kst-soft',
      Description: 'for ACK',
      EnableAutomaticRotation: 'true',
      RotationInterval: '30d',
      Tags: '[{"TagKey":"env","TagValue":"prod"}]',
    });
    expect(made.status, made.text).toBe(200);
    const KeyId = textAt(made.body, 'KeyMetadata.KeyId');
    expect(at((await kms('DescribeKey', { KeyId })).body, 'KeyMetadata')).toMatchObject({
      KeySpec: 'Aliyun_AES_256',
      KeyState: 'Enabled',
      DKMSInstanceId: 'kst-soft',
      AutomaticRotation: 'Enabled',
      RotationInterval: '2592000s',
      DeletionProtection: 'Disabled',
    });
    expect(fieldsAt((await kms('ListResourceTags', { KeyId })).body, 'Tags.Tag', 'TagValue')).toEqual([
      'prod',
    ]);
    expect((await kms('GetKeyPolicy', { KeyId })).status).toBe(200);
    const sealed = await kms('Encrypt', { KeyId, Plaintext: 'c2VjcmV0' });
    const opened = await kms('Decrypt', { CiphertextBlob: textAt(sealed.body, 'CiphertextBlob') });
    expect(at(opened.body, 'Plaintext')).toBe('c2VjcmV0');
    const second = await kms('CreateKey');
    expect(textAt(second.body, 'KeyMetadata.KeyId')).not.toBe(KeyId);
  });

  test.each([
    [{ KeySpec: 'Aliyun_AES_512' }, 'InvalidParameter'],
    [{ KeyUsage: 'SIGN/VERIFY' }, 'InvalidParameter'],
    [{ DKMSInstanceId: 'kst-none' }, 'Forbidden.DKMSInstanceNotFound'],
    [{ Tags: '{}' }, 'InvalidParameter'],
    [{ Origin: 'EXTERNAL', EnableAutomaticRotation: 'true' }, 'Rejected.UnsupportedOperation'],
  ])('with %j is refused with %s, and makes nothing', async (params, code) => {
    expect((await kms('CreateKey', params)).code).toBe(code);
    expect(at((await kms('ListKeys')).body, 'TotalCount')).toBe(2);
  });
});

test('KMS that was not opened is, by OpenKmsService, in every region', async () => {
  expect((await kms('CreateKey', {}, 'cn-beijing')).code).toBe('Forbidden.KmsServiceNotEnabled');
  expect((await kms('OpenKmsService')).status).toBe(200);
  const status = await kms('DescribeAccountKmsStatus', {}, 'cn-beijing');
  expect(at(status.body, 'AccountStatus')).toBe('Enabled');
  expect((await kms('CreateKey', {}, 'cn-beijing')).status).toBe(200);
});

describe('the import of key material', () => {
  const own = { KeyId: 'key-own' };
  const wanted = { ...own, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' };

  async function sent(material: Buffer, more: Record<string, string> = {}): Promise<Record<string, string>> {
    const { body } = await kms('GetParametersForImport', wanted);
    const der = Buffer.from(textAt(body, 'PublicKey'), 'base64');
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    const how = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
    const EncryptedKeyMaterial = publicEncrypt(how, material).toString('base64');
    const ImportToken = textAt(body, 'ImportToken');
    return { ...own, EncryptedKeyMaterial, ImportToken, KeyMaterialExpireUnix: '0', ...more };
  }

  test('takes what was wrapped with its key, and again only the same', async () => {
    const good = await sent(Buffer.alloc(32, 1));
    expect((await kms('ImportKeyMaterial', good)).status).toBe(200);
    expect(at((await kms('DescribeKey', own)).body, 'KeyMetadata.KeyState')).toBe('Enabled');
    await kms('DeleteKeyMaterial', own);
    const other = await kms('ImportKeyMaterial', await sent(Buffer.alloc(32, 2)));
    expect(other.code).toBe('InvalidParameter');
    const soon = `${Math.floor(sandbox.now().getTime() / 1000) + 3600}`;
    const same = await sent(Buffer.alloc(32, 1), { KeyMaterialExpireUnix: soon });
    expect((await kms('ImportKeyMaterial', same)).status).toBe(200);
    const { body } = await kms('DescribeKey', own);
    expect(Date.parse(textAt(body, 'KeyMetadata.MaterialExpireTime'))).toBe(Number(soon) * 1000);
  });

  test.each([
    ['another token', { ImportToken: 'bm9uZQ==' }],
    ['material that was not wrapped', { EncryptedKeyMaterial: 'bm90IHdyYXBwZWQ=' }],
    ['an end in the past', { KeyMaterialExpireUnix: '1000' }],
  ])('refuses %s', async (_, change) => {
    const answer = await kms('ImportKeyMaterial', { ...(await sent(Buffer.alloc(32, 1))), ...change });
    expect([answer.status, answer.code]).toEqual([400, 'InvalidParameter']);
    expect(at((await kms('DescribeKey', own)).body, 'KeyMetadata.KeyState')).toBe('PendingImport');
  });

  test('refuses material of another length, and keys that KMS made', async () => {
    expect((await kms('ImportKeyMaterial', await sent(Buffer.alloc(16, 1)))).code).toBe('InvalidParameter');
    const made = await kms('GetParametersForImport', { ...wanted, KeyId: 'key-made' });
    expect(made.code).toBe('Rejected.UnsupportedOperation');
  });
});

describe('trails', () => {
  const project = { SlsProjectArn: 'acs:log:cn-hangzhou:1000000000000001:project/audit' };

  test('one that is made records once it is started', async () => {
    const made = await trails('CreateTrail', {
      Name: 'all-events',
      TrailRegion: 'All',
      EventRW: 'All',
      ...project,
    });
    expect(made.body).toMatchObject({
      Name: 'all-events',
      HomeRegion: 'cn-hangzhou',
      EventRW: 'All',
      ...project,
    });
    const status = async () => at((await trails('GetTrailStatus', { Name: 'all-events' })).body, 'IsLogging');
    expect(await status()).toBe(false);
    await trails('StartLogging', { Name: 'all-events' });
    expect(await status()).toBe(true);
  });

  test('one that is changed keeps what is not said', async () => {
    const changed = await trails('UpdateTrail', { Name: 'one', EventRW: 'All', OssBucketName: 'evidence' });
    expect(changed.body).toMatchObject({
      EventRW: 'All',
      TrailRegion: 'All',
      OssBucketName: 'evidence',
      ...project,
    });
  });

  test.each([
    ['CreateTrail', { Name: 'new' }, 'InvalidDeliveryArgument'],
    ['CreateTrail', { Name: 'one', ...project }, 'TrailAlreadyExistsException'],
    ['CreateTrail', { Name: 'new', OssBucketName: 'nowhere' }, 'InvalidParameter'],
    ['CreateTrail', { Name: 'new', SlsProjectArn: 'SLS_PROJECT_ARN' }, 'InvalidParameter'],
    ['CreateTrail', { Name: 'new', TrailRegion: 'cn-atlantis', ...project }, 'InvalidParameter'],
    ['CreateTrail', { Name: 'new', IsOrganizationTrail: 'true', ...project }, 'NoPermission'],
    ['UpdateTrail', { Name: 'none' }, 'TrailNotFoundException'],
  ])('%s %j is refused with %s', async (action, params, code) => {
    expect((await trails(action, params as Record<string, string>)).code).toBe(code);
  });

  test('one is changed at home only', async () => {
    const away = await trails('UpdateTrail', { Name: 'one', EventRW: 'All' }, 'cn-beijing');
    expect(away.code).toBe('InvalidTrailHomeRegion');
  });
});

describe('policies', () => {
  const PolicyDocument =
    '{"Version":"1","Statement":[{"Effect":"Deny","Action":"kms:ListKeys","Resource":"*"}]}';
  const policy = { PolicyName: 'no-list', PolicyType: 'Custom' };

  test('one that is made and attached to a user binds the user', async () => {
    const made = await ram('CreatePolicy', { PolicyName: 'no-list', PolicyDocument });
    expect(at(made.body, 'Policy')).toMatchObject({ ...policy, DefaultVersion: 'v1' });
    expect((await kms('ListKeys')).status).toBe(200);
    expect((await ram('AttachPolicyToUser', { ...policy, UserName: 'admin' })).status).toBe(200);
    expect((await kms('ListKeys')).code).toBe('Forbidden.NoPermission');
    expect((await ram('CreatePolicy', { PolicyName: 'no-list', PolicyDocument })).code).toBe(
      'EntityAlreadyExists.Policy',
    );
    const again = await ram('AttachPolicyToUser', { ...policy, UserName: 'admin' });
    expect(again.code).toBe('EntityAlreadyExists.User.Policy');
  });

  test.each([
    ['CreatePolicy', { PolicyName: 'x', PolicyDocument: '{}' }, 'MalformedPolicyDocument'],
    ['CreatePolicy', { PolicyName: 'x' }, 'MissingParameter'],
    ['AttachPolicyToUser', { ...policy, UserName: 'bob' }, 'EntityNotExist.Policy'],
    [
      'AttachPolicyToUser',
      { PolicyName: 'AliyunCSFullAccess', PolicyType: 'System', UserName: 'eve' },
      'EntityNotExist.User',
    ],
  ])('%s %j is refused with %s', async (action, params, code) => {
    expect((await ram(action, params as Record<string, string>)).code).toBe(code);
  });
});
