import { randomBytes } from 'node:crypto';
import OSS from 'ali-oss';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance, ask, at, control, scenarioFile, textAt } from '../sandbox/signed.ts';
import { hostOf, thrownBy } from './clients.ts';

const bucket = 'sealwatch-evidence';
const hangzhou = `${bucket}.oss-cn-hangzhou.aliyuncs.com`;
let sandbox: Sandbox;

const scenario = scenarioFile(`
caller: LTAIsandboxStore
accounts:
  - id: "1000000000000001"
    users:
      - { name: sealwatch, policies: [AdministratorAccess] }
      - { name: reader, policies: [runs-only] }
    accessKeys:
      - { id: LTAIsandboxStore, secret: sandboxSecretStore, user: sealwatch }
      - { id: LTAIsandboxReader, secret: sandboxSecretReader, user: reader }
    policies:
      - { name: writes, allow: ["oss:PutObject", "oss:GetObject"] }
      - name: runs-only
        document:
          Version: "1"
          Statement:
            - Effect: Allow
              Action: ["oss:*"]
              Resource: ["acs:oss:*:1000000000000001:${bucket}/runs/*"]
            - Effect: Deny
              Action: ["oss:PutObject"]
              Resource: ["acs:oss:*:*:*"]
    roles:
      - name: writer
        policies: [writes]
        trust:
          Version: "1"
          Statement: [{ Effect: Allow, Action: "sts:AssumeRole", Principal: { RAM: ["acs:ram::1000000000000001:root"] } }]
    buckets: [{ name: ${bucket}, region: cn-hangzhou }]
  - id: "1000000000000002"
`);

beforeEach(async () => {
  sandbox = await startSandbox({ scenario });
});

afterEach(async () => {
  await sandbox.close();
});

/** Methods that the types leave out. */
interface Untyped {
  getBucketVersioning(bucket: string): Promise<unknown>;
  getBucketWorm(bucket: string): Promise<unknown>;
  getBucketPolicy(bucket: string): Promise<unknown>;
  getBucketEncryption(bucket: string): Promise<unknown>;
  getBucketTags(bucket: string): Promise<unknown>;
}

/** An unmodified client; loopback addresses make it send the real host by itself. */
function client(more: Partial<OSS.Options> & { sldEnable?: boolean } = {}): OSS & Untyped {
  const { accessKeyId, accessKeySecret } = sandbox;
  const region = 'oss-cn-hangzhou';
  const options = { accessKeyId, accessKeySecret, bucket, region, endpoint: sandbox.url, ...more };
  return new OSS(options) as OSS & Untyped; // the methods are documented, the types lack them
}

const both = [
  { signature: 'V4', authorizationV4: true },
  { signature: 'V1', authorizationV4: false },
];

async function callsOf(action: string): Promise<unknown> {
  return at((await control(sandbox, 'GET', 'calls')).body, `actions.${action}`);
}

describe.each(both)('signature $signature', ({ authorizationV4 }) => {
  const store = (more: Parameters<typeof client>[0] = {}) => client({ authorizationV4, ...more });

  test('an object is put, read, looked at and deleted', async () => {
    const body = randomBytes(3 * 1024 * 1024);
    const put = await store().put('runs/2026/a=1.bin', body, { meta: { uid: 7, pid: 1 } });
    expect(at(put.res, 'headers.etag')).toMatch(/^"[0-9A-F]{32}"$/);
    const got = await store().get('runs/2026/a=1.bin');
    expect(Buffer.compare(got.content, body)).toBe(0);
    expect(at(got.res, 'headers.last-modified')).toBe('Mon, 23 Nov 2026 00:00:00 GMT');
    const head = await store().head('runs/2026/a=1.bin');
    expect(head).toMatchObject({ status: 200, meta: { uid: '7' } });
    expect(at(head.res, 'headers.content-length')).toBe(`${body.length}`);
    for (let times = 0; times < 2; times += 1) {
      expect((await store().delete('runs/2026/a=1.bin')).res.status).toBe(204);
    }
    expect(await thrownBy(store().get('runs/2026/a=1.bin'))).toMatchObject({
      status: 404,
      code: 'NoSuchKey',
      name: 'NoSuchKeyError',
    });
    expect(await callsOf('DeleteObject')).toEqual({ total: 2, regions: { 'cn-hangzhou': 2 } });
  });

  test('odd names survive: spaces, signs, other scripts', async () => {
    for (const name of ['a b+c&d/ü=(1)*!.json', '审计/报告.json', "it's~~"]) {
      await store().put(name, Buffer.from(name));
      expect(String((await store().get(name)).content)).toBe(name);
    }
    const { objects } = await store().listV2({ 'max-keys': 10 });
    expect(objects.map(({ name }) => name)).toEqual(['a b+c&d/ü=(1)*!.json', "it's~~", '审计/报告.json']);
  });

  test.each([
    { what: 'a wrong secret', pair: { accessKeySecret: 'wrong' }, code: 'SignatureDoesNotMatch' },
    { what: 'an unknown key', pair: { accessKeyId: 'LTAInobody' }, code: 'InvalidAccessKeyId' },
    { what: 'a token nobody gave', pair: { stsToken: 'CAISx' }, code: 'InvalidSecurityToken' },
  ])('$what: $code', async ({ pair, code }) => {
    const refresh = { refreshSTSTokenInterval: 1 };
    expect(await thrownBy(store({ ...pair, ...refresh }).get('x'))).toMatchObject({ status: 403, code });
  });

  test('the clock may be off by a quarter of an hour', async () => {
    await control(sandbox, 'POST', 'faults', [
      { kind: 'clockSkew', skewSeconds: 890, nth: 1 },
      { kind: 'clockSkew' },
    ]);
    await store().put('x', Buffer.from('x'));
    expect(await thrownBy(store().get('x'))).toMatchObject({ status: 403, code: 'RequestTimeTooSkewed' });
    expect(await thrownBy(store().head('x'))).toMatchObject({ status: 403, code: 'RequestTimeTooSkewed' });
  });

  test('more keys than a page holds, with prefix and delimiter', async () => {
    const names = Array.from({ length: 1003 }, (_, index) => `runs/${`${index}`.padStart(4, '0')}.json`);
    for (const name of [...names, 'state/a.json', 'top.json']) await store().put(name, Buffer.from('{}'));
    const first = await store().listV2({ prefix: 'runs/', 'max-keys': '1000' });
    expect(first).toMatchObject({ isTruncated: true, keyCount: 1000 });
    const token = first.nextContinuationToken;
    const second = await store().listV2({ prefix: 'runs/', 'max-keys': '1000', 'continuation-token': token });
    expect(second).toMatchObject({ isTruncated: false, nextContinuationToken: null });
    expect([...first.objects, ...second.objects].map(({ name }) => name)).toEqual(names);
    const after = await store().listV2({ 'start-after': 'runs/1001.json' });
    expect(after.objects.map(({ name }) => name)).toEqual(['runs/1002.json', 'state/a.json', 'top.json']);
    const folders = await store().listV2({ delimiter: '/', 'max-keys': 2 });
    expect([folders.prefixes, folders.isTruncated]).toEqual([['runs/', 'state/'], true]);
    const old = await store().list({ marker: 'runs/1000.json', 'max-keys': 1 }, {});
    expect(old).toMatchObject({ objects: [{ name: 'runs/1001.json' }], nextMarker: 'runs/1001.json' });
  });

  test('facts about buckets', async () => {
    sandbox.world.addBucket({ name: 'kept', region: 'cn-hangzhou', worm: 'P30D' });
    const info = await store().getBucketInfo(bucket);
    expect(info.bucket).toMatchObject({ Name: bucket, Location: 'oss-cn-hangzhou' });
    expect(info.bucket).toMatchObject({ AccessControlList: { Grant: 'private' } });
    sandbox.world.addBucket({ name: 'open', region: 'cn-hangzhou', acl: 'public-read' });
    const open = await store({ bucket: 'open' }).getBucketInfo('open');
    expect(open.bucket).toMatchObject({ AccessControlList: { Grant: 'public-read' } });
    expect(at(await store().getBucketVersioning(bucket), 'versionStatus')).toBeUndefined();
    expect(await thrownBy(store().getBucketWorm(bucket))).toMatchObject({ code: 'NoSuchWORMConfiguration' });
    expect(await store({ bucket: 'open' }).getBucketACL('open')).toMatchObject({ acl: 'public-read' });
    expect(await store().getBucketLogging(bucket)).toMatchObject({ enable: false });
    expect(at(await store().getBucketPolicy(bucket), 'policy')).toBeNull();
    expect(await thrownBy(store().getBucketEncryption(bucket))).toMatchObject({
      code: 'NoSuchServerSideEncryptionRule',
    });
    expect(await store().getBucketWorm('kept')).toMatchObject({ days: '30', state: 'Locked' });
    sandbox.world.setVersioning({ bucket, versioning: 'Suspended' });
    expect(await store().getBucketVersioning(bucket)).toMatchObject({ versionStatus: 'Suspended' });
    const away = store({
      bucket: 'kept',
      endpoint: `http://localhost:${hostOf(sandbox).split(':')[1]}`,
      sldEnable: true,
    });
    expect(at(await away.listBuckets({}), 'buckets')).toMatchObject([
      { name: bucket },
      { name: 'kept' },
      { name: 'open' },
    ]);
  });

  test('a security token, until it expires', async () => {
    const { body } = await ask(sandbox, 'sts', 'AssumeRole', {
      RoleArn: 'acs:ram::1000000000000001:role/writer',
      RoleSessionName: 'job-1',
    });
    const token = {
      accessKeyId: textAt(body, 'Credentials.AccessKeyId'),
      accessKeySecret: textAt(body, 'Credentials.AccessKeySecret'),
      stsToken: textAt(body, 'Credentials.SecurityToken'),
      refreshSTSTokenInterval: 1,
    };
    await store(token).put('state/a.json', Buffer.from('{}'));
    const { stsToken: _, ...withoutToken } = token;
    expect(await thrownBy(store(withoutToken).get('state/a.json'))).toMatchObject({
      code: 'InvalidAccessKeyId',
    });
    expect(await thrownBy(store(token).delete('state/a.json'))).toMatchObject({
      status: 403,
      code: 'AccessDenied',
    });
    sandbox.world.expireToken({});
    const expired = await thrownBy(store(token).get('state/a.json'));
    expect(expired).toMatchObject({ status: 403, code: 'SecurityTokenExpired' });
  });
});

describe('where the bucket is named', () => {
  const port = () => hostOf(sandbox).split(':')[1];

  test.each([
    { form: 'loopback address', more: () => ({}) },
    { form: 'loopback address as a custom domain', more: () => ({ cname: true }) },
    { form: 'internal endpoint', more: () => ({ internal: true }) },
    { form: 'custom domain', more: () => ({ cname: true, endpoint: `http://localhost:${port()}` }) },
    { form: 'path', more: () => ({ sldEnable: true, endpoint: `http://localhost:${port()}` }) },
  ])('$form', async ({ more }) => {
    for (const { authorizationV4 } of both) {
      const store = client({ authorizationV4, ...more() });
      await store.put('state/a.json', Buffer.from(`${authorizationV4}`));
      expect(String((await store.get('state/a.json')).content)).toBe(`${authorizationV4}`);
    }
  });

  test('the forwarded host wins', async () => {
    const forwarded = { headers: { 'x-forwarded-host': hangzhou } };
    for (const { authorizationV4 } of both) {
      const store = client({ authorizationV4, cname: true, endpoint: `http://localhost:${port()}` });
      await store.put('a', Buffer.from('a'), forwarded);
      const away = { headers: { 'x-forwarded-host': 'elsewhere.oss-cn-hangzhou.aliyuncs.com' } };
      expect(await thrownBy(store.get('a', away))).toMatchObject({
        status: 403,
        code: 'SignatureDoesNotMatch',
      });
    }
  });

  test('a key that looks like the control of the sandbox is a key', async () => {
    await client().put('_sandbox/reset', Buffer.from('x'));
    expect(String((await client().get('_sandbox/reset')).content)).toBe('x');
  });

  test.each([
    { what: 'no such bucket', more: { bucket: 'no-such-bucket' }, status: 404, code: 'NoSuchBucket' },
    { what: 'another region', more: { region: 'oss-cn-shanghai' }, status: 403, code: 'AccessDenied' },
    {
      what: 'a bucket of another account',
      more: { bucket: 'somebody-elses' },
      status: 403,
      code: 'AccessDenied',
    },
  ])('$what: $code', async ({ more, status, code }) => {
    sandbox.world.addBucket({ account: '1000000000000002', name: 'somebody-elses', region: 'cn-hangzhou' });
    for (const { authorizationV4 } of both) {
      expect(await thrownBy(client({ authorizationV4, ...more }).get('x'))).toMatchObject({ status, code });
    }
  });
});

describe('writing once', () => {
  const once = { headers: { 'x-oss-forbid-overwrite': 'true' } };
  const exists = { status: 409, code: 'FileAlreadyExists', name: 'FileAlreadyExistsError' };

  test('of racing writers exactly one wins', async () => {
    const bodies = Array.from({ length: 8 }, (_, index) => `writer ${index}`);
    const store = client({ authorizationV4: true });
    const put = await Promise.allSettled(
      bodies.map((body) => store.put('lease', Buffer.from(body), { headers: { ...once.headers } })),
    );
    const winners = bodies.filter((_, index) => put[index]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    expect(String((await store.get('lease')).content)).toBe(winners[0]);
    for (const result of put) if (result.status === 'rejected') expect(result.reason).toMatchObject(exists);
  });

  test.each(['Enabled', 'Suspended'] as const)('versioning %s makes the header void', async (versioning) => {
    await client().put('a', Buffer.from('old'), once);
    expect(await thrownBy(client().put('a', Buffer.from('new'), once))).toMatchObject(exists);
    sandbox.world.setVersioning({ bucket, versioning });
    const put = await client().put('a', Buffer.from('new'), once);
    expect(at(put.res, 'headers.x-oss-version-id')).toBeDefined();
    expect(String((await client().get('a')).content)).toBe('new');
  });

  test('a retention policy keeps objects for its days', async () => {
    sandbox.world.addBucket({ name: 'kept', region: 'cn-hangzhou', worm: 'P30D' });
    const store = client({ bucket: 'kept' });
    const immutable = { status: 409, code: 'FileImmutable' };
    await store.put('a', Buffer.from('first'));
    expect(await thrownBy(store.put('a', Buffer.from('second')))).toMatchObject(immutable);
    expect(await thrownBy(store.put('a', Buffer.from('second'), once))).toMatchObject(exists);
    expect(await thrownBy(store.delete('a'))).toMatchObject(immutable);
    await advance(sandbox, 'P30D');
    await store.put('a', Buffer.from('second'));
    expect(String((await store.get('a')).content)).toBe('second');
  });
});

describe('refusals', () => {
  test.each([
    {
      what: 'a wrong Content-MD5',
      put: { headers: { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' } },
      code: 'InvalidDigest',
    },
    { what: 'a copy', put: { headers: { 'x-oss-copy-source': '/a/b' } }, code: 'NotImplemented' },
  ])('$what: $code', async ({ put, code }) => {
    expect(await thrownBy(client().put('x', Buffer.from('x'), put))).toMatchObject({ code });
  });

  test('too long a name, too many keys, a token nobody gave, an operation that is not here', async () => {
    const store = client({ authorizationV4: true });
    expect(await thrownBy(store.put('x'.repeat(1024), Buffer.from('x')))).toMatchObject({
      code: 'InvalidObjectName',
    });
    expect(await thrownBy(store.listV2({ 'max-keys': 1001 }))).toMatchObject({ code: 'InvalidArgument' });
    expect(await thrownBy(store.listV2({ 'continuation-token': 'x' }))).toMatchObject({
      code: 'InvalidArgument',
    });
    expect(await thrownBy(store.getBucketTags(bucket))).toMatchObject({
      status: 501,
      code: 'NotImplemented',
    });
  });

  test('a key made for another region signs nothing', async () => {
    const forwarded = { headers: { 'x-forwarded-host': hangzhou } };
    const store = client({ authorizationV4: true, region: 'oss-cn-shanghai' });
    expect(await thrownBy(store.get('a', forwarded))).toMatchObject({ status: 400, code: 'InvalidArgument' });
  });

  test('64 MiB are accepted, more are not', async () => {
    const most = Buffer.alloc(64 * 1024 * 1024);
    await client().put('most', most);
    const more = await thrownBy(client().put('more', Buffer.concat([most, Buffer.from('x')])));
    expect(more).toMatchObject({ status: 400, code: 'EntityTooLarge' });
  });

  test('rights: each action on its own resource', async () => {
    const reader = { accessKeyId: 'LTAIsandboxReader', accessKeySecret: 'sandboxSecretReader' };
    await client().put('runs/a', Buffer.from('a'));
    const denied = { status: 403, code: 'AccessDenied' };
    const store = client(reader);
    await store.get('runs/a');
    await store.head('runs/a');
    expect(await thrownBy(store.get('state/a'))).toMatchObject(denied);
    expect(await thrownBy(store.put('runs/a', Buffer.from('b')))).toMatchObject(denied);
    expect(await thrownBy(store.listV2({}))).toMatchObject(denied);
    expect(await thrownBy(store.getBucketVersioning(bucket))).toMatchObject(denied);
    sandbox.world.deny({ action: 'oss:GetObject' });
    expect(await thrownBy(client().get('runs/a'))).toMatchObject(denied);
    sandbox.world.allow({ action: '*' });
    await client().get('runs/a');
  });
});

describe('faults', () => {
  test.each([
    { rule: { kind: 'throttle' }, seen: { status: 503, code: 'TotalQpsLimitExceeded' } },
    { rule: { kind: 'error5xx' }, seen: { status: 503, code: 'ServiceUnavailable' } },
    { rule: { kind: 'error5xx', status: 500 }, seen: { status: 500, code: 'InternalError' } },
    { rule: { kind: 'deny' }, seen: { status: 403, code: 'AccessDenied' } },
    { rule: { kind: 'reset' }, seen: { status: -1, code: 'ResponseError' } },
    { rule: { kind: 'truncate' }, seen: { status: 200 } },
    { rule: { kind: 'htmlBody' }, seen: { status: 502, name: 'UnknownError' } },
    { rule: { kind: 'hang' }, seen: { name: 'ResponseTimeoutError' } },
    { rule: { kind: 'hangAfter' }, seen: { name: 'ResponseTimeoutError' } },
  ])('$rule', async ({ rule, seen }) => {
    await client().put('runs/a.json', Buffer.from('whole'));
    await control(sandbox, 'POST', 'faults', [{ ...rule, action: 'Oss:GetObject' }]);
    const error = await client({ timeout: 300 })
      .get('runs/a.json')
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(seen);
  });

  test.each(['hangAfter', 'truncate'])('%s: written, but the answer is lost', async (kind) => {
    await control(sandbox, 'POST', 'faults', [{ kind, action: 'PutObject' }]);
    await thrownBy(client({ timeout: 300 }).put('a', Buffer.from('a')));
    expect(String((await client().get('a')).content)).toBe('a');
    expect(await callsOf('PutObject')).toMatchObject({ total: 1 });
  });

  test('a reset of the sandbox empties the buckets', async () => {
    await client().put('a', Buffer.from('a'));
    await control(sandbox, 'POST', 'reset');
    expect(await thrownBy(client().get('a'))).toMatchObject({ code: 'NoSuchKey' });
  });
});
