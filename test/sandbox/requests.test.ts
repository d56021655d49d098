import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { ask, askCs, at, control, send, signAcs3, signRpcV1 } from './signed.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
});

afterAll(async () => {
  await sandbox.close();
});

describe('which product, operation and region', () => {
  test.each([
    {
      host: 'kms.cn-hangzhou.aliyuncs.com',
      version: '2016-01-20',
      action: 'ListKeys',
      status: 200,
      code: undefined,
    },
    {
      host: 'kms-vpc.cn-hangzhou.aliyuncs.com',
      version: '2016-01-20',
      action: 'ListKeys',
      status: 200,
      code: undefined,
    },
    {
      host: 'kms.cn-hangzhou.aliyuncs.com:443',
      version: '2016-01-20',
      action: 'ListKeys',
      status: 200,
      code: undefined,
    },
    {
      host: 'kms.cn-hangzhou.aliyuncs.com',
      version: '2016-01-20',
      action: 'listKeys',
      status: 404,
      code: 'InvalidAction.NotFound',
    },
    {
      host: 'kms.cn-hangzhou.aliyuncs.com',
      version: '2016-01-20',
      action: 'LookupEvents',
      status: 404,
      code: 'InvalidAction.NotFound',
    },
    {
      host: 'kms.cn-hangzhou.aliyuncs.com',
      version: '2020-07-06',
      action: 'LookupEvents',
      status: 404,
      code: 'InvalidVersion',
    },
    {
      host: 'cs.cn-hangzhou.aliyuncs.com',
      version: '2016-01-20',
      action: 'DescribeKey',
      status: 404,
      code: 'InvalidVersion',
    },
    {
      host: 'cs.cn-hangzhou.aliyuncs.com',
      version: '2015-12-15',
      action: 'DescribeClustersV1',
      status: 404,
      code: 'InvalidAction.NotFound',
    },
    {
      host: 'ram.cn-hangzhou.aliyuncs.com',
      version: '2015-05-01',
      action: 'GetRole',
      status: 404,
      code: 'InvalidHost.NotFound',
    },
    {
      host: 'kms.aliyuncs.com',
      version: '2016-01-20',
      action: 'ListKeys',
      status: 404,
      code: 'InvalidHost.NotFound',
    },
    {
      host: 'kms.cn-atlantis.aliyuncs.com',
      version: '2016-01-20',
      action: 'ListKeys',
      status: 404,
      code: 'InvalidRegionId.NotFound',
    },
    {
      host: 'kms.cn-hangzhou.example.com',
      version: '2016-01-20',
      action: 'ListKeys',
      status: 404,
      code: 'InvalidHost.NotFound',
    },
  ])('$action of $version at $host: $status $code', async ({ host, version, action, status, code }) => {
    const answer = await send(signAcs3(sandbox, { host, version, action }));
    expect([answer.status, answer.code]).toEqual([status, code]);
  });

  test('an unmodified client at the loopback host is understood by version, its region by RegionId', async () => {
    const question = { host: '127.0.0.1', version: '2016-01-20', action: 'ListKeys' };
    const here = await send(signRpcV1(sandbox, { ...question, params: { RegionId: 'cn-beijing' } }));
    expect(at(here.body, 'TotalCount')).toBe(5);
    const byDefault = await send(signRpcV1(sandbox, question));
    expect(at(byDefault.body, 'TotalCount')).toBe(9);
    const header = { 'x-acs-region-id': 'cn-shenzhen' };
    const byHeader = await send(signAcs3(sandbox, { ...question, headers: header }));
    expect(at(byHeader.body, 'TotalCount')).toBe(1);
  });

  test('the region of the host wins over RegionId', async () => {
    const answer = await ask(sandbox, 'kms.cn-shenzhen', 'ListKeys', { RegionId: 'cn-hangzhou' });
    expect(at(answer.body, 'TotalCount')).toBe(1);
  });

  test.each([
    { method: 'GET', path: '/clusters', code: 'InvalidAction.NotFound' },
    { method: 'POST', path: '/api/v1/clusters', code: 'InvalidAction.NotFound' },
    { method: 'GET', path: '/clusters/', code: 'InvalidAction.NotFound' },
    { method: 'GET', path: '/clusters/cnone', code: 'ErrorClusterNotFound' },
  ])('ROA: $method $path: $code', async ({ method, path, code }) => {
    const answer = await askCs(sandbox, method, path);
    expect([answer.status, answer.code]).toEqual([404, code]);
  });

  test('RPC goes by GET and POST to the root only', async () => {
    const question = { host: 'kms.cn-hangzhou.aliyuncs.com', version: '2016-01-20', action: 'ListKeys' };
    expect((await send(signAcs3(sandbox, { ...question, method: 'GET' }))).status).toBe(200);
    expect((await send(signAcs3(sandbox, { ...question, method: 'DELETE' }))).status).toBe(405);
    expect((await send(signAcs3(sandbox, { ...question, path: '/x' }))).code).toBe('InvalidAction.NotFound');
  });

  test('XML is not offered', async () => {
    const question = {
      host: '127.0.0.1',
      version: '2016-01-20',
      action: 'ListKeys',
      params: { Format: 'XML' },
    };
    expect((await send(signRpcV1(sandbox, question))).code).toBe('InvalidParameter.Format');
  });

  test('a body of more than a megabyte is refused', async () => {
    const json = { roles: [{ name: 'x'.repeat(1024 * 1024) }] };
    const answer = await askCs(sandbox, 'POST', '/ram/check-service-role', { json });
    expect([answer.status, answer.code]).toEqual([413, 'RequestBodyTooLarge']);
  });
});

describe('error bodies', () => {
  test('KMS: with HttpStatus', async () => {
    const { status, body, headers } = await ask(sandbox, 'kms.cn-hangzhou', 'DescribeKey', {
      KeyId: 'key-none',
    });
    expect(status).toBe(404);
    expect(body).toMatchObject({
      HttpStatus: 404,
      Code: 'Forbidden.KeyNotFound',
      Message: 'The specified Key is not found.',
      RequestId: headers.get('x-acs-request-id'),
      HostId: 'kms.cn-hangzhou.aliyuncs.com',
    });
  });

  test('RAM: with HostId, without HttpStatus', async () => {
    const { status, body } = await ask(sandbox, 'ram', 'GetRole', { RoleName: 'nobody' });
    expect(status).toBe(404);
    expect(body).toMatchObject({ Code: 'EntityNotExist.Role', HostId: 'ram.aliyuncs.com' });
    expect(body).not.toHaveProperty('HttpStatus');
  });

  test('ACK: in lower case', async () => {
    const { body, headers } = await askCs(sandbox, 'GET', '/clusters/cnone');
    expect(body).toEqual({
      code: 'ErrorClusterNotFound',
      message: 'cluster not found',
      requestId: headers.get('x-acs-request-id'),
      status: 404,
    });
  });
});

describe('plain parameters', () => {
  test.each([
    { action: 'DescribeKey', params: {}, code: 'MissingParameter', names: 'KeyId' },
    {
      action: 'DescribeKey',
      params: { keyId: 'key-hzz00000000000000001a' },
      code: 'MissingParameter',
      names: 'KeyId',
    },
    { action: 'DescribeKey', params: { KeyId: '' }, code: 'MissingParameter', names: 'KeyId' },
    { action: 'ListKeys', params: { PageSize: '101' }, code: 'InvalidParameter', names: 'PageSize' },
    { action: 'ListKeys', params: { PageSize: '0' }, code: 'InvalidParameter', names: 'PageSize' },
    { action: 'ListKeys', params: { PageSize: '1e1' }, code: 'InvalidParameter', names: 'PageSize' },
    { action: 'ListKeys', params: { PageNumber: '-1' }, code: 'InvalidParameter', names: 'PageNumber' },
    {
      action: 'ListKeys',
      params: { Filters: 'CreatorType=User' },
      code: 'InvalidParameter',
      names: 'Filters',
    },
    {
      action: 'ListKeys',
      params: { Filters: '[{"Key":"Color","Values":["red"]}]' },
      code: 'InvalidParameter',
      names: 'Filters',
    },
    {
      action: 'ListKeys',
      params: { Filters: JSON.stringify(Array(11).fill({ Key: 'KeyId', Values: ['x'] })) },
      code: 'InvalidParameter',
      names: 'Filters',
    },
    {
      action: 'GetKeyPolicy',
      params: { KeyId: 'x', PolicyName: 'mine' },
      code: 'InvalidParameter',
      names: 'PolicyName',
    },
    {
      action: 'Encrypt',
      params: { KeyId: 'x', Plaintext: 'not base64!' },
      code: 'InvalidParameter',
      names: 'Plaintext',
    },
  ])('$action $params: $code', async ({ action, params, code, names }) => {
    const answer = await ask(sandbox, 'kms.cn-hangzhou', action, params);
    expect([answer.status, answer.code]).toEqual([400, code]);
    expect(at(answer.body, 'Message')).toContain(`"${names}"`);
  });

  test('a parameter nobody declared is ignored, as the gateway does, and noted', async () => {
    await control(sandbox, 'DELETE', 'calls');
    const answer = await ask(sandbox, 'kms.cn-hangzhou', 'ListKeys', { Pagesize: '1' });
    expect(at(answer.body, 'PageSize')).toBe(10);
    const { body } = await control(sandbox, 'GET', 'calls');
    expect(at(body, 'ignoredParameters')).toEqual({ 'Kms:ListKeys': ['Pagesize'] });
  });

  test.each([
    { when: 'no JSON', body: 'roles', code: 'InvalidParameter' },
    { when: 'an empty list', body: { roles: [] }, code: 'InvalidParameter' },
    { when: 'names of the wrong type', body: { roles: [{ name: 1 }] }, code: 'InvalidParameter' },
  ])('a ROA body that is $when is refused', async ({ body, code }) => {
    const answer = await askCs(sandbox, 'POST', '/ram/check-service-role', { json: body });
    expect([answer.status, answer.code]).toEqual([400, code]);
  });
});

describe('list parameters', () => {
  const good = {
    'LookupAttribute.1.Key': 'ServiceName',
    'LookupAttribute.1.Value': 'Kms',
    'LookupAttribute.2.Key': 'EventName',
    'LookupAttribute.2.Value': 'DisableKey',
  };

  async function lookup(params: Record<string, string>) {
    return await ask(sandbox, 'actiontrail.cn-hangzhou', 'LookupEvents', params);
  }

  test('numbered from 1, both conditions hold', async () => {
    const answer = await lookup(good);
    expect(answer.status).toBe(200);
    expect(at(answer.body, 'Events.0.eventName')).toBe('DisableKey');
    expect(at(answer.body, 'Events.1')).toBeUndefined();
  });

  test.each<{ when: string; params: Record<string, string>; code: string }>([
    {
      when: 'JSON text',
      params: { LookupAttribute: '[{"Key":"ServiceName","Value":"Kms"}]' },
      code: 'InvalidParameter',
    },
    { when: 'an empty text', params: { LookupAttribute: '' }, code: 'InvalidParameter' },
    {
      when: 'numbered from 0',
      params: { 'LookupAttribute.0.Key': 'ServiceName', 'LookupAttribute.0.Value': 'Kms' },
      code: 'InvalidParameter',
    },
    {
      when: 'without a number',
      params: { 'LookupAttribute.Key': 'ServiceName', 'LookupAttribute.Value': 'Kms' },
      code: 'InvalidParameter',
    },
    { when: 'in brackets', params: { 'LookupAttribute[1].Key': 'ServiceName' }, code: 'ignored' },
    {
      when: 'starting at 2',
      params: { 'LookupAttribute.2.Key': 'ServiceName', 'LookupAttribute.2.Value': 'Kms' },
      code: 'InvalidParameter',
    },
    {
      when: 'with a gap',
      params: { ...good, 'LookupAttribute.4.Key': 'EventRW', 'LookupAttribute.4.Value': 'Write' },
      code: 'InvalidParameter',
    },
    {
      when: 'with an unknown field',
      params: { ...good, 'LookupAttribute.1.Name': 'x' },
      code: 'InvalidParameter',
    },
    {
      when: 'with a field in the wrong case',
      params: { 'LookupAttribute.1.key': 'ServiceName', 'LookupAttribute.1.Value': 'Kms' },
      code: 'InvalidParameter',
    },
    {
      when: 'with JSON items',
      params: { 'LookupAttribute.1': '{"Key":"ServiceName","Value":"Kms"}' },
      code: 'InvalidParameter',
    },
    {
      when: 'with an empty value',
      params: { 'LookupAttribute.1.Key': 'ServiceName', 'LookupAttribute.1.Value': '' },
      code: 'InvalidParameter',
    },
    {
      when: 'with a missing value',
      params: { 'LookupAttribute.1.Key': 'ServiceName' },
      code: 'MissingParameter',
    },
    {
      when: 'with an unknown key',
      params: { 'LookupAttribute.1.Key': 'Colour', 'LookupAttribute.1.Value': 'x' },
      code: 'InvalidParameter',
    },
    {
      when: 'with a key in the wrong case',
      params: { 'LookupAttribute.1.Key': 'serviceName', 'LookupAttribute.1.Value': 'Kms' },
      code: 'InvalidParameter',
    },
  ])('$when: $code', async ({ params, code }) => {
    const answer = await lookup(params);
    if (code === 'ignored') {
      // Another name altogether: the gateway does not know it, and the lookup is without condition.
      expect(answer.status).toBe(200);
      return;
    }
    expect([answer.status, answer.code]).toEqual([400, code]);
  });
});
