import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance, ask, at, scenarioFile, textAt } from './signed.ts';

const scenario = scenarioFile(`
caller: LTAIkeystates
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIkeystates, secret: secretKeystates, user: admin }]
    instances:
      - { name: soft, region: cn-hangzhou, ends: P10D }
      - { name: hard, region: cn-hangzhou, kind: hardware }
    keys:
      - { name: Enabled, id: key-enabled, region: cn-hangzhou, deletionProtection: false }
      - { name: Disabled, id: key-disabled, region: cn-hangzhou, state: Disabled, deletionProtection: false }
      - { name: PendingDeletion, id: key-pendingdeletion, region: cn-hangzhou, state: PendingDeletion, deleteDate: P7D, deletionProtection: false }
      - { name: PendingImport, id: key-pendingimport, region: cn-hangzhou, state: PendingImport, origin: EXTERNAL, deletionProtection: false }
      - { name: imported, id: key-imported, region: cn-hangzhou, origin: EXTERNAL, materialExpires: P3D, deletionProtection: false }
      - { name: service, id: key-service, region: cn-hangzhou, creator: Ecs }
      - { name: signing, id: key-signing, region: cn-hangzhou, spec: RSA_2048, usage: SIGN/VERIFY }
      - { name: protected, id: key-protected, region: cn-hangzhou }
      - { name: soft-key, id: key-soft, region: cn-hangzhou, instance: soft, rotation: { every: P30D, next: P5D } }
      - { name: hard-key, id: key-hard, region: cn-hangzhou, instance: hard }
      - { name: old, id: 00000000-1111-4222-8333-444444444444, region: cn-hangzhou, deletionProtection: absent, aliases: [alias/old] }
`);

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario, rates: 'off' });
});

afterEach(async () => {
  await sandbox.close();
});

async function kms(action: string, params: Record<string, string>) {
  return await ask(sandbox, 'kms.cn-hangzhou', action, params);
}

async function state(KeyId: string): Promise<unknown> {
  return at((await kms('DescribeKey', { KeyId })).body, 'KeyMetadata.KeyState');
}

const states = ['Enabled', 'Disabled', 'PendingDeletion', 'PendingImport'] as const;
const ok = 'ok';
const failed = 'Rejected.StateModifiedFailed';

/** https://www.alibabacloud.com/help/en/kms/developer-reference/impact-of-cmk-status-on-api-operations */
const table: [string, Record<string, string>, Record<(typeof states)[number], string>][] = [
  [
    'Encrypt',
    { Plaintext: 'aGk=' },
    {
      Enabled: ok,
      Disabled: 'Rejected.Disabled',
      PendingDeletion: 'Rejected.PendingDeletion',
      PendingImport: 'Rejected.PendingImport',
    },
  ],
  ['DescribeKey', {}, { Enabled: ok, Disabled: ok, PendingDeletion: ok, PendingImport: ok }],
  ['ListKeyVersions', {}, { Enabled: ok, Disabled: ok, PendingDeletion: ok, PendingImport: ok }],
  ['EnableKey', {}, { Enabled: ok, Disabled: ok, PendingDeletion: failed, PendingImport: failed }],
  ['DisableKey', {}, { Enabled: ok, Disabled: ok, PendingDeletion: failed, PendingImport: failed }],
  [
    'ScheduleKeyDeletion',
    { PendingWindowInDays: '7' },
    { Enabled: ok, Disabled: ok, PendingDeletion: failed, PendingImport: ok },
  ],
  [
    'CancelKeyDeletion',
    {},
    { Enabled: failed, Disabled: failed, PendingDeletion: ok, PendingImport: failed },
  ],
];

const cases = table.flatMap(([action, params, row]) =>
  states.map((keyState) => ({ action, params, keyState, code: row[keyState] })),
);

test.each(cases)('$action of a key that is $keyState: $code', async ({ action, params, keyState, code }) => {
  const answer = await kms(action, { KeyId: `key-${keyState.toLowerCase()}`, ...params });
  if (code === ok) expect(answer.status, answer.text).toBe(200);
  else expect([answer.status, answer.code]).toEqual([409, code]);
});

test.each(states.slice(1))('Decrypt of what a key encrypted before it became %s', async (after) => {
  const { body } = await kms('Encrypt', { KeyId: 'key-imported', Plaintext: 'aGk=' });
  const CiphertextBlob = textAt(body, 'CiphertextBlob');
  const change = {
    Disabled: 'DisableKey',
    PendingDeletion: 'ScheduleKeyDeletion',
    PendingImport: 'DeleteKeyMaterial',
    Enabled: '',
  }[after];
  const done = await kms(change, { KeyId: 'key-imported', PendingWindowInDays: '7' });
  expect(done.status).toBe(200);
  const answer = await kms('Decrypt', { CiphertextBlob });
  expect([answer.status, answer.code]).toEqual([409, `Rejected.${after}`]);
});

describe('changes', () => {
  test('disable and enable', async () => {
    await kms('DisableKey', { KeyId: 'key-enabled' });
    expect(await state('key-enabled')).toBe('Disabled');
    await kms('EnableKey', { KeyId: 'key-enabled' });
    expect(await state('key-enabled')).toBe('Enabled');
  });

  test.each(['6', '367', 'x', ''])(
    'a deletion window of "%s" days is refused',
    async (PendingWindowInDays) => {
      const answer = await kms('ScheduleKeyDeletion', { KeyId: 'key-enabled', PendingWindowInDays });
      expect(answer.status).toBe(400);
    },
  );

  test('a key is deleted when its window is over, not earlier', async () => {
    await kms('ScheduleKeyDeletion', { KeyId: 'key-enabled', PendingWindowInDays: '7' });
    const { body } = await kms('DescribeKey', { KeyId: 'key-enabled' });
    expect(body).toMatchObject({
      KeyMetadata: { KeyState: 'PendingDeletion', DeleteDate: '2026-11-30T00:00:00Z' },
    });
    await advance(sandbox, 'P6DT23H59M59S');
    expect(await state('key-enabled')).toBe('PendingDeletion');
    await advance(sandbox, 'PT1S');
    const gone = await kms('DescribeKey', { KeyId: 'key-enabled' });
    expect([gone.status, gone.code]).toEqual([404, 'Forbidden.KeyNotFound']);
    expect((await kms('ListKeys', { PageSize: '100' })).text).not.toContain('key-enabled');
  });

  test('a cancelled deletion does not happen', async () => {
    await kms('ScheduleKeyDeletion', { KeyId: 'key-disabled', PendingWindowInDays: '7' });
    await kms('CancelKeyDeletion', { KeyId: 'key-disabled' });
    const { body } = await kms('DescribeKey', { KeyId: 'key-disabled' });
    expect(body).toMatchObject({ KeyMetadata: { KeyState: 'Enabled', DeleteDate: '' } });
    await advance(sandbox, 'P300D');
    expect(await state('key-disabled')).toBe('Enabled');
  });

  test('deletion protection blocks until it is taken off', async () => {
    const schedule = () => kms('ScheduleKeyDeletion', { KeyId: 'key-protected', PendingWindowInDays: '7' });
    expect((await schedule()).status).toBe(409);
    expect(await state('key-protected')).toBe('Enabled');
    const ProtectedResourceArn = 'acs:kms:cn-hangzhou:1000000000000001:key/key-protected';
    await kms('SetDeletionProtection', { ProtectedResourceArn, EnableDeletionProtection: 'false' });
    expect((await schedule()).status).toBe(200);
  });

  test('imported material expires into PendingImport, a disabled key as well', async () => {
    const before = await kms('DescribeKey', { KeyId: 'key-imported' });
    expect(at(before.body, 'KeyMetadata.MaterialExpireTime')).toBe('2026-11-26T00:00:00Z');
    await kms('DisableKey', { KeyId: 'key-imported' });
    await advance(sandbox, 'P3D');
    const { body } = await kms('DescribeKey', { KeyId: 'key-imported' });
    expect(body).toMatchObject({
      KeyMetadata: { KeyState: 'PendingImport', MaterialExpireTime: '', PrimaryKeyVersion: '' },
    });
    sandbox.world.importKeyMaterial({ key: 'imported', expires: 'P1D' });
    expect(await state('key-imported')).toBe('Enabled');
    await advance(sandbox, 'P1D');
    expect(await state('key-imported')).toBe('PendingImport');
  });

  test('a deletion cancelled after the material expired leads to PendingImport', async () => {
    await kms('ScheduleKeyDeletion', { KeyId: 'key-imported', PendingWindowInDays: '30' });
    await advance(sandbox, 'P4D');
    expect(await state('key-imported')).toBe('PendingDeletion');
    await kms('CancelKeyDeletion', { KeyId: 'key-imported' });
    expect(await state('key-imported')).toBe('PendingImport');
  });

  test.each(['DisableKey', 'ScheduleKeyDeletion', 'DeleteKeyMaterial'])(
    '%s of a service key is not supported',
    async (action) => {
      const answer = await kms(action, { KeyId: 'key-service', PendingWindowInDays: '7' });
      expect([answer.status, answer.code]).toEqual([400, 'Rejected.UnsupportedOperation']);
    },
  );
});

describe('rotation', () => {
  const on = { EnableAutomaticRotation: 'true', RotationInterval: '365d' };

  test('happens on its date, and again', async () => {
    await advance(sandbox, 'P4D');
    expect(at((await kms('ListKeyVersions', { KeyId: 'key-soft' })).body, 'TotalCount')).toBe(1);
    await advance(sandbox, 'P1D');
    const { body } = await kms('DescribeKey', { KeyId: 'key-soft' });
    expect(body).toMatchObject({
      KeyMetadata: {
        AutomaticRotation: 'Enabled',
        RotationInterval: '2592000s',
        LastRotationDate: '2026-11-28T00:00:00Z',
        NextRotationDate: '2026-12-28T00:00:00Z',
      },
    });
    sandbox.world.renewInstance({ instance: 'soft', until: 'P300D' });
    await advance(sandbox, 'P30D');
    const versions = await kms('ListKeyVersions', { KeyId: 'key-soft' });
    expect(at(versions.body, 'TotalCount')).toBe(3);
    expect(at(versions.body, 'KeyVersions.KeyVersion.0.CreationDate')).toBe('2026-12-28T00:00:00Z');
  });

  test('what an old version encrypted is still decrypted, by that version', async () => {
    const sealed = await kms('Encrypt', { KeyId: 'key-soft', Plaintext: 'aGk=' });
    await advance(sandbox, 'P6D');
    const opened = await kms('Decrypt', { CiphertextBlob: textAt(sealed.body, 'CiphertextBlob') });
    expect(opened.body).toMatchObject({ Plaintext: 'aGk=', KeyVersionId: at(sealed.body, 'KeyVersionId') });
    const again = await kms('Encrypt', { KeyId: 'key-soft', Plaintext: 'aGk=' });
    expect(at(again.body, 'KeyVersionId')).not.toBe(at(sealed.body, 'KeyVersionId'));
    const reopened = await kms('Decrypt', { CiphertextBlob: textAt(again.body, 'CiphertextBlob') });
    expect(at(reopened.body, 'KeyVersionId')).toBe(at(again.body, 'KeyVersionId'));
  });

  test('is suspended while the key is disabled, and a missed date stays missed', async () => {
    await kms('DisableKey', { KeyId: 'key-soft' });
    const { body } = await kms('DescribeKey', { KeyId: 'key-soft' });
    expect(at(body, 'KeyMetadata.AutomaticRotation')).toBe('Suspended');
    await advance(sandbox, 'P6D');
    expect(at((await kms('ListKeyVersions', { KeyId: 'key-soft' })).body, 'TotalCount')).toBe(1);
  });

  test.each([
    { key: 'key-enabled', params: on, status: 200 },
    { key: 'key-enabled', params: { ...on, RotationInterval: '31536000s' }, status: 200 },
    { key: 'key-enabled', params: { ...on, RotationInterval: '30d' }, status: 400 },
    { key: 'key-soft', params: { ...on, RotationInterval: '7d' }, status: 200 },
    { key: 'key-soft', params: { ...on, RotationInterval: '6d' }, status: 400 },
    { key: 'key-hard', params: on, status: 400 },
    { key: 'key-imported', params: on, status: 400 },
    { key: 'key-signing', params: on, status: 400 },
    { key: 'key-service', params: on, status: 400 },
  ])('may be set on $key with $params.RotationInterval: $status', async ({ key, params, status }) => {
    expect((await kms('UpdateRotationPolicy', { KeyId: key, ...params })).status).toBe(status);
  });

  test('can be done by hand', async () => {
    sandbox.world.rotateKey({ key: 'Enabled' });
    expect(at((await kms('ListKeyVersions', { KeyId: 'key-enabled' })).body, 'TotalCount')).toBe(2);
  });
});

describe('names of a key', () => {
  const id = '00000000-1111-4222-8333-444444444444';

  test.each([
    id,
    'alias/old',
    `acs:kms:cn-hangzhou:1000000000000001:key/${id}`,
    'acs:kms:cn-hangzhou:1000000000000001:alias/old',
  ])('%s', async (KeyId) => {
    const { body } = await kms('DescribeKey', { KeyId });
    expect(at(body, 'KeyMetadata.KeyId')).toBe(id);
    expect(at(body, 'KeyMetadata')).not.toHaveProperty('DeletionProtection');
  });

  test.each([
    { KeyId: 'alias/other', code: 'Forbidden.AliasNotFound' },
    { KeyId: `acs:kms:cn-shanghai:1000000000000001:key/${id}`, code: 'Forbidden.KeyNotFound' },
    { KeyId: `acs:kms:cn-hangzhou:1000000000000002:key/${id}`, code: 'Forbidden.KeyNotFound' },
  ])('$KeyId: $code', async ({ KeyId, code }) => {
    const answer = await kms('DescribeKey', { KeyId });
    expect([answer.status, answer.code]).toEqual([404, code]);
  });

  test('another region does not know it', async () => {
    expect((await ask(sandbox, 'kms.cn-shanghai', 'DescribeKey', { KeyId: id })).code).toBe(
      'Forbidden.KeyNotFound',
    );
  });
});

describe('ciphertexts', () => {
  test('the version can be found in them, and a context must be the same', async () => {
    const EncryptionContext = JSON.stringify({ b: '2', a: '1' });
    const sealed = await kms('Encrypt', { KeyId: 'alias/old', Plaintext: 'c2VjcmV0', EncryptionContext });
    const blob = textAt(sealed.body, 'CiphertextBlob');
    const inside = Buffer.from(blob, 'base64').toString('latin1').slice(0, 36);
    expect(inside).toBe(at(sealed.body, 'KeyVersionId'));
    const same = { CiphertextBlob: blob, EncryptionContext: JSON.stringify({ a: '1', b: '2' }) };
    expect(at((await kms('Decrypt', same)).body, 'Plaintext')).toBe('c2VjcmV0');
    const other = { CiphertextBlob: blob, EncryptionContext: JSON.stringify({ a: '1' }) };
    expect((await kms('Decrypt', other)).code).toBe('InvalidParameter');
    expect((await kms('Decrypt', { CiphertextBlob: blob })).code).toBe('InvalidParameter');
  });

  test.each([
    { when: 'another text', spoil: () => Buffer.from('nonsense').toString('base64') },
    {
      when: 'one changed byte',
      spoil: (blob: Buffer) =>
        Buffer.concat([blob.subarray(0, -1), Buffer.from([(blob.at(-1) ?? 0) ^ 1])]).toString('base64'),
    },
    { when: 'only the version', spoil: (blob: Buffer) => blob.subarray(0, 36).toString('base64') },
  ])('$when is refused', async ({ spoil }) => {
    const { body } = await kms('Encrypt', { KeyId: 'key-enabled', Plaintext: 'aGk=' });
    const CiphertextBlob = spoil(Buffer.from(textAt(body, 'CiphertextBlob'), 'base64'));
    const answer = await kms('Decrypt', { CiphertextBlob });
    expect([answer.status, answer.code]).toEqual([400, 'InvalidParameter']);
  });

  test('another region cannot open them', async () => {
    const { body } = await kms('Encrypt', { KeyId: 'key-enabled', Plaintext: 'aGk=' });
    const answer = await ask(sandbox, 'kms.cn-beijing', 'Decrypt', {
      CiphertextBlob: textAt(body, 'CiphertextBlob'),
    });
    expect(answer.code).toBe('InvalidParameter');
  });

  test('a signing key does not encrypt', async () => {
    expect((await kms('Encrypt', { KeyId: 'key-signing', Plaintext: 'aGk=' })).code).toBe(
      'Rejected.UnsupportedOperation',
    );
  });
});

describe('instances', () => {
  const encrypt = () => kms('Encrypt', { KeyId: 'key-soft', Plaintext: 'aGk=' });
  const show = async () => {
    const { body } = await kms('ListKmsInstances', {});
    return await kms('GetKmsInstance', {
      KmsInstanceId: textAt(body, 'KmsInstances.KmsInstance.0.KmsInstanceId'),
    });
  };

  test('stop serving at the end of the subscription, are released on the 16th day', async () => {
    expect((await encrypt()).status).toBe(200);
    expect((await show()).body).toMatchObject({
      KmsInstance: { Status: 'Connected', SaleStatus: 'Normal', EndDate: '2026-12-03T00:00:00Z' },
    });
    await advance(sandbox, 'P10D');
    expect((await encrypt()).code).toBe('Rejected.Unavailable');
    expect((await show()).body).toMatchObject({
      KmsInstance: { Status: 'Disconnected', SaleStatus: 'Expired' },
    });
    expect(await state('key-soft')).toBe('Enabled');
    await advance(sandbox, 'P16D');
    expect((await kms('DescribeKey', { KeyId: 'key-soft' })).code).toBe('Forbidden.KeyNotFound');
    expect(at((await kms('ListKmsInstances', {})).body, 'TotalCount')).toBe(1);
  });

  test('by command: expired, renewed, disconnected', async () => {
    sandbox.world.expireInstance({ instance: 'soft' });
    expect((await encrypt()).code).toBe('Rejected.Unavailable');
    sandbox.world.setSettings({ expiredInstanceCode: 'Forbidden.DKMSInstanceStateInvalid' });
    expect((await encrypt()).code).toBe('Forbidden.DKMSInstanceStateInvalid');
    sandbox.world.renewInstance({ instance: 'soft', until: 'P1D' });
    expect((await encrypt()).status).toBe(200);
    sandbox.world.setInstanceStatus({ instance: 'soft', status: 'Disconnected' });
    expect((await encrypt()).code).toBe('Forbidden.DKMSInstanceStateInvalid');
  });

  test('only their keys have a policy', async () => {
    const { body } = await kms('GetKeyPolicy', { KeyId: 'key-soft' });
    expect(JSON.parse(textAt(body, 'Policy'))).toMatchObject({
      Version: '1',
      Statement: [{ Effect: 'Allow' }],
    });
    expect((await kms('GetKeyPolicy', { KeyId: 'key-enabled' })).code).toBe('Rejected.UnsupportedOperation');
  });

  test('a narrowed key policy shuts callers out of encryption', async () => {
    const Policy = JSON.stringify({
      Version: '1',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { RAM: ['acs:ram::1000000000000001:user/other'] },
          Action: ['kms:*'],
          Resource: ['*'],
        },
      ],
    });
    expect((await kms('SetKeyPolicy', { KeyId: 'key-soft', Policy })).status).toBe(200);
    const answer = await encrypt();
    expect([answer.status, answer.code]).toEqual([403, 'Forbidden.NoPermission']);
    sandbox.world.setKeyPolicy({ key: 'soft-key', policy: 'default' });
    expect((await encrypt()).status).toBe(200);
    expect((await kms('SetKeyPolicy', { KeyId: 'key-soft', Policy: '{}' })).code).toBe('InvalidParameter');
  });
});

describe('the status of the account', () => {
  test.each([
    { status: 'Enabled' as const, describe: undefined, encrypt: undefined },
    { status: 'InDebt' as const, describe: undefined, encrypt: undefined },
    { status: 'Suspended' as const, describe: 'Forbidden.InDebtOverdue', encrypt: 'Forbidden.InDebtOverdue' },
    {
      status: 'NotEnabled' as const,
      describe: 'Forbidden.KmsServiceNotEnabled',
      encrypt: 'Forbidden.KmsServiceNotEnabled',
    },
  ])('$status: DescribeKey $describe, Encrypt $encrypt', async ({ status, describe: read, encrypt }) => {
    sandbox.world.setKmsStatus({ region: 'cn-hangzhou', status });
    expect(at((await kms('DescribeAccountKmsStatus', {})).body, 'AccountStatus')).toBe(status);
    expect((await kms('DescribeKey', { KeyId: 'key-enabled' })).code).toBe(read);
    expect((await kms('ListKeys', {})).code).toBe(read);
    expect((await kms('Encrypt', { KeyId: 'key-enabled', Plaintext: 'aGk=' })).code).toBe(encrypt);
    const elsewhere = await ask(sandbox, 'kms.cn-beijing', 'DescribeAccountKmsStatus');
    expect(at(elsewhere.body, 'AccountStatus')).toBe('Enabled');
  });

  test('a debt may be set to refuse encryption at once', async () => {
    sandbox.world.setKmsStatus({ status: 'InDebt' });
    sandbox.world.setSettings({ inDebtRefusesCrypto: true });
    expect((await kms('Encrypt', { KeyId: 'key-enabled', Plaintext: 'aGk=' })).code).toBe('Forbidden.InDebt');
  });
});
