import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { ChannelDeps } from '../../shared/notify/deps.ts';
import { dingtalkApp } from '../../shared/notify/dingtalk-app.ts';
import { NOW } from '../builders.ts';
import { fixture } from '../fixture.ts';
import { type Reply, scriptedServer } from '../scripted-server.ts';
import { channelWorld, inSeconds, settings } from './channel-world.ts';
import { alert, item, REPORT_URL } from './notices.ts';

const configOf = (given: Record<string, unknown>) =>
  settings({
    ...{ type: 'dingtalk-app', appKey: 'dingsandboxapp', appSecret: 'sandboxAppSecret' },
    ...{ robotCode: 'dingsandboxrobot', openConversationId: 'cidsandbox', ...given },
  });

describe('against the sandbox', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
  });
  afterAll(() => sandbox.close());
  const outbox = (method = 'GET') =>
    fetch(`${sandbox.url}/_sandbox/outbox`, { method }).then(
      async (answer) => ((await answer.json()) as { messages: Record<string, unknown>[] }).messages,
    );
  beforeEach(() => outbox('DELETE'));
  const deliver = (given: Record<string, unknown>, notice = alert()) =>
    dingtalkApp(configOf(given), channelWorld(new URL(sandbox.url).host).deps).deliver(notice);
  const kinds = async () => (await outbox()).map(({ kind }) => kind);

  test('a critical alert goes to the group and to people, and rings', async () => {
    expect(await deliver({ userIds: ['li', 'chen'], ding: 'phone' })).toEqual({ kind: 'sent' });
    const [group, people, ding] = await outbox();
    expect(group).toMatchObject({ kind: 'group', conversation: 'cidsandbox', msgtype: 'sampleMarkdown' });
    expect(group?.['title']).toContain('new: pay-prod');
    expect(group?.['text']).toContain(`](${REPORT_URL})`);
    expect(people).toMatchObject({ kind: 'oto', users: ['li', 'chen'] });
    expect(ding).toMatchObject({ kind: 'ding', remindType: 3, users: ['li', 'chen'] });
    expect(ding?.['text']).toContain('new: pay-prod');
  });

  test.each([
    { when: 'what is not critical', ding: 'sms', notice: alert({ items: [item({ severity: 'high' })] }) },
    {
      when: 'what is over',
      ding: 'sms',
      notice: alert({ items: [item({ state: 'resolved', until: inSeconds(9) })] }),
    },
    { when: 'a digest', ding: 'sms', notice: alert({ kind: 'digest' }) },
    { when: 'who does not want it', ding: 'none', notice: alert() },
  ])('nothing rings for $when', async ({ ding, notice }) => {
    expect(await deliver({ userIds: ['li'], ding }, notice)).toEqual({ kind: 'sent' });
    expect(await kinds()).toEqual(['group', 'oto']);
  });

  test('people whom DingTalk does not know do not keep the message from the others', async () => {
    expect(await deliver({ openConversationId: undefined, userIds: ['ghost', 'li'] })).toEqual({
      kind: 'sent',
    });
    expect(await outbox()).toMatchObject([{ kind: 'oto', users: ['li'] }]);
  });

  test.each([[['ghost']], [[]]])('people %j: nobody is reached', async (userIds) => {
    expect(await deliver({ openConversationId: undefined, userIds })).toMatchObject({
      ...{ kind: 'refused', cause: 'configuration', code: 'NobodyReached' },
    });
  });

  test.each([
    { when: 'a wrong secret', given: { appSecret: 'no' }, hint: 'appSecret' },
    { when: 'a wrong robot', given: { robotCode: 'no' }, hint: 'robotCode' },
  ])('$when is told', async ({ given, hint }) => {
    const delivery = await deliver(given);
    expect(delivery).toMatchObject({ kind: 'refused', hint: expect.stringContaining(hint) });
    expect(await kinds()).toEqual([]);
  });

  test.each([
    { words: 'Chinese', text: '密钥已停用。'.repeat(50) },
    { words: 'quotes', text: '"'.repeat(500) },
    { words: 'emoji', text: '🔑'.repeat(100) },
  ])('15,000 bytes of JSON hold what fits: $words', async ({ text }) => {
    const items = Array.from({ length: 60 }, () => item({ summary: text }));
    expect(await deliver({}, alert({ items, more: 5 }))).toEqual({ kind: 'sent' });
    const [message] = await outbox();
    const shown = String(message?.['text'])
      .split('\n')
      .filter((line) => line.startsWith('**')).length;
    expect(shown).toBeGreaterThan(3);
    expect(message?.['text']).toContain(`${65 - shown} more are in the report.`);
    expect(message?.['text']).not.toMatch(/\p{Cs}/u);
  });
});

const TOKEN: Reply = { status: 200, body: fixture('dingtalk/app.GetAccessToken.response') };
const SENT: Reply = { status: 200, body: { processQueryKey: 'k' } };
const STALE: Reply = { status: 401, body: fixture('dingtalk/app.error.token-invalid') };

/** An app whose calls go to a server that answers like this. */
async function app(
  replies: [Reply, ...Reply[]],
  given: Record<string, unknown> = {},
  change: Partial<ChannelDeps> = {},
) {
  const server = await scriptedServer(...replies);
  onTestFinished(() => server.close());
  const channel = dingtalkApp(configOf(given), channelWorld(server.host, change).deps);
  const calls = () => server.received.map(({ path }) => path.split('/').at(-1));
  return { channel, calls, received: server.received };
}

describe('the access token', () => {
  test('is asked for once, and again shortly before it ends', async () => {
    let now = NOW.getTime();
    const change = { realNow: () => new Date(now) };
    const { channel, calls, received } = await app([TOKEN, SENT, SENT, TOKEN, SENT], {}, change);
    await channel.deliver(alert());
    now += 6000_000;
    await channel.deliver(alert());
    expect(calls()).toEqual(['accessToken', 'send', 'send']);
    now += 900_001;
    expect(await channel.deliver(alert())).toEqual({ kind: 'sent' });
    expect(calls()).toEqual(['accessToken', 'send', 'send', 'accessToken', 'send']);
    expect(received[1]?.headers['x-acs-dingtalk-access-token']).toBe('fake-access-token-0001');
  });

  test('that is refused is renewed for that call, and nothing is said twice', async () => {
    const { channel, calls } = await app([TOKEN, SENT, STALE, TOKEN, SENT], { userIds: ['li'] });
    expect(await channel.deliver(alert())).toEqual({ kind: 'sent' });
    expect(calls()).toEqual(['accessToken', 'send', 'batchSend', 'accessToken', 'batchSend']);
  });

  test('that is refused again is told', async () => {
    const { channel, calls } = await app([TOKEN, STALE, TOKEN, STALE]);
    const delivery = await channel.deliver(alert());
    expect(delivery).toMatchObject({ kind: 'refused', code: 'InvalidAuthentication' });
    expect(calls()).toHaveLength(4);
    expect(JSON.stringify(delivery)).not.toContain('fake-access-token');
  });
});

describe('answers', () => {
  const denied = {
    code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
    message: '没有调用该接口的权限',
  };
  test.each<{ when: string; status: number; body: unknown; is: object }>([
    {
      ...{ when: 'too many calls', status: 403, body: fixture('dingtalk/app.error.qps') },
      is: { kind: 'later', after: inSeconds(1) },
    },
    {
      ...{ when: 'no such robot', status: 400, body: fixture('dingtalk/app.error.robot-missing') },
      is: { kind: 'refused', hint: expect.stringContaining('robotCode') },
    },
    {
      ...{ when: 'no permission', status: 403, body: denied },
      is: { kind: 'refused', hint: expect.stringContaining('qyapi_robot_sendmsg') },
    },
    {
      ...{ when: 'trouble over there', status: 503, body: { code: 'ServiceUnavailable', message: 'x' } },
      is: { kind: 'later', after: inSeconds(30) },
    },
  ])('$when', async ({ status, body, is }) => {
    const { channel, calls } = await app([TOKEN, { status, body }]);
    expect(await channel.deliver(alert())).toMatchObject(is);
    expect(calls()).toEqual(['accessToken', 'send']);
  });

  test('forty-five people are written to in three calls', async () => {
    const userIds = Array.from({ length: 45 }, (_, index) => `user-${index}`);
    const { channel, received } = await app([TOKEN, SENT], { openConversationId: undefined, userIds });
    expect(await channel.deliver(alert())).toEqual({ kind: 'sent' });
    const told = received.slice(1).map(({ body }) => JSON.parse(body).userIds);
    expect(told.map((some) => some.length)).toEqual([20, 20, 5]);
    expect(told.flat()).toEqual(userIds);
  });
});
