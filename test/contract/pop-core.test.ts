import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance, at, listAt } from '../sandbox/signed.ts';
import { type Pair, popRoaClient, popRpcClient, thrownBy, wrong } from './clients.ts';

const alice: Pair = { accessKeyId: 'LTAIsandboxAlice', accessKeySecret: 'sandboxSecretAlice' };
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'demo' });
});

afterEach(async () => {
  await sandbox.close();
});

const options = { method: 'POST' };

describe('RPC', () => {
  const kms = (pair: Pair = alice) => popRpcClient(sandbox, pair, '2016-01-20');
  const trail = () => popRpcClient(sandbox, alice, '2020-07-06');

  test.each(['GET', 'POST'])('reads by %s', async (method) => {
    const body: unknown = await kms().request('DescribeKey', { KeyId: 'alias/ack-pay' }, { method });
    expect(at(body, 'KeyMetadata.KeyId')).toBe('key-hzz00000000000000001a');
  });

  test('the region comes as a parameter', async () => {
    const body: unknown = await kms().request('ListKeys', { RegionId: 'cn-beijing' }, options);
    expect(at(body, 'TotalCount')).toBe(5);
  });

  test('writes; found with LookupEvents, whose list it flattens itself', async () => {
    await kms().request('CancelKeyDeletion', { KeyId: 'key-hzz00000000000000005e' }, options);
    await advance(sandbox, 'PT5M');
    const LookupAttribute = [
      { Key: 'ServiceName', Value: 'Kms' },
      { Key: 'EventName', Value: 'CancelKeyDeletion' },
    ];
    const body: unknown = await trail().request('LookupEvents', { LookupAttribute }, options);
    expect(listAt(body, 'Events')).toMatchObject([
      { resourceName: 'key-hzz00000000000000005e', userIdentity: { userName: 'alice' } },
    ]);
  });

  test('a list given as JSON text is refused', async () => {
    const LookupAttribute = JSON.stringify([{ Key: 'ServiceName', Value: 'Kms' }]);
    expect(await thrownBy(trail().request('LookupEvents', { LookupAttribute }, options))).toMatchObject({
      code: 'InvalidParameter',
    });
  });

  test.each([
    { what: 'a wrong secret', pair: wrong(alice), code: 'SignatureDoesNotMatch' },
    {
      what: 'an unknown access key',
      pair: { ...alice, accessKeyId: 'LTAInobody' },
      code: 'InvalidAccessKeyId.NotFound',
    },
  ])('$what is refused', async ({ pair, code }) => {
    expect(await thrownBy(kms(pair).request('ListKeys', {}, options))).toMatchObject({ code });
  });
});

describe('ROA', () => {
  const cs = (pair: Pair = alice) => popRoaClient(sandbox, pair);

  test('reads, with a query', async () => {
    const body = await cs().request('GET', '/api/v1/clusters', { page_size: '5', region_id: 'cn-beijing' });
    expect(listAt(body, 'clusters')).toHaveLength(5);
    expect(at(body, 'page_info.total_count')).toBe(9);
  });

  test('writes, with a body; found with LookupEvents', async () => {
    const found = await cs().request('GET', '/api/v1/clusters', { name: 'web-prod' });
    const id = String(at(found, 'clusters.0.cluster_id'));
    const body = JSON.stringify({ disable_encryption: false, kms_key_id: 'key-hzz00000000000000001a' });
    const answer = await cs().request('PUT', `/clusters/${id}/kms`, {}, body, {
      'content-type': 'application/json',
    });
    expect(answer).toBe('');
    await advance(sandbox, 'PT5M');
    const LookupAttribute = [
      { Key: 'ResourceName', Value: id },
      { Key: 'EventName', Value: 'UpdateKMSEncryption' },
    ];
    const events: unknown = await popRpcClient(sandbox, alice, '2020-07-06').request(
      'LookupEvents',
      { LookupAttribute },
      options,
    );
    expect(listAt(events, 'Events')).toMatchObject([
      { requestParameters: { body }, userIdentity: { userName: 'alice' } },
    ]);
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
    const refused = await thrownBy(cs(pair).request('GET', '/api/v1/clusters'));
    expect(refused).toMatchObject({ statusCode, code, result: { Code: code } });
  });

  test('errors of ACK reach the caller', async () => {
    const refused = await thrownBy(cs().request('GET', '/clusters/cnone'));
    expect(refused).toMatchObject({ statusCode: 404, result: { code: 'ErrorClusterNotFound' } });
  });
});
