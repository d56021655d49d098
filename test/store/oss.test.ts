import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { machine } from '../../functions/machine.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { type CredentialSource, credentialsFrom } from '../../shared/cloud/credentials.ts';
import type { AppError } from '../../shared/model/error.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { openStore, type StoreOptions, type StoreSettings } from '../../shared/store/open-store.ts';
import { root } from '../root.ts';
import { ask, at, control, scenarioFile, textAt } from '../sandbox/signed.ts';
import { bytes, read, storeContract, troubleOf } from './contract.ts';

const bucket = 'sealwatch-evidence';
const settings = { oss: { bucket, region: 'cn-hangzhou', prefix: 'sealwatch/' } };
const scenario = scenarioFile(`
caller: LTAIsandboxStore
accounts:
  - id: "1000000000000001"
    users: [{ name: sealwatch, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIsandboxStore, secret: sandboxSecretStore, user: sealwatch }]
    policies: [{ name: store, allow: ["oss:*"] }]
    roles:
      - name: job
        policies: [store]
        trust:
          Version: "1"
          Statement: [{ Effect: Allow, Action: "sts:AssumeRole", Principal: { RAM: ["acs:ram::1000000000000001:root"] } }]
    buckets: [{ name: ${bucket}, region: cn-hangzhou }]
`);

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario });
});

afterEach(async () => {
  await sandbox.close();
});

function pairOf(id: string, secret: string, token?: string): CredentialSource {
  const source = credentialsFrom({
    ALIBABA_CLOUD_ACCESS_KEY_ID: id,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret,
    ALIBABA_CLOUD_SECURITY_TOKEN: token,
  });
  if (!source) throw new Error('no credentials');
  return source;
}

function open(more: Partial<StoreOptions> = {}, where: StoreSettings = settings): ObjectStore {
  return openStore(where, {
    credentials: pairOf(sandbox.accessKeyId, sandbox.accessKeySecret),
    detour: { host: new URL(sandbox.url).host, protocol: 'http' },
    internal: false,
    timeoutMs: 10_000,
    ...machine,
    random: () => 0,
    signal: new AbortController().signal,
    ...more,
  });
}

async function faults(...rules: Record<string, unknown>[]): Promise<void> {
  const set = await control(sandbox, 'POST', 'faults', rules);
  if (set.status !== 200) throw new Error(set.text);
}

async function callsOf(action: string): Promise<unknown> {
  return at((await control(sandbox, 'GET', 'calls')).body, `actions.${action}.total`) ?? 0;
}

/** The error of a call; none says more than people may see. */
async function told(call: Promise<unknown>): Promise<AppError> {
  const error = await troubleOf(call);
  const all = [error.message, error.hint, String(error.stack)].join(' ');
  for (const secret of ['sandboxSecret', 'CAIS', 'Signature=', 'http:', 'whole object']) {
    expect(all).not.toContain(secret);
  }
  return error;
}

test('the client is loaded with the first call', async () => {
  // In a process of its own, because another file may have loaded it into this one; with a client that only says so.
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-oss-'));
  const contents = `
    import { machine } from './functions/machine.ts';
    import { openStore } from './shared/store/open-store.ts';
    const credentials = { get: async () => ({ accessKeyId: 'a', accessKeySecret: 'b' }) };
    const signal = new AbortController().signal;
    const more = { credentials, detour: null, internal: false, timeoutMs: 1000, ...machine, signal };
    const store = openStore(${JSON.stringify(settings)}, more);
    console.log('open');
    await store.get('a');`;
  const outfile = join(folder, 'open.mjs');
  const stdin = { contents, resolveDir: root, loader: 'ts' as const };
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', external: ['ali-oss'] });
  mkdirSync(join(folder, 'node_modules/ali-oss'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/ali-oss/index.js'), "console.log('loaded'); process.exit();");
  expect(execFileSync(process.execPath, [outfile], { encoding: 'utf8' })).toBe('open\nloaded\n');
});

storeContract(async () => open());

test('the prefix of the configuration is a folder in the bucket', async () => {
  await open().put('state/a.json', bytes('{}'));
  const whole = open({}, { oss: { ...settings.oss, prefix: '' } });
  expect(await whole.list('')).toEqual(['sealwatch/state/a.json']);
  expect(await open({}, { oss: { ...settings.oss, prefix: 'sealwatch' } }).list('')).toEqual([
    'state/a.json',
  ]);
  await whole.put('sealwatch2/b.json', bytes('{}'));
  expect(await open().list('')).toEqual(['state/a.json']);
});

describe('an answer that is lost', () => {
  const impatient = { timeoutMs: 250 };

  test.each(['hangAfter', 'truncate'])('%s: the retry knows its own object', async (kind) => {
    const store = open(impatient);
    await faults({ kind, action: 'PutObject', nth: 1 });
    expect(await store.putIfAbsent('lease', bytes('mine'))).toBe(true);
    expect(await read(store, 'lease')).toBe('mine');
    expect([await callsOf('PutObject'), await callsOf('HeadObject')]).toEqual([2, 1]);
    expect(await store.putIfAbsent('lease', bytes('mine'))).toBe(false);
  });

  test.each(['reset', 'error5xx', 'throttle'])(
    '%s: the object of another writer is not taken for its own',
    async (kind) => {
      const store = open();
      await store.putIfAbsent('lease', bytes('same'));
      await faults({ kind, action: 'PutObject', nth: 1 });
      expect(await store.putIfAbsent('lease', bytes('same'))).toBe(false);
      expect(await callsOf('HeadObject')).toBe(1);
    },
  );

  test('an object that names no writer is not its own', async () => {
    const store = open();
    await store.put('lease', bytes('same'));
    await faults({ kind: 'reset', action: 'PutObject', nth: 1 });
    expect(await store.putIfAbsent('lease', bytes('same'))).toBe(false);
  });

  test.each(['put', 'delete', 'get', 'list'] as const)('%s is repeated', async (method) => {
    const store = open(impatient);
    await store.put('a', bytes('old'));
    await faults({ kind: 'hangAfter', nth: 1 }, { kind: 'reset', nth: 1 });
    if (method === 'put') await store.put('a', bytes('new'));
    if (method === 'delete') await store.delete('a');
    if (method === 'get') expect(await read(store, 'a')).toBe('old');
    if (method === 'list') expect(await store.list('')).toEqual(['a']);
    expect(await read(store, 'a')).toBe(method === 'put' ? 'new' : method === 'delete' ? null : 'old');
  });

  test('a download that breaks off is repeated', async () => {
    const store = open();
    await store.put('a', bytes('whole object'));
    await faults({ kind: 'truncate', action: 'GetObject', times: 2 });
    expect(await read(store, 'a')).toBe('whole object');
    expect(await callsOf('GetObject')).toBe(3);
  });
});

describe('trouble that passes', () => {
  test.each([
    { kind: 'throttle', says: 'TotalQpsLimitExceeded' },
    { kind: 'error5xx', says: 'ServiceUnavailable' },
    { kind: 'error5xx', status: 500, says: 'InternalError' },
    { kind: 'reset', says: 'ECONNRESET' },
    { kind: 'truncate', says: 'the answer broke off' },
    { kind: 'htmlBody', says: 'HTTP 502' },
    { kind: 'htmlBody', status: 200, says: 'the answer is not from OSS' },
    { kind: 'hang', says: 'no answer in time' },
  ])('$kind $status: tried four times', async ({ says, ...rule }) => {
    const store = open({ timeoutMs: 250 });
    await store.put('a', bytes('whole object'));
    await faults({ ...rule, action: 'GetObject', times: 3 });
    expect(await read(store, 'a')).toBe('whole object');
    await faults({ ...rule, action: 'GetObject' });
    const error = await told(store.get('a'));
    expect(error).toMatchObject({
      code: 'StoreUnreachable',
      message: expect.stringContaining(`oss://${bucket}/sealwatch/a: ${says}`),
    });
    expect(await callsOf('GetObject')).toBe(8);
  });

  test.each([
    { method: 'list', call: (store: ObjectStore) => store.list('') },
    { method: 'put', call: (store: ObjectStore) => store.put('a', bytes('x')) },
    { method: 'putIfAbsent', call: (store: ObjectStore) => store.putIfAbsent('a', bytes('x')) },
    { method: 'delete', call: (store: ObjectStore) => store.delete('a') },
  ])('$method takes no page of a gateway for an answer', async ({ call }) => {
    const store = open();
    await store.put('b', bytes('b'));
    await faults({ kind: 'htmlBody', status: 200 });
    expect(await told(call(store))).toMatchObject({ code: 'StoreUnreachable' });
  });

  test('nobody listens', async () => {
    const store = open();
    await sandbox.close();
    expect(await told(store.get('a'))).toMatchObject({
      code: 'StoreUnreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    sandbox = await startSandbox({ scenario });
  });

  test('an abort ends what is under way, and what would follow', async () => {
    const stop = new AbortController();
    const store = open({ signal: stop.signal, timeoutMs: 60_000 });
    await faults({ kind: 'hang', action: 'GetObject' });
    const pending = told(store.get('a'));
    await expect.poll(() => callsOf('GetObject')).toBe(1);
    stop.abort();
    expect(await pending).toMatchObject({
      code: 'StoreUnreachable',
      message: expect.stringContaining('stopped'),
    });
    expect(await told(store.list(''))).toMatchObject({ code: 'StoreUnreachable' });
    expect([await callsOf('GetObject'), await callsOf('ListObjectsV2')]).toEqual([1, 0]);
  });
});

describe('many are deleted', () => {
  const names = Array.from({ length: 1001 }, (_, index) => `a/${index}`);

  test('in calls of a thousand, the last one alone', async () => {
    await open().put('a/0', bytes('x'));
    await open().delete(names);
    expect([await callsOf('DeleteMultipleObjects'), await callsOf('DeleteObject')]).toEqual([1, 1]);
    expect(await open().list('')).toEqual([]);
  });

  test('what a retention policy protects is named', async () => {
    sandbox.world.addBucket({ name: 'kept', region: 'cn-hangzhou', worm: 'P30D' });
    const store = open({}, { oss: { bucket: 'kept', region: 'cn-hangzhou', prefix: '' } });
    for (const name of ['a/0', 'a/1']) await store.put(name, bytes('x'));
    expect(await told(store.delete(['a/0', 'a/1', 'a/2']))).toMatchObject({
      code: 'StoreNotWritable',
      message: 'OSS did not delete 2 of 3 objects, first oss://kept/a/0.',
    });
  });

  test('without the right', async () => {
    sandbox.world.deny({ action: 'oss:DeleteObject' });
    expect(await told(open().delete(['a/0', 'a/1']))).toMatchObject({ code: 'StoreDenied' });
  });

  test('a throttled call is repeated', async () => {
    await faults({ action: 'DeleteMultipleObjects', kind: 'throttle', times: 1 });
    await open().delete(['a/0', 'a/1']);
    expect(await callsOf('DeleteMultipleObjects')).toBe(2);
  });
});

describe('refusals', () => {
  test.each([
    { action: 'oss:GetObject', call: (store: ObjectStore) => store.get('a') },
    { action: 'oss:PutObject', call: (store: ObjectStore) => store.put('a', bytes('x')) },
    { action: 'oss:PutObject', call: (store: ObjectStore) => store.putIfAbsent('b', bytes('x')) },
    { action: 'oss:DeleteObject', call: (store: ObjectStore) => store.delete('a') },
    { action: 'oss:ListObjects', call: (store: ObjectStore) => store.list('state/') },
    { action: 'oss:GetBucketVersioning', call: (store: ObjectStore) => store.put('a', bytes('x')) },
  ])('$action is missing', async ({ action, call }) => {
    sandbox.world.deny({ action });
    const error = await told(call(open()));
    expect(error).toMatchObject({
      code: 'StoreDenied',
      hint: expect.stringContaining(`Grant ${action} on the bucket`),
    });
    expect(error.message).toMatch(
      new RegExp(
        `^OSS denied ${action} on oss://${bucket}/.*: AccessDenied: .+ \\(request [0-9A-F]{24}\\)\\.$`,
      ),
    );
    sandbox.world.allow({ action });
    await call(open());
  });

  test.each([
    { id: 'LTAIsandboxStore', secret: 'wrong', token: undefined, says: 'SignatureDoesNotMatch' },
    { id: 'LTAInobody', secret: 'wrong', token: undefined, says: 'InvalidAccessKeyId' },
    { id: 'LTAIsandboxStore', secret: 'sandboxSecretStore', token: 'CAISx', says: 'InvalidSecurityToken' },
  ])('credentials: $says', async ({ id, secret, token, says }) => {
    const error = await told(open({ credentials: pairOf(id, secret, token) }).get('a'));
    expect(error).toMatchObject({
      code: 'StoreDenied',
      message: expect.stringContaining(`credentials for oss://${bucket}/sealwatch/a: ${says}`),
    });
    expect(await callsOf('GetObject')).toBe(1);
  });

  test('the clock of the machine is wrong', async () => {
    await faults({ kind: 'clockSkew' });
    expect(await told(open().put('a', bytes('x')))).toMatchObject({
      code: 'StoreDenied',
      hint: expect.stringContaining('clock'),
    });
  });

  test.each([
    { what: 'no such bucket', oss: { bucket: 'no-such-bucket', region: 'cn-hangzhou' } },
    { what: 'another region', oss: { bucket, region: 'cn-shanghai' } },
  ])('$what', async ({ oss }) => {
    const store = open({}, { oss: { ...oss, prefix: '' } });
    const calls = [
      () => store.get('a'),
      () => store.put('a', bytes('x')),
      () => store.list(''),
      () => store.delete('a'),
    ];
    for (const call of calls) {
      expect(await told(call())).toMatchObject({
        code: 'StoreMissing',
        message: `There is no bucket ${oss.bucket} in ${oss.region}.`,
      });
    }
  });

  test.each([
    { oss: { bucket: 'Upper', region: 'cn-hangzhou', prefix: '' }, code: 'StoreMissing' },
    { oss: { bucket: 'a.example.com/', region: 'cn-hangzhou', prefix: '' }, code: 'StoreMissing' },
    { oss: { bucket, region: 'cn-hangzhou.example.com/', prefix: '' }, code: 'StoreMissing' },
    { oss: { bucket, region: 'cn-hangzhou', prefix: '../' }, code: 'StoreKeyInvalid' },
    { oss: { bucket, region: 'cn-hangzhou', prefix: '/a' }, code: 'StoreKeyInvalid' },
  ])('$oss cannot be opened', ({ oss, code }) => {
    expect(() => open({}, { oss })).toThrow(expect.objectContaining({ code }));
  });

  test('a retention policy keeps what is there', async () => {
    sandbox.world.addBucket({ name: 'kept', region: 'cn-hangzhou', worm: 'P30D' });
    const store = open({}, { oss: { ...settings.oss, bucket: 'kept' } });
    expect(await store.putIfAbsent('a', bytes('1'))).toBe(true);
    expect(await store.putIfAbsent('a', bytes('2'))).toBe(false);
    const protectedObject = {
      code: 'StoreNotWritable',
      message: expect.stringContaining('oss://kept/sealwatch/a'),
    };
    expect(await told(store.put('a', bytes('2')))).toMatchObject(protectedObject);
    expect(await told(store.delete('a'))).toMatchObject(protectedObject);
    expect(await read(store, 'a')).toBe('1');
  });
});

describe('versioning', () => {
  test.each(['Enabled', 'Suspended'] as const)('%s: nothing is written', async (versioning) => {
    sandbox.world.setVersioning({ bucket, versioning });
    const store = open();
    for (const call of [() => store.put('a', bytes('x')), () => store.putIfAbsent('a', bytes('x'))]) {
      expect(await told(call())).toMatchObject({
        code: 'StoreVersioned',
        message: expect.stringContaining(`Versioning of the bucket ${bucket} is ${versioning}`),
      });
    }
    expect(await store.list('')).toEqual([]);
    expect(await callsOf('PutObject')).toBe(0);
  });

  test('is asked for once, by writers only', async () => {
    const store = open();
    await store.get('a');
    expect(await callsOf('GetBucketVersioning')).toBe(0);
    await Promise.all(['a', 'b', 'c'].map((key) => store.put(key, bytes(key))));
    await store.putIfAbsent('d', bytes('d'));
    expect(await callsOf('GetBucketVersioning')).toBe(1);
  });

  test('is asked for again after it could not be read', async () => {
    const store = open();
    await faults({ kind: 'deny', action: 'GetBucketVersioning', nth: 1 });
    await told(store.put('a', bytes('a')));
    await store.put('a', bytes('a'));
    expect(await read(store, 'a')).toBe('a');
  });
});

test('credentials are renewed during a run, and nothing is printed', async () => {
  const printed = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'log'), vi.spyOn(console, 'error')];
  const assume = async (): Promise<CredentialSource> => {
    const RoleArn = 'acs:ram::1000000000000001:role/job';
    const { body } = await ask(sandbox, 'sts', 'AssumeRole', { RoleArn, RoleSessionName: 'job' });
    const part = (name: string): string => textAt(body, `Credentials.${name}`);
    return pairOf(part('AccessKeyId'), part('AccessKeySecret'), part('SecurityToken'));
  };
  let current = await assume();
  const store = open({ credentials: { get: () => current.get() } });
  await store.put('a', bytes('1'));
  sandbox.world.expireToken({});
  expect(await told(store.get('a'))).toMatchObject({
    code: 'StoreDenied',
    message: expect.stringContaining('SecurityTokenExpired'),
    hint: expect.stringContaining('Renew the credentials'),
  });
  current = await assume();
  expect(await read(store, 'a')).toBe('1');
  for (const spy of printed) {
    expect(spy).not.toHaveBeenCalled();
    spy.mockRestore();
  }
});

test.each([
  { internal: false, host: `${bucket}.oss-cn-hangzhou.aliyuncs.com` },
  { internal: true, host: `${bucket}.oss-cn-hangzhou-internal.aliyuncs.com` },
])('a detour is told the host: $host', async ({ internal, host }) => {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers);
    response.writeHead(204, { 'x-oss-request-id': '1' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  await open({ internal, detour: { host: `localhost:${port}`, protocol: 'http' } }).delete('a');
  server.close();
  expect(seen).toMatchObject([
    {
      host: `localhost:${port}`,
      'x-forwarded-host': host,
      authorization: expect.stringMatching(/^OSS4-HMAC-SHA256 /),
    },
  ]);
});
