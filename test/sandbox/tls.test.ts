import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request } from 'node:https';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { scenarioFile, signAcs3, signRpcV1 } from './signed.ts';

let sandbox: Sandbox;
let tls: NonNullable<Sandbox['tls']>;

beforeAll(async () => {
  const scenario = scenarioFile(`
caller: LTAItlscaller001
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAItlscaller001, secret: secretAdmin, user: admin }]
    keys: [{ name: one, id: key-one, region: cn-beijing }]
    buckets: [{ name: evidence, region: cn-shanghai }]
`);
  sandbox = await startSandbox({ scenario, rates: 'off', tlsPort: 0 });
  if (!sandbox.tls) throw new Error('There is no TLS.');
  tls = sandbox.tls;
});
afterAll(() => sandbox.close());

/** As a client does whose machine has the name in its `hosts`: nothing else tells the sandbox where it wanted to go. */
async function get(host: string, how: { ca?: string; socket?: Socket; keys?: object } = {}): Promise<string> {
  const asked = { host, version: '2016-01-20', action: 'DescribeKey', params: { KeyId: 'key-one' } };
  const { headers, url, method } = signAcs3(sandbox, { ...asked, headers: { host } });
  const { 'x-forwarded-host': _, ...sent } = headers;
  const { pathname, search } = new URL(url);
  const { ca = tls.ca, socket } = how;
  return await new Promise((resolve, reject) => {
    const outgoing = request(
      {
        ...{ host, method, ca, path: pathname + search, headers: sent, servername: host, port: tls.port },
        lookup: (_name, { all }, done) =>
          all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
        ...(socket && { createConnection: () => connect({ socket, servername: host, ca }) }),
      },
      (response) => void text(response).then(resolve, reject),
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

async function text(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('a client of the names of the cloud', () => {
  test.each(['kms.cn-beijing.aliyuncs.com', 'kms-vpc.cn-beijing.aliyuncs.com'])(
    'reaches %s',
    async (host) => {
      expect(JSON.parse(await get(host))).toMatchObject({ KeyMetadata: { KeyId: 'key-one' } });
      expect(JSON.parse(await get(host))).toMatchObject({ KeyMetadata: { KeyId: 'key-one' } });
    },
  );

  test('is in the region of the name', async () => {
    expect(JSON.parse(await get('kms.cn-shanghai.aliyuncs.com'))).toMatchObject({
      Code: 'Forbidden.KeyNotFound',
    });
  });

  test('that does not trust the authority ends there', async () => {
    const other = await startSandbox({ scenario: 'empty', tlsPort: 0 });
    const ca = other.tls?.ca ?? '';
    await other.close();
    await expect(get('kms.cn-beijing.aliyuncs.com', { ca })).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
  });

  test('of another name is shown a certificate that does not fit', async () => {
    await expect(get('kms.example.com')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });
});

async function tunnel(path: string): Promise<{ status: number | undefined; socket: Socket }> {
  return await new Promise((resolve, reject) => {
    const asked = plainRequest({
      host: '127.0.0.1',
      port: new URL(sandbox.url).port,
      method: 'CONNECT',
      path,
    });
    asked.on('connect', ({ statusCode: status }, socket) => resolve({ status, socket }));
    asked.on('error', reject);
    asked.end();
  });
}

describe('as a proxy', () => {
  test('it leads to itself', async () => {
    const { status, socket } = await tunnel('kms.cn-beijing.aliyuncs.com:443');
    expect(status).toBe(200);
    expect(JSON.parse(await get('kms.cn-beijing.aliyuncs.com', { socket }))).toMatchObject({
      KeyMetadata: { KeyId: 'key-one' },
    });
    socket.destroy();
  });

  test.each(['www.example.com:443', 'kms.cn-beijing.aliyuncs.com:80', 'nonsense'])(
    'it leads nowhere else: %s',
    async (path) => {
      const { status, socket } = await tunnel(path);
      socket.destroy();
      expect(status).toBe(403);
    },
  );
});

test('the names are those of the regions of the world', () => {
  for (const host of [
    ...[
      'kms.cn-beijing',
      'kms-vpc.cn-beijing',
      'cs.cn-hangzhou',
      'ram',
      'sts',
      'location-readonly',
      'business',
    ],
    ...['fcv3.cn-beijing', 'evidence.oss-cn-shanghai', 'actiontrail'],
  ])
    expect(tls.hosts).toContain(`${host}.aliyuncs.com`);
  expect(tls.hosts.filter((host) => host.includes('eu-'))).toEqual([]);
  expect(new Set(tls.hosts).size).toBe(tls.hosts.length);
});

/** A client that nobody here wrote: it finds the authority and the proxy by the variables that docs/sandbox.md names. */
const PYTHON = `
import sys, urllib.request, urllib.error
try:
    print(urllib.request.urlopen(sys.argv[1]).read().decode())
except urllib.error.URLError as error:
    print(error.reason)
`;

test.skipIf(spawnSync('python3', ['--version']).status !== 0)(
  'urllib of Python reaches it by its variables',
  async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'ca.pem');
    writeFileSync(file, tls.ca);
    const asked = { host: '', version: '2016-01-20', action: 'DescribeKey', params: { KeyId: 'key-one' } };
    const { search } = new URL(signRpcV1(sandbox, asked).url);
    const run = async (env: Record<string, string>) => {
      const { PATH = '', HOME = '' } = process.env;
      const url = `https://kms.cn-beijing.aliyuncs.com/${search}`;
      const all = { PATH, HOME, https_proxy: sandbox.url, ...env };
      return (await promisify(execFile)('python3', ['-c', PYTHON, url], { env: all })).stdout;
    };
    expect(JSON.parse(await run({ SSL_CERT_FILE: file }))).toMatchObject({
      KeyMetadata: { KeyId: 'key-one' },
    });
    expect(await run({})).toContain('CERTIFICATE_VERIFY_FAILED');
  },
);
