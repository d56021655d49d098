import { describe, expect, test } from 'vitest';
import { SEVERITIES } from '../../../shared/model/finding.ts';
import type { Notice } from '../../../shared/model/notice.ts';
import { inSeconds } from '../channel-world.ts';
import { alert, CONSOLE_URL, FACTS, item, REPORT_URL } from '../notices.ts';
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
    await channel.deliver(
      alert({ items: [item({ remedy: { text: 'Do.', command: '', url: CONSOLE_URL } })] }),
    );
    for (const url of [REPORT_URL, CONSOLE_URL]) expect(bodies()[0].markdown.text).toContain(`](${url})`);
  });
});

describe('buttons', () => {
  const buttonsOf = async (notice: Notice, language: 'en' | 'zh' = 'en') => {
    const { channel, bodies } = await robot({}, [OK], { language });
    await channel.deliver(notice);
    return bodies()[0].actionCard?.btns;
  };
  const remedy = { text: 'Enable the key.', command: '', url: CONSOLE_URL };
  const report = { title: 'Report', actionURL: REPORT_URL };
  const toConsole = { title: 'Console', actionURL: CONSOLE_URL };

  test('lead to the report and the console', async () => {
    expect(await buttonsOf(alert({ items: [item({ remedy })] }))).toEqual([report, toConsole]);
  });

  test('speak Chinese', async () => {
    const [button] = await buttonsOf(alert(), 'zh');
    expect(button).toEqual({ title: expect.stringMatching(/\p{Script=Han}/u), actionURL: REPORT_URL });
  });

  test('of what is over do not lead to the console', async () => {
    const over = item({ remedy, state: 'resolved', until: inSeconds(60) });
    expect(await buttonsOf(alert({ items: [over] }))).toEqual([report]);
  });

  test('there are none where there is nothing to open', async () => {
    expect(await buttonsOf(alert({ reportUrl: null }))).toBeUndefined();
  });
});
