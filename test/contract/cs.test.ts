import * as cs from '@alicloud/cs20151215';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance, ask, at } from '../sandbox/signed.ts';
import { CsClient, openApiConfig, type Pair, thrownBy, wrong } from './clients.ts';

const alice: Pair = { accessKeyId: 'LTAIsandboxAlice', accessKeySecret: 'sandboxSecretAlice' };
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'demo' });
});

afterEach(async () => {
  await sandbox.close();
});

const client = (pair: Pair = alice) => new CsClient(openApiConfig(sandbox, pair));
const list = (request: object) => client().describeClustersV1(new cs.DescribeClustersV1Request(request));

test('lists clusters, typed, with paging', async () => {
  const { statusCode, headers, body } = await list({ pageSize: 20, pageNumber: 2 });
  expect(statusCode).toBe(200);
  expect(headers?.['x-acs-request-id']).toMatch(/^[0-9A-F-]{36}$/);
  expect(body?.clusters).toHaveLength(9);
  expect(body?.pageInfo).toMatchObject({ pageNumber: 2, pageSize: 20, totalCount: 29 });
  expect(body?.clusters?.[0]).toMatchObject({
    clusterType: expect.any(String),
    regionId: expect.any(String),
  });
});

test('filters', async () => {
  const { body } = await list({ regionId: 'cn-shanghai', profile: 'Serverless' });
  expect(body?.clusters?.map(({ name }) => name)).toEqual(['jobs-serverless']);
  expect(JSON.parse(body?.clusters?.[0]?.metaData ?? '')).toMatchObject({
    Capabilities: { DisableEncryption: false },
  });
});

test('describes one, and the regions', async () => {
  const { body } = await list({ name: 'pay-prod' });
  const id = body?.clusters?.[0]?.clusterId ?? '';
  const detail = await client().describeClusterDetail(id);
  expect(detail.body).toMatchObject({
    clusterId: id,
    name: 'pay-prod',
    clusterSpec: 'ack.pro.small',
    size: 12,
  });
  const regions = await client().describeRegions(new cs.DescribeRegionsRequest({ acceptLanguage: 'en-US' }));
  expect(regions.body?.regions).toContainEqual(
    expect.objectContaining({ regionId: 'cn-hangzhou', localName: 'China (Hangzhou)' }),
  );
});

test('asks for the service role', async () => {
  const roles = [new cs.CheckServiceRoleRequestRoles({ name: 'AliyunCSManagedSecurityRole' })];
  const { body } = await client().checkServiceRole(new cs.CheckServiceRoleRequest({ roles }));
  expect(body?.roles).toMatchObject([{ name: 'AliyunCSManagedSecurityRole', granted: true }]);
});

test('switches encryption on; the change is found in ActionTrail', async () => {
  const { body } = await list({ name: 'web-prod' });
  const id = body?.clusters?.[0]?.clusterId ?? '';
  const request = new cs.UpdateKMSEncryptionRequest({
    disableEncryption: false,
    kmsKeyId: 'key-hzz00000000000000001a',
  });
  const answer = await client().updateKMSEncryption(id, request);
  expect(answer.statusCode).toBe(200);
  expect((await client().describeClusterDetail(id)).body?.state).toBe('updating');
  const again = await thrownBy(client().updateKMSEncryption(id, request));
  expect(again).toMatchObject({ statusCode: 409, code: 'ErrClusterStateConflict' });
  await advance(sandbox, 'PT5M');
  expect((await client().describeClusterDetail(id)).body?.state).toBe('running');
  const events = await ask(sandbox, 'actiontrail.cn-hangzhou', 'LookupEvents', {
    'LookupAttribute.1.Key': 'ResourceName',
    'LookupAttribute.1.Value': id,
    'LookupAttribute.2.Key': 'EventName',
    'LookupAttribute.2.Value': 'UpdateKMSEncryption',
  });
  const [newest] = [at(events.body, 'Events.1')];
  expect(newest).toMatchObject({
    userIdentity: { userName: 'alice', accessKeyId: alice.accessKeyId },
    requestParameters: {
      ClusterId: id,
      body: '{"disable_encryption":false,"kms_key_id":"key-hzz00000000000000001a"}',
    },
  });
  expect(at(newest, 'userAgent')).toMatch(/AlibabaCloud/);
});

test.each([
  { what: 'a wrong secret', pair: wrong(alice), statusCode: 400, code: 'SignatureDoesNotMatch' },
  {
    what: 'an unknown access key',
    pair: { ...alice, accessKeyId: 'LTAInobody' },
    statusCode: 404,
    code: 'InvalidAccessKeyId.NotFound',
  },
])('$what is refused', async ({ pair, statusCode, code }) => {
  const refused = await thrownBy(client(pair).describeClustersV1(new cs.DescribeClustersV1Request({})));
  expect(refused).toMatchObject({ statusCode, code });
});

test('errors of the cloud reach the caller with code, status and request id', async () => {
  const refused = await thrownBy(client().describeClusterDetail('cnone'));
  expect(refused).toMatchObject({
    statusCode: 404,
    code: 'ErrorClusterNotFound',
    requestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
  });
});
