import { $OpenApiUtil, OpenApiUtil } from '@alicloud/openapi-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance, at, listAt } from '../sandbox/signed.ts';
import { OpenApiClient, openApiConfig, type Pair, thrownBy, wrong } from './clients.ts';

const alice: Pair = { accessKeyId: 'LTAIsandboxAlice', accessKeySecret: 'sandboxSecretAlice' };
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
});

afterEach(async () => {
  await sandbox.close();
});

interface Spoken {
  version: string;
  host: string;
  pair?: Pair;
  /** `v2` makes the client sign the older way */
  signatureAlgorithm?: string;
}

type Runtime = Parameters<InstanceType<typeof OpenApiClient>['callApi']>[2];

async function rpc(
  action: string,
  query: Record<string, unknown>,
  { version, host, pair = alice, signatureAlgorithm }: Spoken,
) {
  const config = openApiConfig(sandbox, pair, host);
  if (signatureAlgorithm) config.signatureAlgorithm = signatureAlgorithm;
  const params = new $OpenApiUtil.Params({
    action,
    version,
    protocol: 'HTTPS',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    pathname: '/',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({ query: OpenApiUtil.query(query) });
  const answer: unknown = await new OpenApiClient(config).callApi(params, request, runtime());
  return at(answer, 'body');
}

async function roa(
  method: string,
  pathname: string,
  body: unknown,
  { version, host, pair = alice, signatureAlgorithm }: Spoken,
) {
  const config = openApiConfig(sandbox, pair, host);
  if (signatureAlgorithm) config.signatureAlgorithm = signatureAlgorithm;
  const params = new $OpenApiUtil.Params({
    action: 'Anything',
    version,
    protocol: 'HTTPS',
    method,
    authType: 'AK',
    style: 'ROA',
    pathname,
    reqBodyType: 'json',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({
    ...(body !== undefined && { body }),
    query: { page_size: '3' },
  });
  const answer: unknown = await new OpenApiClient(config).callApi(params, request, runtime());
  return at(answer, 'body');
}

/** Nothing set is enough for it: no retries, no deadline. Its class belongs to a package below it. */
function runtime(): Runtime {
  return Object.create(null);
}

const trail = { version: '2020-07-06', host: 'actiontrail.cn-hangzhou.aliyuncs.com' };
const keys = { version: '2016-01-20', host: 'kms.cn-hangzhou.aliyuncs.com' };
const clusters = { version: '2015-12-15', host: 'cs.cn-hangzhou.aliyuncs.com' };

describe.each([{ signing: 'ACS3-HMAC-SHA256' }, { signing: 'v2' }])('signed $signing', ({ signing }) => {
  const how = signing === 'v2' ? { signatureAlgorithm: 'v2' } : {};

  test('RPC: list parameters through OpenApiUtil.query', async () => {
    const body = await rpc(
      'LookupEvents',
      {
        LookupAttribute: [
          { Key: 'ServiceName', Value: 'Kms' },
          { Key: 'EventName', Value: 'DisableKey' },
        ],
        MaxResults: '50',
      },
      { ...trail, ...how },
    );
    expect(listAt(body, 'Events').map((event) => at(event, 'userIdentity.userName'))).toEqual([
      'AliyunReservedSSO-PlatformAdmin:dana.wu',
    ]);
  });

  test('RPC: one write, found with LookupEvents', async () => {
    await rpc('DisableKey', { KeyId: 'alias/ack-pay' }, { ...keys, ...how });
    expect(
      at(await rpc('DescribeKey', { KeyId: 'alias/ack-pay' }, { ...keys, ...how }), 'KeyMetadata.KeyState'),
    ).toBe('Disabled');
    await advance(sandbox, 'PT5M');
    const attributes = [
      { Key: 'User', Value: 'alice' },
      { Key: 'ServiceName', Value: 'Kms' },
    ];
    const body = await rpc('LookupEvents', { LookupAttribute: attributes }, { ...trail, ...how });
    expect(at(body, 'Events.0')).toMatchObject({
      eventName: 'DisableKey',
      requestParameters: { KeyId: 'alias/ack-pay' },
    });
  });

  test('ROA: reading and writing', async () => {
    const list = await roa('GET', '/api/v1/clusters', undefined, { ...clusters, ...how });
    expect(listAt(list, 'clusters')).toHaveLength(3);
    const roles = { roles: [{ name: 'AliyunCSManagedSecurityRole' }] };
    const check = await roa('POST', '/ram/check-service-role', roles, { ...clusters, ...how });
    expect(at(check, 'roles.0.granted')).toBe(true);
  });

  test('a wrong secret is refused, RPC and ROA', async () => {
    const bad = { ...how, pair: wrong(alice) };
    const one = await thrownBy(rpc('ListKeys', {}, { ...keys, ...bad }));
    expect(one).toMatchObject({ statusCode: 400, code: 'SignatureDoesNotMatch' });
    const other = await thrownBy(roa('GET', '/api/v1/clusters', undefined, { ...clusters, ...bad }));
    expect(other).toMatchObject({ statusCode: 400, code: 'SignatureDoesNotMatch' });
  });
});

test('a list that went round OpenApiUtil.query is refused', async () => {
  const query = { LookupAttribute: JSON.stringify([{ Key: 'ServiceName', Value: 'Kms' }]) };
  expect(await thrownBy(rpc('LookupEvents', query, trail))).toMatchObject({
    statusCode: 400,
    code: 'InvalidParameter',
  });
});

test('how it tells errors: throttled, denied with the detail, server error', async () => {
  const fault = (rule: object) =>
    fetch(`${sandbox.url}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(rule) });
  await fault({ kind: 'throttle', retryAfter: 2 });
  expect(await thrownBy(rpc('ListKeys', {}, keys))).toMatchObject({
    statusCode: 429,
    code: 'Rejected.Throttling',
    retryAfter: 2000,
  });
  await fault({ kind: 'deny' });
  expect(await thrownBy(rpc('LookupEvents', {}, trail))).toMatchObject({
    statusCode: 403,
    code: 'NoPermission',
    accessDeniedDetail: { AuthAction: 'actiontrail:LookupEvents' },
  });
  await fault({ kind: 'error5xx' });
  expect(await thrownBy(rpc('ListKeys', {}, keys))).toMatchObject({
    statusCode: 503,
    code: 'SerivceUnavailableTemporary',
  });
});

test('without the forwarded host the version is enough', async () => {
  const config = openApiConfig(sandbox, alice);
  const params = new $OpenApiUtil.Params({
    action: 'GetRole',
    version: '2015-05-01',
    protocol: 'HTTPS',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    pathname: '/',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({ query: { RoleName: 'AliyunCSManagedSecurityRole' } });
  const answer: unknown = await new OpenApiClient(config).callApi(params, request, runtime());
  expect(at(answer, 'body.Role.RoleName')).toBe('AliyunCSManagedSecurityRole');
});

test('security tokens of AssumeRole serve it', async () => {
  const own = await startSandbox({ scenario: 'members' });
  await sandbox.close();
  sandbox = own;
  const session = {
    RoleArn: 'acs:ram::1000000000000002:role/sealwatch-readonly',
    RoleSessionName: 'audit',
    ExternalId: 'team-a-2026',
  };
  const sts = { version: '2015-04-01', host: 'sts.aliyuncs.com', pair: own };
  const issued = await rpc('AssumeRole', session, sts);
  const config = openApiConfig(own, own, 'sts.aliyuncs.com');
  config.accessKeyId = String(at(issued, 'Credentials.AccessKeyId'));
  config.accessKeySecret = String(at(issued, 'Credentials.AccessKeySecret'));
  config.securityToken = String(at(issued, 'Credentials.SecurityToken'));
  const params = new $OpenApiUtil.Params({
    action: 'GetCallerIdentity',
    version: '2015-04-01',
    protocol: 'HTTPS',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    pathname: '/',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const ask = async () => {
    const answer: unknown = await new OpenApiClient(config).callApi(
      params,
      new $OpenApiUtil.OpenApiRequest({}),
      runtime(),
    );
    return at(answer, 'body.AccountId');
  };
  expect(await ask()).toBe('1000000000000002');
  own.world.expireToken({});
  expect(await thrownBy(ask())).toMatchObject({ statusCode: 400, code: 'InvalidSecurityToken.Expired' });
});
