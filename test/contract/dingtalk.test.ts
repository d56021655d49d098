import oauth from '@alicloud/dingtalk/dist/oauth2_1_0/client.js';
import robot from '@alicloud/dingtalk/dist/robot_1_0/client.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { dingTalkScenario, GROUP, KEYS, outbox, ROBOT, sample } from '../sandbox/dingtalk-calls.ts';
import { advance, at, control } from '../sandbox/signed.ts';
import { hostOf, thrownBy } from './clients.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: dingTalkScenario });
});
afterEach(() => sandbox.close());

type Config = ConstructorParameters<typeof robot.default>[0];

/** The host is only the endpoint: a client that is not told more is understood by its paths. */
function config(): Config {
  const fields = { regionId: 'central', endpoint: hostOf(sandbox), protocol: 'http' };
  return Object.assign(Object.create(null), fields) as Config; // its class belongs to a package below it
}

async function newToken(): Promise<string> {
  const { body } = await new oauth.default(config()).getAccessToken(new oauth.GetAccessTokenRequest(KEYS));
  return body?.accessToken ?? '';
}

const runtime = {} as Parameters<InstanceType<typeof robot.default>['orgGroupSendWithOptions']>[2];

async function group(token: string, change: object = {}) {
  const request = new robot.OrgGroupSendRequest({
    ...(sample('app.OrgGroupSend.request') as object),
    ...change,
  });
  const headers = new robot.OrgGroupSendHeaders({ xAcsDingtalkAccessToken: token });
  return await new robot.default(config()).orgGroupSendWithOptions(request, headers, runtime);
}

async function people(token: string, change: object = {}) {
  const request = new robot.BatchSendOTORequest({
    ...(sample('app.BatchSendOTO.request') as object),
    ...change,
  });
  const headers = new robot.BatchSendOTOHeaders({ xAcsDingtalkAccessToken: token });
  return await new robot.default(config()).batchSendOTOWithOptions(request, headers, runtime);
}

async function ding(token: string, change: object = {}) {
  const request = new robot.RobotSendDingRequest({
    ...(sample('app.RobotSendDing.request') as object),
    ...change,
  });
  const headers = new robot.RobotSendDingHeaders({ xAcsDingtalkAccessToken: token });
  return await new robot.default(config()).robotSendDingWithOptions(request, headers, runtime);
}

test('gets a token', async () => {
  const { body } = await new oauth.default(config()).getAccessToken(new oauth.GetAccessTokenRequest(KEYS));
  expect(body).toMatchObject({ accessToken: expect.stringMatching(/^\w{32}$/), expireIn: 7200 });
  expect(at((await control(sandbox, 'GET', 'calls')).body, 'actions.GetAccessToken.total')).toBe(1);
});

test('writes to a group', async () => {
  const { body, statusCode } = await group(await newToken());
  expect([statusCode, body?.processQueryKey]).toEqual([200, expect.stringMatching(/^[\dA-F-]{36}$/)]);
  expect(await outbox(sandbox)).toMatchObject([
    { kind: 'group', to: ROBOT, conversation: GROUP, title: '[P1] KMS key disabled - pay-prod' },
  ]);
});

test('writes to people, and learns whom nobody knows', async () => {
  const { body } = await people(await newToken());
  expect(body).toMatchObject({ invalidStaffIdList: ['oncall0002'], flowControlledStaffIdList: [] });
  expect(await outbox(sandbox)).toMatchObject([{ kind: 'oto', users: ['manager0001'] }]);
});

test('dings', async () => {
  const { body } = await ding(await newToken(), { receiverUserIdList: ['manager0001', 'nobody'] });
  expect(body).toMatchObject({ openDingId: expect.any(String), failedList: { nobody: 'invalid' } });
  expect(await outbox(sandbox)).toMatchObject([{ kind: 'ding', remindType: 1, users: ['manager0001'] }]);
});

describe('errors', () => {
  test('a wrong secret', async () => {
    const request = new oauth.GetAccessTokenRequest({ ...KEYS, appSecret: 'wrong' });
    const error = await thrownBy(new oauth.default(config()).getAccessToken(request));
    expect(error).toMatchObject({ code: 'invalidClientIdOrSecret', data: { statusCode: 400 } });
  });

  test('a token that has expired', async () => {
    const token = await newToken();
    await advance(sandbox, 'PT2H');
    const { code, message } = sample('app.error.token-invalid') as Record<string, string>;
    const error = await thrownBy(group(token));
    expect(error).toMatchObject({ code, data: { statusCode: 401, code, message } });
    expect(error['message']).toContain(message);
  });

  test.each([
    { what: 'group', send: group },
    { what: 'people', send: people },
    { what: 'ding', send: ding },
  ])('a robot that is missing: $what', async ({ send }) => {
    const { code, message } = sample('app.error.robot-missing') as Record<string, string>;
    const error = await thrownBy(send(await newToken(), { robotCode: 'none' }));
    expect(error).toMatchObject({ code, data: { statusCode: 400, message } });
  });

  test('too many calls', async () => {
    await control(sandbox, 'POST', 'faults', [{ kind: 'throttle', action: 'BatchSendOTO' }]);
    const { code } = sample('app.error.qps') as Record<string, string>;
    expect(await thrownBy(people(await newToken()))).toMatchObject({ code, data: { statusCode: 403 } });
  });

  test('the page of a gateway has no code, and a broken connection one of Node', async () => {
    const token = await newToken();
    await control(sandbox, 'POST', 'faults', [{ kind: 'htmlBody' }]);
    expect(await thrownBy(group(token))).not.toHaveProperty('code');
    await control(sandbox, 'POST', 'faults', [{ kind: 'reset' }]);
    expect(await thrownBy(group(token))).toMatchObject({ code: 'ECONNRESET' });
  });

  test('a ban is no error to it: only the receipt is not there', async () => {
    const token = await newToken();
    sandbox.world.banAddress({ minutes: 5 });
    const { body, statusCode } = await group(token);
    expect([statusCode, body?.processQueryKey]).toEqual([200, undefined]);
  });
});
