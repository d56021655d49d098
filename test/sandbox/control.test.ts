import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commandNames } from '../../sandbox/commands/index.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { ask, askCs, at, control, listAt, textAt } from './signed.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
});

afterEach(async () => {
  await sandbox.close();
});

const keyState = async (KeyId: string) =>
  at((await ask(sandbox, 'kms.cn-hangzhou', 'DescribeKey', { KeyId })).body, 'KeyMetadata.KeyState');

describe('calls', () => {
  test('are counted by action and region', async () => {
    await ask(sandbox, 'kms.cn-hangzhou', 'ListKeys');
    await ask(sandbox, 'kms.cn-hangzhou', 'ListKeys');
    await ask(sandbox, 'kms.cn-beijing', 'ListKeys');
    await ask(sandbox, 'kms.cn-beijing', 'DescribeKey', { KeyId: 'key-none' });
    await ask(sandbox, 'kms.cn-beijing', 'NoSuchAction');
    const { body } = await control(sandbox, 'GET', 'calls');
    expect(body).toMatchObject({
      total: 5,
      failed: 2,
      throttled: 0,
      retried: 0,
      inFlight: 0,
      maxInFlight: 1,
      actions: {
        ListKeys: { total: 3, regions: { 'cn-hangzhou': 2, 'cn-beijing': 1 } },
        DescribeKey: { total: 1 },
        NoSuchAction: { total: 1 },
      },
    });
    expect(listAt(body, 'calls')).toContainEqual({
      product: 'Kms',
      action: 'ListKeys',
      region: 'cn-hangzhou',
      count: 2,
      throttled: 0,
      failed: 0,
    });
  });

  test('in flight at once, at most', async () => {
    const own = await startSandbox({ scenario: 'demo', rates: 'off', latencyMs: 30 });
    await Promise.all(Array.from({ length: 7 }, () => ask(own, 'kms.cn-hangzhou', 'ListKeys')));
    expect(at((await control(own, 'GET', 'calls')).body, 'maxInFlight')).toBe(7);
    await own.close();
  });

  test('a question that failed and is asked again is a retry', async () => {
    await control(sandbox, 'POST', 'faults', [{ kind: 'throttle', times: 2 }]);
    for (let index = 0; index < 4; index += 1) await ask(sandbox, 'kms.cn-hangzhou', 'ListKeys');
    await ask(sandbox, 'kms.cn-hangzhou', 'ListKeys', { PageNumber: '2' });
    expect((await control(sandbox, 'GET', 'calls')).body).toMatchObject({
      total: 5,
      throttled: 2,
      retried: 2,
    });
  });

  test('start again from nothing', async () => {
    await ask(sandbox, 'kms.cn-hangzhou', 'ListKeys');
    await control(sandbox, 'DELETE', 'calls');
    expect((await control(sandbox, 'GET', 'calls')).body).toMatchObject({
      total: 0,
      maxInFlight: 0,
      calls: [],
    });
  });
});

describe('the clock', () => {
  test('stands still until it is moved', async () => {
    expect((await control(sandbox, 'GET', 'clock')).body).toEqual({ now: '2026-11-23T00:00:00Z' });
    expect((await control(sandbox, 'POST', 'clock', { advance: 'P1DT2H' })).body).toEqual({
      now: '2026-11-24T02:00:00Z',
      started: [],
    });
    expect(sandbox.now().toISOString()).toBe('2026-11-24T02:00:00.000Z');
    expect((await control(sandbox, 'POST', 'clock', { set: '2026-12-24T18:00:00+08:00' })).body).toEqual({
      now: '2026-12-24T10:00:00Z',
      started: [],
    });
  });

  test.each([
    { advance: 'tomorrow' },
    { advance: '-P1D' },
    { set: '2020-01-01T00:00:00Z' },
    { set: 5 },
    {},
    [],
  ])('%j is refused', async (body) => {
    expect((await control(sandbox, 'POST', 'clock', body)).status).toBe(400);
    expect(sandbox.now().toISOString()).toBe('2026-11-23T00:00:00.000Z');
  });
});

describe('the world', () => {
  test('changes by command, over HTTP as by method', async () => {
    const done = await control(sandbox, 'POST', 'world', { do: 'disableKey', key: 'hz-pay', by: 'alice' });
    expect(done.body).toEqual({ ok: true, key: 'key-hzz00000000000000001a' });
    expect(await keyState('key-hzz00000000000000001a')).toBe('Disabled');
    expect(sandbox.world.enableKey({ key: 'alias/ack-pay', by: 'alice' })).toEqual({
      key: 'key-hzz00000000000000001a',
    });
    expect(await keyState('key-hzz00000000000000001a')).toBe('Enabled');
  });

  test.each([
    { body: { do: 'paintItBlack' }, code: 'InvalidRequest', says: 'disableKey' },
    { body: { key: 'hz-pay' }, code: 'InvalidRequest', says: 'disableKey' },
    { body: { do: 'disableKey' }, code: 'InvalidArguments', says: 'key' },
    { body: { do: 'disableKey', key: 'hz-pay', days: 7 }, code: 'InvalidArguments', says: 'days' },
    { body: { do: 'disableKey', key: 'nonesuch' }, code: 'NoSuchKey', says: 'hz-pay' },
    {
      body: { do: 'switchEncryption', cluster: 'nonesuch', on: false },
      code: 'NoSuchCluster',
      says: 'pay-prod',
    },
    {
      body: { do: 'switchEncryption', cluster: 'pay-prod', on: true, key: 'nonesuch' },
      code: 'InvalidRequest',
      says: 'hz-pay',
    },
    { body: { do: 'expireInstance', instance: 'nonesuch' }, code: 'NoSuchInstance', says: 'kms-software-hz' },
    { body: { do: 'stopTrail', trail: 'nonesuch' }, code: 'NoSuchTrail', says: 'audit-hangzhou' },
    { body: { do: 'detachPolicy', policy: 'nonesuch' }, code: 'InvalidRequest', says: 'nonesuch' },
    { body: { do: 'deleteRole', role: 'nonesuch' }, code: 'NoSuchRole', says: 'nonesuch' },
    { body: { do: 'setKmsStatus', status: 'Broke' }, code: 'InvalidArguments', says: 'Suspended' },
    { body: { do: 'deny', action: 'DescribeKey' }, code: 'InvalidArguments', says: 'kms:DescribeKey' },
    { body: { do: 'setSettings', colour: 'red' }, code: 'InvalidArguments', says: 'eventDelay' },
    {
      body: { do: 'disableKey', key: 'hz-pay', account: '1000000000000009' },
      code: 'NoSuchAccount',
      says: '1000000000000009',
    },
  ])('$body: $code', async ({ body, code, says }) => {
    const answer = await control(sandbox, 'POST', 'world', body);
    expect([answer.status, at(answer.body, 'error.code')]).toEqual([400, code]);
    expect(answer.text).toContain(says);
  });

  test('what exists is listed when something unknown is asked for', async () => {
    const answer = await control(sandbox, 'POST', 'world', { do: 'x' });
    expect(at(answer.body, 'error.known')).toEqual(commandNames);
    expect(commandNames).toEqual(
      expect.arrayContaining([
        'disableKey',
        'enableKey',
        'scheduleKeyDeletion',
        'cancelKeyDeletion',
        'deleteKeyMaterial',
        'rotateKey',
        'setDeletionProtection',
        'setKeyPolicy',
        'setRotation',
        'switchEncryption',
        'addCluster',
        'removeCluster',
        'upgradeCluster',
        'setState',
        'expireInstance',
        'setInstanceStatus',
        'detachPolicy',
        'attachPolicy',
        'deleteRole',
        'setTrust',
        'stopTrail',
        'startTrail',
        'setKmsStatus',
        'deny',
        'allow',
        'expireToken',
      ]),
    );
    expect(at((await control(sandbox, 'GET', 'world')).body, 'known')).toEqual(commandNames);
  });

  test('what the cloud itself would refuse is a conflict', async () => {
    const answer = await control(sandbox, 'POST', 'world', { do: 'cancelKeyDeletion', key: 'hz-pay' });
    expect([answer.status, at(answer.body, 'error.code')]).toEqual([409, 'Rejected.StateModifiedFailed']);
  });

  test('a denial holds until it is taken back, for one region, one caller or all', async () => {
    const read = async (region: string) => (await ask(sandbox, `kms.${region}`, 'ListKeys')).code;
    sandbox.world.deny({ action: 'kms:List*', region: 'cn-hangzhou' });
    expect([await read('cn-hangzhou'), await read('cn-beijing')]).toEqual([
      'Forbidden.NoPermission',
      undefined,
    ]);
    sandbox.world.deny({ action: 'kms:*', who: 'alice' });
    expect(await read('cn-beijing')).toBeUndefined();
    sandbox.world.deny({ action: 'kms:*', who: 'sealwatch' });
    expect(await read('cn-beijing')).toBe('Forbidden.NoPermission');
    sandbox.world.allow({ action: 'kms:*' });
    expect([await read('cn-hangzhou'), await read('cn-beijing')]).toEqual([undefined, undefined]);
  });

  test('trails stop, start, and fail to deliver', async () => {
    const status = async () =>
      (await ask(sandbox, 'actiontrail.cn-hangzhou', 'GetTrailStatus', { Name: 'audit-hangzhou' })).body;
    expect(await status()).toMatchObject({
      IsLogging: true,
      LatestDeliveryError: '',
      SlsLogStoreStatus: true,
    });
    sandbox.world.stopTrail({ trail: 'audit-hangzhou', by: 'bob' });
    expect(await status()).toMatchObject({ IsLogging: false, StopLoggingTime: '2026-11-23T00:00:00Z' });
    sandbox.world.startTrail({ trail: 'audit-hangzhou', by: 'bob' });
    sandbox.world.breakDelivery({ trail: 'audit-hangzhou', error: 'write sls failed' });
    expect(await status()).toMatchObject({
      IsLogging: true,
      LatestDeliveryError: 'write sls failed',
      SlsLogStoreStatus: false,
    });
    sandbox.world.breakDelivery({ trail: 'audit-hangzhou', error: null });
    expect(await status()).toMatchObject({ LatestDeliveryError: '' });
  });

  test('instances can be added', async () => {
    const id = textAt(
      sandbox.world.addInstance({ name: 'late', region: 'cn-chengdu', charge: 'POSTPAY' }),
      'instance',
    );
    const { body } = await ask(sandbox, 'kms.cn-chengdu', 'GetKmsInstance', { KmsInstanceId: id });
    expect(body).toMatchObject({
      KmsInstance: { ChargeType: 'POSTPAY', EndDate: '', ProductType: 'kms_ppi_public_cn' },
    });
  });
});

describe('the rest', () => {
  test('reset puts everything back: world, clock, counts, faults', async () => {
    sandbox.world.disableKey({ key: 'hz-pay', by: 'alice' });
    await control(sandbox, 'POST', 'clock', { advance: 'P9D' });
    await control(sandbox, 'POST', 'faults', [{ kind: 'throttle', action: 'ListKeys' }]);
    await ask(sandbox, 'kms.cn-hangzhou', 'ListKeys');
    expect((await control(sandbox, 'POST', 'reset')).body).toEqual({ now: '2026-11-23T00:00:00Z' });
    expect(await keyState('key-hzz00000000000000001a')).toBe('Enabled');
    expect((await ask(sandbox, 'kms.cn-hangzhou', 'ListKeys')).status).toBe(200);
    expect(at((await control(sandbox, 'GET', 'calls')).body, 'total')).toBe(2);
    sandbox.world.disableKey({ key: 'hz-pay', by: 'alice' });
    expect(await keyState('key-hzz00000000000000001a')).toBe('Disabled');
  });

  test('the outbox is empty at the start', async () => {
    expect((await control(sandbox, 'GET', 'outbox')).body).toEqual({ messages: [] });
  });

  test('unknown control paths are not found, and no call of the cloud', async () => {
    const answer = await control(sandbox, 'GET', 'colour');
    expect(answer.status).toBe(404);
    expect(at(answer.body, 'error.known')).toContain('POST world');
    expect(at((await control(sandbox, 'GET', 'calls')).body, 'total')).toBe(0);
  });

  test('a body that is no JSON is refused', async () => {
    const response = await fetch(`${sandbox.url}/_sandbox/world`, { method: 'POST', body: 'do it' });
    expect(response.status).toBe(400);
  });

  test('another host name is turned away, as a web page might use one', async () => {
    const status = await new Promise((resolve) => {
      request(`${sandbox.url}/_sandbox/calls`, { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  });

  test('it listens on loopback only', async () => {
    expect(new URL(sandbox.url).hostname).toBe('127.0.0.1');
  });

  test('the access key pair can be set, and the one of the scenario is then unknown', async () => {
    const pair = { accessKeyId: 'LTAImyown0001', accessKeySecret: 'my own secret' };
    const own = await startSandbox({ scenario: 'healthy', ...pair });
    try {
      expect(own).toMatchObject(pair);
      expect((await askCs(own, 'GET', '/regions')).status).toBe(200);
      const keys = { accessKeyId: 'LTAIsandboxHealthy', accessKeySecret: 'sandboxSecretHealthy' };
      expect((await askCs(own, 'GET', '/regions', { keys })).code).toBe('InvalidAccessKeyId.NotFound');
      await control(own, 'POST', 'reset');
      expect((await askCs(own, 'GET', '/regions')).status).toBe(200);
    } finally {
      await own.close();
    }
  });

  test('connections are kept', async () => {
    const sockets = new Set<number | undefined>();
    const { Agent } = await import('node:http');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let index = 0; index < 3; index += 1) {
      await new Promise<void>((resolve) => {
        request(`${sandbox.url}/_sandbox/clock`, { agent }, (response) => {
          sockets.add(response.socket.localPort);
          response.resume().on('end', resolve);
        }).end();
      });
    }
    agent.destroy();
    expect(sockets.size).toBe(1);
  });

  test('a port that is taken is an error', async () => {
    await expect(
      startSandbox({ scenario: 'empty', port: Number(new URL(sandbox.url).port) }),
    ).rejects.toThrow('EADDRINUSE');
  });
});
