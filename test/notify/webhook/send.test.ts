import { createHmac, timingSafeEqual } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ChannelDeps } from '../../../shared/notify/deps.ts';
import { open } from '../../../shared/notify/webhook/send.ts';
import { type Reply, scriptedServer } from '../../scripted-server.ts';
import { channelWorld, inSeconds, settings } from '../channel-world.ts';
import { alert, KINDS } from '../notices.ts';

const PATH = '/hooks/T000/tokenOfTheAddress';

/** A webhook whose receiver answers like this. */
async function receiver(replies: [Reply, ...Reply[]], secret?: string, change: Partial<ChannelDeps> = {}) {
  const server = await scriptedServer(...replies);
  onTestFinished(() => server.close());
  const { deps } = channelWorld(null, change);
  const url = `http://${server.host}${PATH}`;
  const config = settings({ type: 'webhook', url, ...(secret === undefined ? {} : { secret }) });
  return {
    channel: open(config, deps),
    received: server.received,
    stop: () => server.close(),
  };
}

describe('what is posted', () => {
  test.each(KINDS)('$kind: the message as data and in words', async ({ notice }) => {
    const { channel, received } = await receiver([{ status: 204 }]);
    expect(await channel.deliver(notice)).toEqual({ kind: 'sent' });
    const [{ method, path, headers, body }] = received as [(typeof received)[number]];
    expect({ method, path, type: headers['content-type'] }).toEqual({
      ...{ method: 'POST', path: PATH, type: 'application/json; charset=utf-8' },
    });
    expect(JSON.parse(body)).toEqual({
      ...{ schema: 'sealwatch.notice/1', channel: 'ops', notice },
      title: expect.stringMatching(/./),
      text: expect.stringMatching(/./),
    });
  });

  test('the words speak the language of the channel, the data none', async () => {
    const bodies: Record<string, unknown>[] = [];
    for (const language of ['en', 'zh'] as const) {
      const { channel, received } = await receiver([{ status: 200 }], undefined, { language });
      await channel.deliver(alert());
      bodies.push(JSON.parse(received[0]?.body ?? ''));
    }
    const [english, chinese] = bodies;
    expect(english?.['title']).not.toMatch(/\p{Script=Han}/u);
    expect(chinese?.['title']).toMatch(/\p{Script=Han}/u);
    expect(chinese?.['notice']).toEqual(english?.['notice']);
  });
});

describe('the signature', () => {
  const time = new Date('2026-01-01T00:00:00.999Z');
  const signed = async (secret?: string) => {
    const { channel, received } = await receiver([{ status: 200 }], secret, { realNow: () => time });
    await channel.deliver(alert());
    const [{ headers, body }] = received as [(typeof received)[number]];
    return { header: headers['x-sealwatch-signature'], body };
  };

  /** What docs tell receivers to do, written apart from the sender. */
  const isGenuine = (header: unknown, body: string, secret: string) => {
    const [, stamp = '', hex = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(header)) ?? [];
    const expected = createHmac('sha256', secret)
      .update(Buffer.from(`${stamp}.${body}`, 'utf8'))
      .digest();
    const given = Buffer.from(hex, 'hex');
    return given.length === expected.length && timingSafeEqual(given, expected);
  };

  test('is over the seconds of the real time and the bytes of the body', async () => {
    const { header, body } = await signed('s3cret');
    expect(header).toMatch(/^t=1767225600,v1=/);
    expect(isGenuine(header, body, 's3cret')).toBe(true);
  });

  test('does not fit another body, time or secret', async () => {
    const { header, body } = await signed('s3cret');
    expect(isGenuine(header, `${body} `, 's3cret')).toBe(false);
    expect(isGenuine(header, body, 'other')).toBe(false);
    expect(isGenuine(String(header).replace('1767225600', '1767225601'), body, 's3cret')).toBe(false);
  });

  test('is left out without a secret', async () => {
    expect((await signed()).header).toBeUndefined();
  });
});

describe('answers', () => {
  const asks = (value: string): Reply => ({ status: 429, headers: { 'retry-after': value } });
  const busy = (seconds: number, code: string) => ({ kind: 'later', after: inSeconds(seconds), code });
  const refused = (code: string) => ({ kind: 'refused', cause: 'configuration', code });

  test.each<{ when: string; reply: Reply; is: object }>([
    { when: '200', reply: { status: 200, body: { error: 'never read' } }, is: { kind: 'sent' } },
    { when: '202', reply: { status: 202 }, is: { kind: 'sent' } },
    { when: '400', reply: { status: 400 }, is: refused('HTTP 400') },
    { when: '401', reply: { status: 401 }, is: refused('HTTP 401') },
    { when: '404', reply: { status: 404 }, is: refused('HTTP 404') },
    { when: '410', reply: { status: 410 }, is: refused('HTTP 410') },
    { when: '429', reply: { status: 429 }, is: busy(60, 'HTTP 429') },
    { when: '429 for 120 s', reply: asks('120'), is: busy(120, 'HTTP 429') },
    { when: '429 for a year', reply: asks('31536000'), is: busy(3600, 'HTTP 429') },
    { when: '429 for less than nothing', reply: asks('-5'), is: busy(60, 'HTTP 429') },
    { when: '429 with nonsense', reply: asks('soon'), is: busy(60, 'HTTP 429') },
    { when: '500', reply: { status: 500 }, is: busy(60, 'HTTP 500') },
    { when: '503', reply: { status: 503 }, is: busy(60, 'HTTP 503') },
    { when: 'a broken connection', reply: 'reset', is: { kind: 'later', after: inSeconds(60) } },
    { when: 'silence', reply: 'hang', is: busy(60, 'Timeout') },
  ])('$when', async ({ reply, is }) => {
    const { channel, received } = await receiver([reply], undefined, {
      timeoutMs: reply === 'hang' ? 50 : 5000,
    });
    const delivery = await channel.deliver(alert());
    expect(delivery).toMatchObject(is);
    expect(received).toHaveLength(1);
    expect(JSON.stringify(delivery)).not.toMatch(/tokenOfTheAddress|127\.0\.0\.1/);
  });

  test.each([301, 302, 307, 308])('%d is refused, and not followed with the message', async (status) => {
    const { channel, received } = await receiver([{ status, headers: { location: '/x' } }, { status: 200 }]);
    expect(await channel.deliver(alert())).toMatchObject({
      ...refused(`HTTP ${status}`),
      why: expect.stringContaining('redirects'),
    });
    expect(received).toHaveLength(1);
  });

  test('nobody listens', async () => {
    const { channel, stop } = await receiver([{ status: 200 }]);
    stop();
    expect(await channel.deliver(alert())).toMatchObject(busy(60, 'ECONNREFUSED'));
  });
});
