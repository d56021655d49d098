import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { callApp, dingTalkScenario, GROUP, KEYS, newToken, outbox, ROBOT, sample } from './dingtalk-calls.ts';
import { advance, at, control, stillAmbient } from './signed.ts';

let sandbox: Sandbox;
let ambient: ReturnType<typeof stillAmbient>;

beforeEach(async () => {
  ambient = stillAmbient();
  sandbox = await startSandbox({ scenario: dingTalkScenario }, ambient);
});
afterEach(() => sandbox.close());

const group = 'robot/groupMessages/send';
const people = 'robot/oToMessages/batchSend';
const ding = 'robot/ding/send';
const groupMessage = sample('app.OrgGroupSend.request') as object;
const peopleMessage = sample('app.BatchSendOTO.request') as object;
const dingMessage = sample('app.RobotSendDing.request') as object;
/** An error as the sample has it, with the request id of the moment. */
const failure = (name: string) => ({
  ...(sample(`app.error.${name}`) as object),
  requestid: expect.stringMatching(/^[\dA-F-]{36}$/),
});

describe('the access token', () => {
  test('is good for two hours by the clock of the world', async () => {
    const { status, body } = await callApp(sandbox, 'oauth2/accessToken', KEYS);
    const { expireIn } = sample('app.GetAccessToken.response') as { expireIn: number };
    expect([status, body]).toEqual([200, { accessToken: expect.stringMatching(/^.{32}$/), expireIn }]);
    const token = String(at(body, 'accessToken'));
    await advance(sandbox, 'PT1H59M59S');
    expect((await callApp(sandbox, group, groupMessage, token)).status).toBe(200);
    await advance(sandbox, 'PT1S');
    const late = await callApp(sandbox, group, groupMessage, token);
    expect([late.status, late.body]).toEqual([401, failure('token-invalid')]);
  });

  test('a new one leaves the old one as it is', async () => {
    const [first, second] = [await newToken(sandbox), await newToken(sandbox)];
    expect(second).not.toBe(first);
    for (const token of [first, second])
      expect((await callApp(sandbox, group, groupMessage, token)).status).toBe(200);
  });

  test.each([
    { body: { ...KEYS, appSecret: 'no' }, code: 'invalidClientIdOrSecret' },
    { body: { ...KEYS, appKey: 'no' }, code: 'invalidClientIdOrSecret' },
    { body: { appKey: KEYS.appKey }, code: 'invalidParameter.appSecret.empty' },
    { body: {}, code: 'invalidParameter.appKey.empty' },
    { body: [], code: 'invalidParameter.body' },
    { body: 'x', code: 'invalidParameter.body' },
  ])('$body: $code', async ({ body, code }) => {
    const answer = await callApp(sandbox, 'oauth2/accessToken', body);
    expect([answer.status, answer.code]).toEqual([400, code]);
  });

  test.each(['', 'wrong'])('%j is refused everywhere', async (token) => {
    for (const [path, body] of [
      [group, groupMessage],
      [people, peopleMessage],
      [ding, dingMessage],
    ] as const) {
      const answer = await callApp(sandbox, path, body, token);
      expect([answer.status, answer.body]).toEqual([401, failure('token-invalid')]);
    }
  });
});

describe('messages', () => {
  test('to a group', async () => {
    const { status, body } = await callApp(sandbox, group, groupMessage, await newToken(sandbox));
    expect([status, Object.keys(body as object)]).toEqual([
      200,
      Object.keys(sample('app.OrgGroupSend.response') as object),
    ]);
    expect(await outbox(sandbox)).toEqual([
      {
        ...{ at: '2026-11-23T00:00:00Z', to: ROBOT, kind: 'group', conversation: GROUP },
        ...{ msgtype: 'sampleMarkdown', title: '[P1] KMS key disabled - pay-prod' },
        ...{ text: '### [P1] KMS key disabled', raw: JSON.parse(at(groupMessage, 'msgParam') as string) },
      },
    ]);
  });

  test('one to one; whom nobody knows is named', async () => {
    const { status, body } = await callApp(sandbox, people, peopleMessage, await newToken(sandbox));
    // The sample is older than the field of those whom no message reaches.
    const expected = { ...(sample('app.BatchSendOTO.response') as object), filteredStaffIdList: [] };
    expect([status, body]).toEqual([200, { ...expected, processQueryKey: expect.any(String) }]);
    expect(await outbox(sandbox)).toMatchObject([
      {
        kind: 'oto',
        users: ['manager0001'],
        msgtype: 'sampleText',
        text: '[P1] KMS key disabled - pay-prod',
      },
    ]);
    const strangers = { ...peopleMessage, userIds: ['a', 'b'] };
    const answer = await callApp(sandbox, people, strangers, await newToken(sandbox));
    expect(at(answer.body, 'invalidStaffIdList')).toEqual(['a', 'b']);
    expect(await outbox(sandbox)).toHaveLength(1);
  });

  test.each([1, 2, 3])('a DING of kind %i', async (remindType) => {
    const receiverUserIdList = ['manager0001', 'oncall0002'];
    const message = { ...dingMessage, remindType, receiverUserIdList };
    const { status, body } = await callApp(sandbox, ding, message, await newToken(sandbox));
    expect([status, body]).toEqual([
      200,
      { openDingId: expect.any(String), failedList: { oncall0002: 'invalid' } },
    ]);
    expect(await outbox(sandbox)).toMatchObject([
      { kind: 'ding', remindType, users: ['manager0001'], text: '[P1] KMS key disabled - pay-prod' },
    ]);
  });

  const param = (bytes: number) => ({ msgParam: JSON.stringify({ content: 'x'.repeat(bytes - 14) }) });
  const crowd = Array.from({ length: 21 }, (_, index) => `u${index}`);

  test.each([
    { path: group, change: { robotCode: 'other' }, code: 'invalidParameter.robotCode.notExsit' },
    { path: people, change: { robotCode: 'other' }, code: 'invalidParameter.robotCode.notExsit' },
    { path: ding, change: { robotCode: 'other' }, code: 'invalidParameter.robotCode.notExsit' },
    { path: group, change: { robotCode: '' }, code: 'invalidParameter.robotCode.empty' },
    {
      path: group,
      change: { openConversationId: 'cidOther' },
      code: 'invalidParameter.openConversationId.notExist',
    },
    { path: group, change: { msgKey: undefined }, code: 'invalidParameter.msgKey.empty' },
    { path: group, change: { msgParam: '{' }, code: 'invalidParameter.msgParam.invalid' },
    { path: group, change: { msgParam: { content: 'x' } }, code: 'invalidParameter.msgParam.empty' },
    { path: group, change: param(15_001), code: 'invalidParameter.msgParam.tooLong' },
    { path: group, change: param(15_000), code: undefined },
    { path: people, change: { userIds: [] }, code: 'invalidParameter.userIds.empty' },
    { path: people, change: { userIds: crowd }, code: 'invalidParameter.userIds.tooMany' },
    { path: people, change: { userIds: crowd.slice(1) }, code: undefined },
    { path: ding, change: { remindType: 4 }, code: 'invalidParameter.remindType.empty' },
    { path: ding, change: { content: '' }, code: 'invalidParameter.content.empty' },
    { path: ding, change: { receiverUserIdList: 'x' }, code: 'invalidParameter.receiverUserIdList.empty' },
  ])('$path with $change: $code', async ({ path, change, code }) => {
    const whole = path === group ? groupMessage : path === people ? peopleMessage : dingMessage;
    const answer = await callApp(sandbox, path, { ...whole, ...change }, await newToken(sandbox));
    expect([answer.status, answer.code]).toEqual([code === undefined ? 200 : 400, code]);
  });

  test('a robot that is missing, or was not published, in the words of the sample', async () => {
    const app = { appKey: 'draft', appSecret: 'secret', robotCode: ROBOT };
    sandbox.world.addApp({ ...app, published: false });
    const { body } = await callApp(sandbox, 'oauth2/accessToken', { appKey: 'draft', appSecret: 'secret' });
    const answer = await callApp(sandbox, group, groupMessage, String(at(body, 'accessToken')));
    expect([answer.status, answer.body]).toEqual([400, failure('robot-missing')]);
  });
});

test('a GET is not found, and an unknown path neither', async () => {
  expect((await callApp(sandbox, group, {}, '', 'GET')).code).toBe('InvalidAction.NotFound');
  expect((await callApp(sandbox, 'robot/nothing', {})).code).toBe('InvalidAction.NotFound');
});

describe('20 calls a second', () => {
  const send = (token: string) => callApp(sandbox, group, groupMessage, token);

  test('of each app and interface, whichever token it uses', async () => {
    sandbox.world.addApp({ ...KEYS, appKey: 'other', robotCode: ROBOT, conversations: [GROUP] });
    const tokens = [await newToken(sandbox), await newToken(sandbox)] as const;
    const { body } = await callApp(sandbox, 'oauth2/accessToken', { ...KEYS, appKey: 'other' });
    for (let index = 0; index < 20; index += 1) expect((await send(tokens[0])).status).toBe(200);
    for (const token of tokens) {
      const answer = await send(token);
      expect([answer.status, answer.body]).toEqual([403, failure('qps')]);
    }
    expect((await callApp(sandbox, people, peopleMessage, tokens[0])).status).toBe(200);
    expect((await send(String(at(body, 'accessToken')))).status).toBe(200);
    expect(at((await control(sandbox, 'GET', 'calls')).body, 'throttled')).toBe(2);
    ambient.time += 1000;
    expect((await send(tokens[0])).status).toBe(200);
  });

  test('of getting tokens, for each app', async () => {
    sandbox.world.addApp({ ...KEYS, appKey: 'other', robotCode: ROBOT });
    const statuses = async (appKey: string, count: number) => {
      const found = [];
      for (let index = 0; index < count; index += 1)
        found.push((await callApp(sandbox, 'oauth2/accessToken', { ...KEYS, appKey })).status);
      return found;
    };
    expect((await statuses(KEYS.appKey, 21)).slice(19)).toEqual([200, 403]);
    expect(await statuses('other', 1)).toEqual([200]);
  });

  test('unless rates are off', async () => {
    const own = await startSandbox({ scenario: dingTalkScenario, rates: 'off' }, ambient);
    const token = await newToken(own);
    for (let index = 0; index < 25; index += 1)
      expect((await callApp(own, group, groupMessage, token)).status).toBe(200);
    await own.close();
  });
});

test.each([
  { fault: { kind: 'throttle' }, answer: [403, failure('qps')] },
  { fault: { kind: 'error5xx' }, answer: [503, expect.objectContaining({ code: 'ServiceUnavailable' })] },
  {
    fault: { kind: 'deny' },
    answer: [403, expect.objectContaining({ code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied' })],
  },
  { fault: { kind: 'htmlBody' }, answer: [502, null] },
])('the fault $fault', async ({ fault, answer }) => {
  const token = await newToken(sandbox);
  await control(sandbox, 'POST', 'faults', [{ ...fault, action: 'OrgGroupSend' }]);
  const { status, body } = await callApp(sandbox, group, groupMessage, token);
  expect([status, body]).toEqual(answer);
  expect(await outbox(sandbox)).toEqual([]);
});
