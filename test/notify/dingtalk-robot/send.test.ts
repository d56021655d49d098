import { describe, expect, test } from 'vitest';
import type { Reply } from '../../scripted-server.ts';
import { inSeconds, SECRET, TOKEN } from '../channel-world.ts';
import { alert, item, REPORT_URL } from '../notices.ts';
import { OK, robot, says, wordsOf } from './open-robot.ts';

describe('answers', () => {
  test.each([
    ['busy', { kind: 'later', after: inSeconds(30), code: '-1' }],
    ['gateway-ban', { kind: 'later', after: inSeconds(300), code: 'Banned' }],
    ['too-fast-130101', { kind: 'later', after: inSeconds(600), code: '130101' }],
    ['throttled-410100', { kind: 'later', after: inSeconds(600), code: '410100' }],
    ['quota-90030', { kind: 'refused', cause: 'quota' }],
    ['sign-mismatch-310000', { kind: 'refused', cause: 'configuration' }],
    ['token-missing-300005', { kind: 'refused', cause: 'configuration' }],
  ])('HTTP 200 with %s', async (name, expected) => {
    const { channel, received } = await robot({}, [says(name), OK]);
    expect(await channel.deliver(alert())).toMatchObject(expected);
    expect(received).toHaveLength(1);
  });

  test.each([
    { when: 'a page of the gateway', reply: { status: 200, text: '<html>denied</html>' } },
    { when: 'an empty answer', reply: { status: 200, text: '' } },
    { when: 'a server error', reply: { status: 502, text: 'bad gateway' } },
  ])('$when is never a success', async ({ reply }) => {
    const { channel } = await robot({}, [reply, OK]);
    expect(await channel.deliver(alert())).toMatchObject({ kind: 'later', after: inSeconds(300) });
  });

  test('a refusal that comes with another status counts as what it says', async () => {
    const reply = { status: 400, body: { errcode: 400102, errmsg: 'stopped' } };
    const { channel } = await robot({}, [reply]);
    expect(await channel.deliver(alert())).toMatchObject({ kind: 'refused', code: '400102' });
  });
});

describe('no answer', () => {
  test('that hangs is given up in time', async () => {
    const { channel } = await robot({}, ['hang'], { timeoutMs: 50 });
    expect(await channel.deliver(alert())).toMatchObject({
      ...{ kind: 'later', after: inSeconds(30), code: 'Timeout' },
    });
  });

  test('because the connection breaks', async () => {
    const { channel } = await robot({}, ['reset']);
    expect(await channel.deliver(alert())).toMatchObject({ kind: 'later', after: inSeconds(30) });
  });

  test('because nobody listens', async () => {
    const { channel, stop } = await robot();
    stop();
    expect(await channel.deliver(alert())).toMatchObject({
      ...{ kind: 'later', after: inSeconds(30), code: 'ECONNREFUSED' },
    });
  });

  test('a redirect is not followed', async () => {
    const moved = { status: 302, headers: { location: '/elsewhere' } };
    const { channel, received } = await robot({}, [moved, OK]);
    const refused = { kind: 'refused', cause: 'configuration', code: 'Redirect' };
    expect(await channel.deliver(alert())).toMatchObject(refused);
    expect(received).toHaveLength(1);
  });
});

describe('rejected content', () => {
  test('is sent once more, as plain text', async () => {
    const { channel, bodies } = await robot({}, [says('content-rejected-430104'), OK]);
    expect(await channel.deliver(alert())).toEqual({ kind: 'sent' });
    const [first, second] = bodies();
    expect(bodies()).toHaveLength(2);
    expect(first.msgtype).toBe('actionCard');
    expect(second).toEqual({
      ...{ msgtype: 'text', text: { content: expect.any(String) } },
      at: { atMobiles: [], atUserIds: [], isAtAll: false },
    });
    expect(second.text.content).toContain('pay-prod');
    expect(second.text.content).toContain(REPORT_URL);
    expect(second.text.content).not.toMatch(/\*\*|###/);
  });

  test('still mentions people', async () => {
    const people = { mobiles: ['13800000000'], userIds: ['li'] };
    const { channel, bodies } = await robot(people, [says('content-rejected-430104'), OK]);
    await channel.deliver(alert());
    expect(bodies()[1].at).toEqual({ atMobiles: ['13800000000'], atUserIds: ['li'], isAtAll: false });
    expect(bodies()[1].text.content).toContain('@13800000000 @li');
  });

  test('is not sent a third time', async () => {
    const { channel, received } = await robot({}, [says('content-rejected-430104')]);
    expect(await channel.deliver(alert())).toMatchObject({ kind: 'refused', cause: 'content' });
    expect(received).toHaveLength(2);
  });

  test('tells what becomes of the plain text', async () => {
    const { channel } = await robot({}, [says('content-rejected-430104'), says('too-fast-130101')]);
    expect(await channel.deliver(alert())).toMatchObject({ kind: 'later', code: '130101' });
  });
});

describe('the keyword', () => {
  test('is appended to markup and to plain text', async () => {
    const { channel, bodies } = await robot({ keyword: '审计' }, [says('content-rejected-430104'), OK]);
    await channel.deliver(alert());
    expect(bodies().map(wordsOf)).toEqual([expect.stringMatching(/审计$/), expect.stringMatching(/审计$/)]);
  });

  test('is not said twice', async () => {
    const { channel, bodies } = await robot({ keyword: 'pay-prod' });
    await channel.deliver(alert({ items: [item({ check: 'key-state' })] }));
    expect(wordsOf(bodies()[0])).not.toMatch(/pay-prod$/);
  });

  test('survives a cut', async () => {
    const items = Array.from({ length: 50 }, () => item({ summary: '钥'.repeat(400) }));
    const { channel, bodies } = await robot({ keyword: '审计' });
    await channel.deliver(alert({ items }));
    expect(wordsOf(bodies()[0])).toMatch(/审计$/);
  });
});

describe('secrets', () => {
  const echo = (path: string): Reply => ({
    status: 200,
    body: { errcode: 310000, errmsg: `no such page https://oapi.dingtalk.com${path}, or ${path}` },
  });
  test.each<[string, Reply]>([
    ['sent', OK],
    ['echoed', echo(`/robot/send?access_token=${TOKEN}&timestamp=1&sign=${SECRET}`)],
    ['banned', says('gateway-ban')],
    ['hung', 'hang'],
    ['broken', 'reset'],
    ['moved', { status: 302, headers: { location: `/robot/send?access_token=${TOKEN}` } }],
  ])('are in no answer: %s', async (_, reply) => {
    const { channel, kept } = await robot({}, [reply], { timeoutMs: 50 });
    const delivery = await channel.deliver(alert());
    expect(JSON.stringify([delivery, kept.value])).not.toMatch(/sandboxRobotToken|SECsandbox|access_token=/);
  });

  test('an address that is none is no reason to throw, nor to tell it', async () => {
    const { channel } = await robot({ webhook: 'https://[' });
    const delivery = await channel.deliver(alert());
    expect(delivery.kind).not.toBe('sent');
    expect(JSON.stringify(delivery)).not.toContain('https://[');
  });
});
