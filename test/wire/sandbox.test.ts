import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { at, scenarioFile, textAt } from '../sandbox/signed.ts';
import { DRIVES, type Drive, SCENARIO, SEALED, sandboxOperations, sendDrive } from './drives.ts';
import { answerObjections, requiredObjections } from './hold.ts';
import { official, operationOf } from './official.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ scenario: scenarioFile(SCENARIO), rates: 'off' });
  sandbox.functions.deploy({
    name: 'told',
    region: 'cn-hangzhou',
    handler: 'index.handler',
    codeDir: mkdtempSync(join(tmpdir(), 'sealwatch-code-')),
    timers: [{ name: 'timer', cronExpression: '@every 5m', enabled: true }],
  });
});
afterAll(() => sandbox.close());

/** With what only the world knows: the vSwitch of a cluster, and what was encrypted before. */
async function filled(drive: Drive): Promise<Drive> {
  const { params } = drive;
  if ('VSwitchId' in params) {
    const { body } = await sendDrive(sandbox, {
      product: 'cs',
      action: 'DescribeClusterDetail',
      params: {},
      path: { ClusterId: SEALED },
    });
    return { ...drive, params: { ...params, VSwitchId: String(at(body, 'vswitch_ids.0')) } };
  }
  if ('CiphertextBlob' in params) {
    const { body } = await sendDrive(sandbox, {
      product: 'kms',
      action: 'Encrypt',
      params: { KeyId: 'key-a', Plaintext: 'c2VjcmV0' },
    });
    return { ...drive, params: { CiphertextBlob: String(at(body, 'CiphertextBlob')) } };
  }
  if ('KeyVersionId' in params) return { ...drive, params: { ...params, ...(await signingKey()) } };
  if (drive.action === 'ImportKeyMaterial') return { ...drive, params: { ...params, ...(await wrapped()) } };
  return drive;
}

/** A new key for signatures, with its only version. */
async function signingKey(): Promise<Record<string, string>> {
  const params = { KeySpec: 'EC_P256', KeyUsage: 'SIGN/VERIFY' };
  const made = await sendDrive(sandbox, { product: 'kms', action: 'CreateKey', params });
  const KeyId = textAt(made.body, 'KeyMetadata.KeyId');
  const { body } = await sendDrive(sandbox, { product: 'kms', action: 'ListKeyVersions', params: { KeyId } });
  return { KeyId, KeyVersionId: textAt(body, 'KeyVersions.KeyVersion.0.KeyVersionId') };
}

/** Material of 256 bits as a customer sends it: wrapped with the key that was asked for. */
async function wrapped(): Promise<Record<string, string>> {
  const [asked] = DRIVES.filter(({ action }) => action === 'GetParametersForImport');
  if (!asked) throw new Error('nothing asks for the parameters of an import');
  const { body } = await sendDrive(sandbox, asked);
  const key = Buffer.from(textAt(body, 'PublicKey'), 'base64');
  const EncryptedKeyMaterial = publicEncrypt(
    {
      key: createPublicKey({ key, format: 'der', type: 'spki' }),
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: 'sha256',
    },
    Buffer.alloc(32, 7),
  ).toString('base64');
  return { EncryptedKeyMaterial, ImportToken: textAt(body, 'ImportToken') };
}

test('each operation of the sandbox is driven', () => {
  const driven = DRIVES.map(({ product, action }) => `${product} ${action}`);
  expect(
    sandboxOperations()
      .map(({ product, operation }) => `${product} ${operation.name}`)
      .sort(),
  ).toEqual(driven.sort());
});

/** Asked for by the official deployment tool, and in none of the vendor's lists. */
const UNLISTED = ['resourcemanager CheckServiceLinkedRoleExistence'];

test('the vendor lists all operations but these', () => {
  const unlisted = DRIVES.filter(({ product, action }) => !operationOf(official, product, action));
  expect(unlisted.map(({ product, action }) => `${product} ${action}`)).toEqual(UNLISTED);
});

const isListed = (product: string, name: string): boolean => !UNLISTED.includes(`${product} ${name}`);
const listed = sandboxOperations().filter(({ product, operation }) => isListed(product, operation.name));

describe.each(listed)('$product $operation.name', ({ product, version, operation }) => {
  const known = operationOf(official, product, operation.name);

  test('is an operation of the vendor, at its version and path', () => {
    expect(known).toBeDefined();
    expect(version).toBe(official.products[product]?.version);
    const places = (path: string) => path.replace(/[[{]\w+[\]}]/g, '*');
    expect(places(operation.route?.path ?? '')).toBe(places(known?.path ?? ''));
    if (operation.route) expect(known?.method).toBe(operation.route.method); // the other style takes any
  });

  test('takes parameters of the vendor', () => {
    const official = { ...known?.parameters, ...known?.parametersOfSdkOnly };
    const names = new Set(Object.keys(official).map((name) => (known?.path ? name.toLowerCase() : name)));
    const unknown = operation.paramNames.filter(
      (name) => !names.has(known?.path ? name.toLowerCase() : name),
    );
    expect(unknown).toEqual([]);
  });
});

/**
 * Asked for although the metadata does not say so: it marks nothing of RAM and knows no Location; a condition is a pair; and of the names of what is to
 * be protected, one must be given.
 */
const STRICTER =
  /^(ram \w+ (?!New)\w+|location \w+ \w+|actiontrail LookupEvents LookupAttribute\.1\.\w+|kms SetDeletionProtection ProtectedResourceArn)$/;

/** Captured answers have these, the models do not. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  DescribeClustersV1: ['clusters[].parameters is no field', 'clusters[].capabilities is no field'],
};

describe.each(DRIVES.filter(({ product, action }) => isListed(product, action)))(
  '$product $action',
  (drive) => {
    const known = operationOf(official, drive.product, drive.action);

    test('asks for what the vendor asks for, and for nothing else', async () => {
      const given = Object.keys(drive.params);
      const required = Object.entries(known?.parameters ?? {})
        .filter(([, kind]) => kind.startsWith('Query') && kind.endsWith(' required'))
        .map(([name]) => name);
      expect(required.filter((name) => !given.includes(name))).toEqual([]);
      const whole = await filled(drive);
      const refused: Record<string, boolean> = {};
      for (const name of given.filter((one) => !STRICTER.test(`${drive.product} ${drive.action} ${one}`))) {
        const { [name]: _, ...params } = whole.params;
        const { status, code } = await sendDrive(sandbox, { ...whole, params });
        refused[name] = status === 400 && /Missing|InvalidParameter/.test(code ?? '');
      }
      expect(requiredObjections(known, refused)).toEqual([]);
    });

    test('answers what the vendor answers', async () => {
      const { status, body, text } = await sendDrive(sandbox, await filled(drive));
      expect(status, text).toBeLessThan(300);
      if (drive.action === 'InvokeFunction') return; // its answer is what the function gives
      expect(answerObjections(known?.answer, body)).toEqual(MORE[drive.action] ?? []);
    });
  },
);
