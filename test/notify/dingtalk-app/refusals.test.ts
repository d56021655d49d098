import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';
import { dingTalkScenario, sample } from '../../sandbox/dingtalk-calls.ts';
import { advance, control } from '../../sandbox/signed.ts';
import { type Reply, scriptedServer } from '../../scripted-server.ts';
import { type AppSurroundings, appChannel, callsOf, kindsIn, NOW, noticeOf } from './app-channel.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: dingTalkScenario });
});
afterEach(() => sandbox.close());

const channel = (change: Record<string, unknown> = {}, surroundings: AppSurroundings = {}) =>
  appChannel(sandbox, change, surroundings);
const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1000).toISOString();
const fault = (rule: object) => control(sandbox, 'POST', 'faults', [rule]);

describe('what goes wrong', () => {
  const settings = { kind: 'refused', cause: 'configuration' };

  test.each([
    { change: { appSecret: 'wrong' }, code: 'invalidClientIdOrSecret', hint: 'appSecret' },
    { change: { appKey: 'wrong' }, code: 'invalidClientIdOrSecret', hint: 'appKey' },
    { change: { robotCode: 'wrong' }, code: 'invalidParameter.robotCode.notExsit', hint: 'robotCode' },
    {
      change: { openConversationId: 'wrong', userIds: [] },
      code: 'invalidParameter.openConversationId.notExist',
      hint: 'developer console',
    },
  ])('$change: refused, $code', async ({ change, code, hint }) => {
    const delivery = await channel(change).deliver(noticeOf());
    expect(delivery).toEqual({
      ...{ ...settings, code, why: expect.any(String), hint: expect.stringContaining(hint) },
    });
    expect(JSON.stringify(delivery)).not.toContain(new URL(sandbox.url).host);
    expect(await kindsIn(sandbox)).toEqual([]);
  });

  test('a permission that is missing is no matter of the token', async () => {
    await fault({ kind: 'deny', action: 'OrgGroupSend' });
    expect(await channel({ userIds: [] }).deliver(noticeOf())).toMatchObject({
      ...{ ...settings, code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied' },
      hint: expect.stringContaining('qyapi_robot_sendmsg'),
    });
    expect(await callsOf(sandbox, 'GetAccessToken')).toBe(1);
  });

  const qps = 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi';

  test.each([
    { rule: { kind: 'throttle' }, code: qps, seconds: 1 },
    { rule: { kind: 'throttle', action: 'GetAccessToken' }, code: qps, seconds: 1 },
    { rule: { kind: 'throttle', code: '90018' }, code: '90018', seconds: 1 },
    { rule: { kind: 'error5xx', status: 429, code: 'X' }, code: 'X', seconds: 1 },
    { rule: { kind: 'error5xx' }, code: 'ServiceUnavailable', seconds: 30 },
    { rule: { kind: 'error5xx', status: 500 }, code: 'InternalError', seconds: 30 },
    { rule: { kind: 'htmlBody' }, code: 'Network', seconds: 30 },
    { rule: { kind: 'htmlBody', status: 200 }, code: 'Network', seconds: 30 },
    { rule: { kind: 'reset' }, code: 'ECONNRESET', seconds: 30 },
  ])('$rule: later, $code', async ({ rule, code, seconds }) => {
    await fault({ action: 'OrgGroupSend', ...rule });
    const to = channel();
    const delivery = await to.deliver(noticeOf());
    expect(delivery).toEqual({ kind: 'later', after: inSeconds(seconds), code, why: expect.any(String) });
    await control(sandbox, 'DELETE', 'faults');
    expect(await to.deliver(noticeOf())).toEqual({ kind: 'sent' });
  });

  const token = { status: 200, body: { accessToken: 'a', expireIn: 7200 } };
  const receipt = { status: 200, body: { processQueryKey: 'b' } };
  const ban = { status: 200, body: sample('webhook.response.gateway-ban') };

  test.each<{ call: string; replies: [Reply, ...Reply[]] }>([
    { call: 'the token', replies: [ban] },
    { call: 'the group', replies: [token, ban] },
    { call: 'the people', replies: [token, receipt, ban] },
    { call: 'the DING', replies: [token, receipt, receipt, ban] },
  ])('a ban in the place of $call, with 200, is no success', async ({ replies }) => {
    const server = await scriptedServer(...replies);
    const to = channel({ ding: 'app' }, { host: server.host });
    expect(await to.deliver(noticeOf())).toMatchObject({
      ...{ kind: 'later', after: inSeconds(300), code: 'Banned' },
    });
    expect(server.received).toHaveLength(replies.length);
    server.close();
  });

  test('a ban of the sandbox, until it ends', async () => {
    const to = channel({ ding: 'app' });
    sandbox.world.banAddress({ minutes: 5 });
    expect(await to.deliver(noticeOf())).toMatchObject({ kind: 'later', code: 'Banned' });
    await advance(sandbox, 'PT5M');
    expect(await to.deliver(noticeOf())).toEqual({ kind: 'sent' });
    expect(await kindsIn(sandbox)).toEqual(['group', 'oto', 'ding']);
  });

  test.each(['GetAccessToken', 'OrgGroupSend'])(
    'a %s that hangs ends with the time limit',
    async (action) => {
      await fault({ kind: 'hang', action });
      const began = performance.now();
      const delivery = await channel({}, { timeoutMs: 200 }).deliver(noticeOf());
      expect(performance.now() - began).toBeLessThan(5000);
      expect(delivery).toMatchObject({ kind: 'later', after: inSeconds(30), why: 'no answer' });
    },
  );

  test.each(['truncate', 'hangAfter'])('%s: it may have arrived, and is sent again', async (kind) => {
    await fault({ kind, action: 'OrgGroupSend' });
    const to = channel({}, { timeoutMs: 200 });
    expect(await to.deliver(noticeOf())).toMatchObject({ kind: 'later', after: inSeconds(30) });
    await control(sandbox, 'DELETE', 'faults');
    expect(await to.deliver(noticeOf())).toEqual({ kind: 'sent' });
    expect(await kindsIn(sandbox)).toEqual(['group', 'group', 'oto']);
  });

  test('nobody listens', async () => {
    const to = channel();
    await sandbox.close();
    expect(await to.deliver(noticeOf())).toMatchObject({
      kind: 'later',
      after: inSeconds(30),
      code: 'ECONNREFUSED',
    });
    sandbox = await startSandbox({ scenario: dingTalkScenario });
  });
});

test.each([
  { action: 'OrgGroupSend', arrived: ['oto', 'ding'] },
  { action: 'RobotSendDing', arrived: ['group', 'oto'] },
])('$action is refused: the others get it, and it is not sent to them again', async ({ action, arrived }) => {
  await fault({ kind: 'deny', action });
  const memory = { kept: null };
  expect(await channel({ ding: 'phone' }, { memory }).deliver(noticeOf({ severity: 'critical' }))).toEqual({
    ...{ kind: 'sent', trouble: expect.stringContaining('Forbidden.AccessDenied') },
  });
  expect(await kindsIn(sandbox)).toEqual(arrived);
  expect(memory.kept).toBeNull();
});

test('a refusal that repeats the secret of the app is told without it', async () => {
  const refusal = { code: 'invalidClient', message: 'unknown secret hush-hush' };
  const server = await scriptedServer({ status: 400, body: refusal });
  const delivery = await channel({ appSecret: 'hush-hush' }, { host: server.host }).deliver(noticeOf());
  expect(delivery).toMatchObject({ kind: 'refused', why: expect.stringContaining('unknown secret') });
  expect(JSON.stringify(delivery)).not.toContain('hush-hush');
  server.close();
});

describe('when a part of a message fails', () => {
  const critical = noticeOf();

  test('those who have it do not get it again, also in the next run', async () => {
    const memory = { kept: null };
    await fault({ kind: 'throttle', action: 'RobotSendDing' });
    const first = channel({ ding: 'phone' }, { memory });
    for (let index = 0; index < 2; index += 1)
      expect(await first.deliver(critical)).toMatchObject({ kind: 'later', after: inSeconds(1) });
    expect(await kindsIn(sandbox)).toEqual(['group', 'oto']);
    await control(sandbox, 'DELETE', 'faults');
    const next = channel({ ding: 'phone' }, { memory });
    expect(await next.deliver(critical)).toEqual({ kind: 'sent' });
    expect(await kindsIn(sandbox)).toEqual(['group', 'oto', 'ding']);
    expect(memory.kept).toBeNull();
    expect(await next.deliver(noticeOf())).toEqual({ kind: 'sent' });
    expect(await kindsIn(sandbox)).toHaveLength(6);
  });

  test('another message goes to everybody', async () => {
    const to = channel({ ding: 'phone' });
    await fault({ kind: 'throttle', action: 'RobotSendDing', times: 1 });
    await to.deliver(critical);
    expect(await to.deliver(noticeOf({ id: 'fedcba9876543210' }))).toEqual({ kind: 'sent' });
    expect(await kindsIn(sandbox)).toEqual(['group', 'oto', 'group', 'oto', 'ding']);
  });

  test('a token that is rejected half-way does not send the first half again', async () => {
    const rejected = { kind: 'error5xx', status: 401, code: 'InvalidAuthentication' };
    await fault({ ...rejected, action: 'BatchSendOTO', times: 1 });
    expect(await channel().deliver(critical)).toEqual({ kind: 'sent' });
    expect(await kindsIn(sandbox)).toEqual(['group', 'oto']);
  });

  test('who was not reached is asked again, when the settings are repaired too', async () => {
    const memory = { kept: null };
    const to = (userIds: string[]) => channel({ openConversationId: null, userIds }, { memory });
    expect(await to(['stranger']).deliver(critical)).toMatchObject({ code: 'NobodyReached' });
    expect(await to(['stranger']).deliver(critical)).toMatchObject({ code: 'NobodyReached' });
    expect(await callsOf(sandbox, 'BatchSendOTO')).toBe(2);
    expect(await to(['manager0001']).deliver(critical)).toEqual({ kind: 'sent' });
  });
});
