import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';
import type { Notice } from '../../../shared/model/notice.ts';
import { dingTalkScenario, GROUP, outbox } from '../../sandbox/dingtalk-calls.ts';
import { advance, at, control, listAt } from '../../sandbox/signed.ts';
import { type AppSurroundings, appChannel, callsOf, kindsIn, NOW, noticeOf } from './app-channel.ts';

/** Milliseconds that the machine's time is ahead of the start. */
let passed = 0;
let sandbox: Sandbox;

beforeEach(async () => {
  passed = 0;
  sandbox = await startSandbox({ scenario: dingTalkScenario });
});
afterEach(() => sandbox.close());

const channel = (change: Record<string, unknown> = {}, surroundings: AppSurroundings = {}) =>
  appChannel(sandbox, change, { realNow: () => new Date(NOW.getTime() + passed), ...surroundings });
const fault = (rule: object) => control(sandbox, 'POST', 'faults', [rule]);

describe('who gets it', () => {
  test('the group and the people, as Markdown with the report', async () => {
    const notice = noticeOf({ reportUrl: 'https://report.example/r' });
    expect(await channel().deliver(notice)).toEqual({ kind: 'sent' });
    const text = expect.stringContaining('[Report](https://report.example/r)');
    const shown = { msgtype: 'sampleMarkdown', title: expect.stringContaining('KMS key disabled'), text };
    expect(await outbox(sandbox)).toMatchObject([
      { kind: 'group', conversation: GROUP, ...shown },
      { kind: 'oto', users: ['manager0001'], ...shown },
    ]);
  });

  test.each([
    { when: 'no people', change: { userIds: [] }, expected: ['group'] },
    { when: 'no group', change: { openConversationId: null }, expected: ['oto'] },
    { when: 'DING', change: { ding: 'phone' }, expected: ['group', 'oto', 'ding'] },
    { when: 'DING, but no people', change: { ding: 'phone', userIds: [] }, expected: ['group'] },
  ])('$when: $expected', async ({ change, expected }) => {
    expect(await channel(change).deliver(noticeOf())).toEqual({ kind: 'sent' });
    expect(await kindsIn(sandbox)).toEqual(expected);
  });

  test('more than 20 people, twenty at a time, DING too', async () => {
    const userIds = Array.from({ length: 45 }, (_, index) => `u${index}`);
    const app = { appKey: 'many', appSecret: 'secret', robotCode: 'many', users: userIds };
    sandbox.world.addApp(app);
    const many = channel({ ...app, users: null, userIds, openConversationId: null, ding: 'app' });
    expect(await many.deliver(noticeOf())).toEqual({ kind: 'sent' });
    const sizes = (await outbox(sandbox)).map((message) => [
      at(message, 'kind'),
      listAt(message, 'users').length,
    ]);
    const each = (kind: string) => [20, 20, 5].map((size) => [kind, size]);
    expect(sizes).toEqual([...each('oto'), ...each('ding')]);
  });

  test('nobody: it is refused', async () => {
    const to = channel({ openConversationId: null, userIds: ['stranger'] });
    expect(await to.deliver(noticeOf())).toMatchObject({
      ...{ kind: 'refused', cause: 'configuration', code: 'NobodyReached' },
      hint: expect.stringContaining('userIds'),
    });
    expect(await kindsIn(sandbox)).toEqual([]);
  });
});

describe('people whom no message of the app reaches', () => {
  const APP = {
    appKey: 'quiet',
    appSecret: 'secret',
    robotCode: 'quiet',
    users: ['a', 'b'],
    conversations: ['c'],
  };
  const to = (change: object) => {
    sandbox.world.addApp({ ...APP, filtered: ['b'] });
    return channel({ ...APP, users: null, conversations: null, openConversationId: null, ...change });
  };

  test('nobody else: it is refused', async () => {
    expect(await to({ userIds: ['b'] }).deliver(noticeOf())).toMatchObject({
      kind: 'refused',
      code: 'NobodyReached',
    });
  });

  test('unknown ones and filtered ones together: it is refused', async () => {
    expect(await to({ userIds: ['b', 'x', 'b'] }).deliver(noticeOf())).toMatchObject({
      code: 'NobodyReached',
    });
  });

  test('others, too: it is sent', async () => {
    expect(await to({ userIds: ['a', 'b'] }).deliver(noticeOf())).toEqual({ kind: 'sent' });
  });

  test('a DING that nobody got is told', async () => {
    const group = to({ userIds: ['b'], openConversationId: 'c', ding: 'phone' });
    expect(await group.deliver(noticeOf())).toEqual({
      kind: 'sent',
      trouble: expect.stringContaining('NobodyReached'),
    });
    expect(await kindsIn(sandbox)).toEqual(['group']);
  });
});

describe('DING', () => {
  test.each([
    { ding: 'app', remindType: 1 },
    { ding: 'sms', remindType: 2 },
    { ding: 'phone', remindType: 3 },
  ])('$ding is kind $remindType and says the title', async ({ ding, remindType }) => {
    await channel({ ding }).deliver(noticeOf());
    const [group, , last] = await outbox(sandbox);
    expect(last).toMatchObject({
      kind: 'ding',
      remindType,
      users: ['manager0001'],
      text: at(group, 'title'),
    });
  });

  test.each<{ when: string; change: Partial<Notice> }>([
    { when: 'high', change: { severity: 'high' } },
    { when: 'a baseline', change: { kind: 'baseline', items: [] } },
    { when: 'resolved', change: noticeOf({}, { state: 'resolved' }) },
  ])('not for what is $when', async ({ change }) => {
    expect(await channel({ ding: 'phone' }).deliver(noticeOf(change))).toEqual({ kind: 'sent' });
    expect(await kindsIn(sandbox)).toEqual(['group', 'oto']);
  });
});

test.each([
  { of: 'characters of three bytes', name: '密'.repeat(100) },
  { of: 'characters that JSON escapes', name: '"'.repeat(400) },
])('a message that is too long, of $of, is cut to what a group takes', async ({ name }) => {
  const resource = { type: 'key', id: 'k', region: 'cn-hangzhou', account: '1', name } as const;
  const { items } = noticeOf({}, { resource });
  const many = Array.from({ length: 400 }, () => items).flat();
  expect(await channel().deliver(noticeOf({ items: many }))).toEqual({ kind: 'sent' });
  const [group] = await outbox(sandbox);
  expect(at(group, 'text')).toMatch(/More in the report: critical \d+/);
});

describe('the access token', () => {
  test('is used again', async () => {
    const to = channel();
    for (let index = 0; index < 3; index += 1) expect(await to.deliver(noticeOf())).toEqual({ kind: 'sent' });
    expect(await callsOf(sandbox, 'GetAccessToken')).toBe(1);
    expect(await callsOf(sandbox, 'OrgGroupSend')).toBe(3);
  });

  test('is renewed five minutes before its end', async () => {
    const to = channel();
    await to.deliver(noticeOf());
    passed = (7200 - 300) * 1000 - 1;
    await to.deliver(noticeOf());
    expect(await callsOf(sandbox, 'GetAccessToken')).toBe(1);
    passed += 1;
    await to.deliver(noticeOf());
    expect(await callsOf(sandbox, 'GetAccessToken')).toBe(2);
  });

  test('is renewed when it is rejected, and the message is sent once', async () => {
    const to = channel();
    await to.deliver(noticeOf());
    await control(sandbox, 'DELETE', 'outbox');
    await advance(sandbox, 'PT2H');
    expect(await to.deliver(noticeOf())).toEqual({ kind: 'sent' });
    expect(await kindsIn(sandbox)).toEqual(['group', 'oto']);
    expect(await callsOf(sandbox, 'GetAccessToken')).toBe(2);
  });

  test('is renewed once only', async () => {
    await fault({ kind: 'error5xx', action: 'OrgGroupSend', status: 401, code: 'InvalidAuthentication' });
    expect(await channel({ userIds: [] }).deliver(noticeOf())).toMatchObject({
      ...{ kind: 'refused', cause: 'configuration', code: 'InvalidAuthentication' },
      hint: expect.stringContaining('appSecret'),
    });
    expect([await callsOf(sandbox, 'GetAccessToken'), await callsOf(sandbox, 'OrgGroupSend')]).toEqual([
      2, 2,
    ]);
  });
});
