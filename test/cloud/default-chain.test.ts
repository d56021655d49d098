import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { defaultCredentials } from '../../shared/cloud/credentials.ts';
import { type Asked, defaultChain, overOurTransport, type Told } from '../../shared/cloud/default-chain.ts';

const role = {
  AccessKeyId: 'STS.chain',
  AccessKeySecret: 'chainSecret',
  SecurityToken: 'CAISchain',
  Expiration: '2099-01-01T00:00:00Z',
};
const found = { accessKeyId: 'STS.chain', accessKeySecret: 'chainSecret', securityToken: 'CAISchain' };

/** What the metadata service, STS and the sign-in service answer. */
function answerTo(request: Asked): unknown {
  const url = request.toRequestURL();
  if (url.endsWith('/v1/token')) return { access_token: 'a', refresh_token: 'r', expires_in: 3600 };
  if (url.endsWith('/v1/exchange')) return { ...found, expiration: role.Expiration };
  if (url.endsWith('/cloud-credentials')) return { CloudCredential: role };
  return url.includes('sts.') ? { Credentials: role } : { Code: 'Success', ...role };
}

const asked: string[] = [];

async function network(request: Asked): Promise<Told> {
  const { host, pathname } = new URL(request.toRequestURL());
  asked.push(`${request.method} ${host}${pathname}`);
  const body = Buffer.from(JSON.stringify(answerTo(request)));
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
}

afterEach(() => {
  vi.unstubAllEnvs();
  asked.length = 0;
});

/** A machine whose user has these files and this environment, and nothing else of the kind. */
function machine(files: Record<string, unknown>, env: Record<string, string> = {}): void {
  const home = mkdtempSync(join(tmpdir(), 'sealwatch-home-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(home, name, '..'), { recursive: true });
    writeFileSync(join(home, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('ALIBABA_CLOUD_')) vi.stubEnv(name, undefined);
  }
  for (const name of ['HOME', 'USERPROFILE']) vi.stubEnv(name, home);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value.replace('~', home));
}

const profile = (...profiles: object[]) => ({ '.aliyun/config.json': { current: 'p', profiles } });
const key = { access_key_id: 'LTAIkey', access_key_secret: 'keySecret' };
const taken = { ram_role_arn: 'acs:ram::1:role/r', ram_session_name: 's', expired_seconds: 3600 };
const sso = { access_token: 't', cloud_sso_access_token_expire: 4_000_000_000 };
const signIn = { oauth_site_type: 'CN', oauth_refresh_token: 'r' };
const metadata = '100.100.100.200/latest/meta-data/ram/security-credentials/r';

test.each<{ of: string; files: Record<string, unknown>; env?: Record<string, string>; at: string }>([
  { of: 'the RAM role of the machine', files: {}, at: `GET ${metadata}` },
  {
    of: 'OIDC',
    files: { token: 'oidc' },
    env: {
      ALIBABA_CLOUD_ROLE_ARN: 'acs:ram::1:role/r',
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: 'acs:ram::1:oidc-provider/p',
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: '~/token',
    },
    at: 'POST sts.aliyuncs.com/',
  },
  {
    of: 'a profile with a role',
    files: profile({ name: 'p', mode: 'RamRoleArn', ...key, ...taken }),
    at: 'POST sts.aliyuncs.com/',
  },
  {
    of: 'a profile with a role taken from the role of the machine',
    files: profile(
      { name: 'p', mode: 'ChainableRamRoleArn', source_profile: 'q', ...taken },
      { name: 'q', mode: 'EcsRamRole', ram_role_name: 'r' },
    ),
    at: 'POST sts.aliyuncs.com/',
  },
  {
    of: 'a profile with CloudSSO',
    files: profile({
      ...{ name: 'p', mode: 'CloudSSO', cloud_sso_sign_in_url: 'https://sso.example.com/start' },
      ...{ cloud_sso_account_id: '1', cloud_sso_access_config: 'c', ...sso },
    }),
    at: 'POST sso.example.com/cloud-credentials',
  },
  {
    of: 'a profile with OAuth',
    files: profile({ name: 'p', mode: 'OAuth', ...signIn }),
    at: 'POST oauth.aliyun.com/v1/exchange',
  },
  {
    of: 'a credentials file',
    files: { '.alibabacloud/credentials': '[default]\ntype = ecs_ram_role\nrole_name = r\n' },
    at: `GET ${metadata}`,
  },
])('$of is asked for over our transport', async ({ files, env, at }) => {
  machine(files, { ALIBABA_CLOUD_ECS_METADATA: 'r', ...env });
  expect(await defaultChain(network).getCredentials()).toMatchObject(found);
  expect(asked.at(-1)).toBe(at);
});

test('a URI answers over the real network', async () => {
  const server = createServer((_request, response) => response.end(JSON.stringify(role)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens
  machine({}, { ALIBABA_CLOUD_CREDENTIALS_URI: `http://127.0.0.1:${port}/credentials?of=me` });
  const chain = defaultChain((request) =>
    request.toRequestURL().includes('100.100.100.200')
      ? Promise.reject(new Error('no machine'))
      : overOurTransport(request),
  );
  expect(await chain.getCredentials()).toMatchObject(found);
  server.close();
});

test('a login with CloudSSO that ended is told as such, and how to log in again', async () => {
  const ended = { ...sso, cloud_sso_access_token_expire: 1 };
  const urls = { cloud_sso_sign_in_url: 'https://sso.example.com/start', cloud_sso_account_id: '1' };
  machine(profile({ name: 'p', mode: 'CloudSSO', ...urls, cloud_sso_access_config: 'c', ...ended }), {
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
  });
  await expect(defaultCredentials().get()).rejects.toMatchObject({
    code: 'CredentialsExpired',
    message: expect.stringContaining('CloudSSO profile'),
    hint: expect.stringContaining('aliyun configure --mode CloudSSO'),
  });
});
