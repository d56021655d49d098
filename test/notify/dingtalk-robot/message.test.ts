import { describe, expect, test } from 'vitest';
import { SEVERITIES } from '../../../shared/model/finding.ts';
import type { OutgoingNotice } from '../../../shared/model/notice.ts';
import { inSeconds } from '../channel-world.ts';
import { ACKNOWLEDGE_URL, alert, CONSOLE_URL, FACTS, item, REPORT_URL } from '../notices.ts';
import { OK, robot } from './open-robot.ts';

describe('mentions', () => {
  const people = { mobiles: ['13800000000'], userIds: ['li'] };

  test.each(SEVERITIES)('of a %s alert', async (severity) => {
    const { channel, bodies } = await robot(people);
    await channel.deliver(alert({ items: [item({ severity })] }));
    const [body] = bodies();
    if (severity === 'critical' || severity === 'high') {
      expect(body.msgtype).toBe('markdown');
      expect(body.at).toEqual({ atMobiles: ['13800000000'], atUserIds: ['li'], isAtAll: false });
      expect(body.markdown.text).toContain('@13800000000 @li');
    } else {
      expect(body.msgtype).toBe('actionCard');
      expect(JSON.stringify(body)).not.toMatch(/13800000000|@li|"at"/);
    }
  });

  test.each(['digest', 'baseline', 'proof-of-life', 'test'] as const)('none in a %s', async (kind) => {
    const { channel, bodies } = await robot(people);
    await channel.deliver(alert({ kind, severity: 'critical', items: [], facts: FACTS }));
    expect(JSON.stringify(bodies()[0])).not.toMatch(/13800000000|@li/);
  });

  test.each(['resolved', 'waiver-expiring', 'changed', 'attempted'] as const)(
    'none because something is %s',
    async (state) => {
      const { channel, bodies } = await robot(people);
      const until = state === 'resolved' ? inSeconds(60) : null;
      await channel.deliver(alert({ items: [item({ state, until })] }));
      expect(JSON.stringify(bodies()[0])).not.toMatch(/13800000000|@li/);
    },
  );

  test('one open finding among others is enough', async () => {
    const { channel, bodies } = await robot(people);
    const over = item({ state: 'resolved', until: inSeconds(60) });
    await channel.deliver(alert({ items: [over, item({ severity: 'high' })] }));
    expect(bodies()[0].at.atMobiles).toEqual(['13800000000']);
  });

  test('survive a cut', async () => {
    const items = Array.from({ length: 50 }, () => item({ summary: '钥'.repeat(400) }));
    const { channel, bodies } = await robot(people);
    await channel.deliver(alert({ items }));
    expect(bodies()[0].markdown.text).toContain('@13800000000 @li');
  });

  test('leave the links in the text', async () => {
    const { channel, bodies } = await robot(people);
    const acknowledgeUrls = { [item().fingerprint]: ACKNOWLEDGE_URL };
    await channel.deliver({ ...alert(), acknowledgeUrls });
    for (const url of [REPORT_URL, ACKNOWLEDGE_URL]) expect(bodies()[0].markdown.text).toContain(`](${url})`);
  });
});

describe('buttons', () => {
  const buttonsOf = async (notice: OutgoingNotice, language: 'en' | 'zh' = 'en') => {
    const { channel, bodies } = await robot({}, [OK], { language });
    await channel.deliver(notice);
    return bodies()[0].actionCard?.btns;
  };
  const remedy = { text: 'Enable the key.', command: '', url: CONSOLE_URL };
  const report = { title: 'Report', actionURL: REPORT_URL };
  const toConsole = { title: 'Console', actionURL: CONSOLE_URL };

  const acknowledge = { title: 'Acknowledge 4 h', actionURL: ACKNOWLEDGE_URL };
  const acknowledgeUrls = { [item().fingerprint]: ACKNOWLEDGE_URL };

  test('acknowledge the one finding and lead to the report', async () => {
    expect(await buttonsOf({ ...alert({ items: [item({ remedy })] }), acknowledgeUrls })).toEqual([
      acknowledge,
      report,
    ]);
  });

  test('of several findings only lead to the report: each has a link of its own', async () => {
    const { channel, bodies } = await robot();
    const other = item({ fingerprint: 'f'.repeat(16) });
    await channel.deliver({ ...alert({ items: [item(), other] }), acknowledgeUrls });
    const { btns, text } = bodies()[0].actionCard;
    expect(btns).toEqual([report]);
    expect(text.split(`[Acknowledge 4 h](${ACKNOWLEDGE_URL})`)).toHaveLength(2);
  });

  test('lead to the console where there is no report', async () => {
    expect(await buttonsOf(alert({ items: [item({ remedy })], reportUrl: null }))).toEqual([toConsole]);
  });

  test('speak Chinese', async () => {
    const [button] = await buttonsOf(alert(), 'zh');
    expect(button).toEqual({ title: expect.stringMatching(/\p{Script=Han}/u), actionURL: REPORT_URL });
  });

  test('of what is over do not lead to the console', async () => {
    const over = item({ remedy, state: 'resolved', until: inSeconds(60) });
    expect(await buttonsOf(alert({ items: [over], reportUrl: null }))).toBeUndefined();
  });

  test('there are none where there is nothing to open', async () => {
    expect(await buttonsOf(alert({ reportUrl: null }))).toBeUndefined();
  });
});
