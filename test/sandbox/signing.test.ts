import { createHash, createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { ask, scenarioFile, textAt } from './signed.ts';

const scenario = scenarioFile(`
caller: LTAIsigningadmin
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIsigningadmin, secret: secretAdmin, user: admin }]
    keys: [{ name: secrets, id: key-symmetric, region: cn-hangzhou }]
`);

let sandbox: Sandbox;
let key: { KeyId: string; KeyVersionId: string };

const kms = (action: string, params: Record<string, string>) =>
  ask(sandbox, 'kms.cn-hangzhou', action, params);

async function made(KeySpec: string): Promise<typeof key> {
  const { body } = await kms('CreateKey', { KeySpec, KeyUsage: 'SIGN/VERIFY' });
  const KeyId = textAt(body, 'KeyMetadata.KeyId');
  const versions = await kms('ListKeyVersions', { KeyId });
  return { KeyId, KeyVersionId: textAt(versions.body, 'KeyVersions.KeyVersion.0.KeyVersionId') };
}

beforeAll(async () => {
  sandbox = await startSandbox({ scenario, rates: 'off' });
  key = await made('EC_P256');
});
afterAll(() => sandbox.close());

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64');
const signs = (more: Record<string, string> = {}) =>
  kms('AsymmetricSign', { ...key, Algorithm: 'ECDSA_SHA_256', Digest: digestOf('manifest'), ...more });

describe('AsymmetricSign', () => {
  test.each(Array.from({ length: 20 }, (_, index) => `manifest ${index}`))(
    'signs "%s" so that anybody who has the public key can check it',
    async (text) => {
      const signed = await signs({ Digest: digestOf(text) });
      expect(signed.status, signed.text).toBe(200);
      const publicKey = createPublicKey(textAt((await kms('GetPublicKey', key)).body, 'PublicKey'));
      const signature = Buffer.from(textAt(signed.body, 'Value'), 'base64');
      expect(publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
      expect(verify('sha256', Buffer.from(text), publicKey, signature)).toBe(true);
      expect(verify('sha256', Buffer.from(`${text}.`), publicKey, signature)).toBe(false);
    },
  );

  test.each<[string, Record<string, string>, string]>([
    ['a symmetric key', { KeyId: 'key-symmetric' }, 'Rejected.UnsupportedOperation'],
    ['a key that is not there', { KeyId: 'key-none' }, 'Forbidden.KeyNotFound'],
    ['a version that is not there', { KeyVersionId: 'none' }, 'Forbidden.KeyNotFound'],
    ['no version', { KeyVersionId: '' }, 'MissingParameter'],
    ['no algorithm', { Algorithm: '' }, 'MissingParameter'],
    ['an algorithm of another kind of key', { Algorithm: 'RSA_PSS_SHA_256' }, 'InvalidParameter'],
    ['an algorithm that KMS does not have', { Algorithm: 'ED25519' }, 'InvalidParameter'],
    ['no digest', { Digest: '' }, 'MissingParameter'],
    ['a digest that is none', { Digest: Buffer.from('short').toString('base64') }, 'InvalidParameter'],
  ])('refuses %s', async (_what, more, code) => {
    const { body, status } = await signs(more);
    expect([status < 500, textAt(body, 'Code')]).toEqual([true, code]);
  });

  test('a parameter that it does not take is ignored, as the gateway does', async () => {
    expect((await signs({ Message: 'x' })).status).toBe(200);
  });

  test('a key of another kind is made, and signs nothing here', async () => {
    const other = await made('RSA_2048');
    expect(textAt((await signs(other)).body, 'Code')).toBe('Rejected.UnsupportedOperation');
  });

  test('a disabled key is refused by its state', async () => {
    const own = await made('EC_P256');
    await kms('DisableKey', { KeyId: own.KeyId });
    expect(textAt((await signs(own)).body, 'Code')).toBe('Rejected.Disabled');
    expect(textAt((await kms('GetPublicKey', own)).body, 'Code')).toBe('Rejected.Disabled');
    await kms('EnableKey', { KeyId: own.KeyId });
    expect((await signs(own)).status).toBe(200);
  });
});
