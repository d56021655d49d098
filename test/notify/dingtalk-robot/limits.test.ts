import { describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';
import type { NoticeItem } from '../../../shared/model/notice.ts';
import { open } from '../../../shared/notify/dingtalk-robot/send.ts';
import { NOW } from '../../builders.ts';
import { channelWorld, inSeconds, SECRET, settings, WEBHOOK } from '../channel-world.ts';
import { alert, item } from '../notices.ts';
import { OK, robot, says, wordsOf } from './open-robot.ts';

const BODY_BYTES = 20_000;
/** Half a character, as a careless cut leaves it. */
const HALF = /\p{Cs}/u;
const many = (count: number, change: Partial<NoticeItem>) =>
  Array.from({ length: count }, (_, index) => item({ since: inSeconds(-60 * index), ...change }));
const ALPHABETS = [
  { words: 'Latin', text: 'abcdefghij '.repeat(40) },
  { words: 'Chinese', text: '密钥已停用，集群会受影响。'.repeat(30) },
  { words: 'emoji', text: '🔑🧑‍🚀'.repeat(60) },
  { words: 'quotes, which JSON makes longer', text: '"'.repeat(400) },
  { words: 'halves of characters', text: '\ud83d'.repeat(200) },
];

describe('20,000 bytes', () => {
  test.each(ALPHABETS)('hold as many items as fit: $words', async ({ text }) => {
    const { channel, received, bodies } = await robot({ mobiles: ['13800000000'] });
    expect(await channel.deliver(alert({ items: many(100, { summary: text }), more: { high: 7 } }))).toEqual({
      kind: 'sent',
    });
    const bytes = Buffer.byteLength(received[0]?.body ?? '');
    expect(bytes).toBeLessThanOrEqual(BODY_BYTES);
    expect(bytes).toBeGreaterThan(BODY_BYTES / 2);
    const words = wordsOf(bodies()[0]);
    const shown = words.split('\n').filter((line) => /^(\*\*|### )/.test(line)).length;
    expect(shown).toBeGreaterThan(1);
    expect(words).toContain(`More in the report: ${shown < 100 ? `critical ${100 - shown}, ` : ''}high 7`);
    if (!HALF.test(text)) expect(words).not.toMatch(HALF);
  });

  test.each(ALPHABETS)('hold the plain text: $words', async ({ text }) => {
    const { channel, received, bodies } = await robot({}, [says('content-rejected-430104'), OK]);
    expect(await channel.deliver(alert({ items: many(100, { summary: text }), more: { high: 7 } }))).toEqual({
      kind: 'sent',
    });
    const { body = '' } = received[1] ?? {};
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(BODY_BYTES);
    expect(Buffer.byteLength(body)).toBeGreaterThan(BODY_BYTES / 2);
    const words = wordsOf(bodies()[1]);
    const shown = words.split('\n').filter((line) => line.startsWith('    CRITICAL pay-prod')).length;
    expect(shown).toBeGreaterThan(1);
    expect(words).toContain(`More in the report: ${shown < 100 ? `critical ${100 - shown}, ` : ''}high 7`);
  });

  test.each(ALPHABETS)('and 300 of them the title, which keeps its counts: $words', async ({ text }) => {
    const { channel, bodies } = await robot();
    const worst = item({ summary: text, clusters: { count: 40, names: [text, text] } });
    await channel.deliver(alert({ items: [worst], more: { high: 3 } }));
    const { title } = bodies()[0].actionCard;
    expect(Buffer.byteLength(title)).toBeLessThanOrEqual(300);
    expect(title).toMatch(/^CRITICAL .*…, .*… and 38 more: .*… \(and 3 more\) · /u);
    if (!HALF.test(text)) expect(title).not.toMatch(HALF);
  });

  test('are not looked at where all fits', async () => {
    const { channel, bodies } = await robot();
    await channel.deliver(alert({ items: many(3, {}), more: { high: 2 } }));
    expect(wordsOf(bodies()[0])).toContain('More in the report: high 2');
    expect(wordsOf(bodies()[0])).not.toContain('…');
  });
});

describe('fifteen messages a minute', () => {
  /** A robot that was opened anew, as the next run does, with what it remembers. */
  async function runs() {
    const { config, deps, received, kept } = await robot();
    const at = (seconds: number) =>
      open(config, { ...deps, now: () => new Date(NOW.getTime() + seconds * 1000) }).deliver(alert());
    return { at, received, kept };
  }

  test('are remembered from one run to the next', async () => {
    const { at, received } = await runs();
    for (let second = 0; second < 15; second += 1) {
      expect(await at(second)).toEqual({ kind: 'sent' });
    }
    expect(await at(15)).toMatchObject({ kind: 'later', code: 'Budget', after: inSeconds(75) });
    expect(received).toHaveLength(15);
  });

  test('are forgotten one by one', async () => {
    const { at, received } = await runs();
    for (let second = 0; second < 15; second += 1) await at(second);
    expect(await at(59)).toMatchObject({ kind: 'later' });
    expect(await at(60)).toEqual({ kind: 'sent' });
    expect(await at(60)).toMatchObject({ kind: 'later' });
    expect(await at(61)).toEqual({ kind: 'sent' });
    expect(received).toHaveLength(17);
  });

  test('take little memory, and no secret', async () => {
    const { at, kept } = await runs();
    for (let minute = 0; minute < 50; minute += 1) await at(minute * 61);
    expect(kept.value).toEqual([inSeconds(49 * 61)]);
  });

  test('count each try of a message', async () => {
    const { channel, received } = await robot({}, [says('content-rejected-430104')]);
    let delivery = await channel.deliver(alert());
    for (let sent = 0; sent < 20; sent += 1) delivery = await channel.deliver(alert());
    expect(delivery).toMatchObject({ kind: 'later', code: 'Budget' });
    expect(received.length).toBeLessThanOrEqual(20);
  });

  test.each([[null], [7], ['x'], [{ a: 1 }], [[1, null, 'x']]])(
    '%j in the memory is no reason to fail',
    async (value) => {
      const { channel, kept } = await robot();
      kept.value = value;
      expect(await channel.deliver(alert())).toEqual({ kind: 'sent' });
    },
  );
});

describe('against the sandbox', () => {
  const withSandbox = async (use: (sandbox: Sandbox) => Promise<void>) => {
    const sandbox = await startSandbox({ scenario: 'healthy' });
    try {
      await use(sandbox);
    } finally {
      await sandbox.close();
    }
  };
  const channelOf = ({ url }: Sandbox, given: Record<string, unknown> = {}) => {
    const { deps } = channelWorld(new URL(url).host);
    const config = settings({ type: 'dingtalk-robot', webhook: WEBHOOK, secret: SECRET, ...given });
    return { deliver: () => open(config, deps).deliver(alert()) };
  };

  test('the signature and the keyword open the door, and each change of the robot has its answer', () =>
    withSandbox(async (sandbox) => {
      const { deliver } = channelOf(sandbox, { keyword: '审计' });
      sandbox.world.setRobot({ robot: 'ops', keywords: ['审计'] });
      expect(await deliver()).toEqual({ kind: 'sent' });
      expect(await channelOf(sandbox).deliver()).toMatchObject({ hint: expect.stringContaining('keyword') });
      expect(await channelOf(sandbox, { secret: 'SECother' }).deliver()).toMatchObject({
        ...{ kind: 'refused', why: 'sign not match', hint: expect.stringContaining('secret') },
      });
      sandbox.world.setRobot({ robot: 'ops', stopped: true });
      expect(await deliver()).toMatchObject({ code: '400102' });
      sandbox.world.setRobot({ robot: 'ops', stopped: false, overQuota: true });
      expect(await deliver()).toMatchObject({ cause: 'quota' });
      sandbox.world.revokeRobot({ robot: 'ops' });
      expect(await deliver()).toMatchObject({ code: '300005' });
      sandbox.world.banAddress({ minutes: 5 });
      expect(await deliver()).toMatchObject({ kind: 'later', code: 'Banned' });
    }));

  test('thirty messages in a minute never get the robot blocked', () =>
    withSandbox(async (sandbox) => {
      const { deliver } = channelOf(sandbox);
      const codes = new Set<string>();
      for (let sent = 0; sent < 30; sent += 1) {
        const delivery = await deliver();
        codes.add(delivery.kind === 'sent' ? 'sent' : delivery.code);
      }
      expect([...codes]).toEqual(['sent', 'Budget']);
    }));

  test('a word that is not let through in markup arrives as plain text', () =>
    withSandbox(async (sandbox) => {
      sandbox.world.setRobot({ robot: 'ops', rejects: ['pay-prod'] });
      expect(await channelOf(sandbox).deliver()).toEqual({ kind: 'sent' });
      sandbox.world.setRobot({ robot: 'ops', forbids: ['pay-prod'] });
      expect(await channelOf(sandbox).deliver()).toMatchObject({ kind: 'refused', cause: 'content' });
    }));
});
