import { describe, expect, test } from 'vitest';
import { checks } from '../../shared/checks/index.ts';
import { linesOf, SCREEN_LINES } from '../../shared/notify/phone-lines.ts';
import { renderNotice } from '../../shared/notify/render-notice.ts';
import { render } from '../../shared/text/render.ts';
import { widthOf } from '../../shared/text/width.ts';
import { alert, FACTS, item } from './notices.ts';

const LANGUAGES = ['en', 'zh'] as const;
const COMMAND = 'aliyun kms EnableKey --region cn-hangzhou --KeyId key-hzz00000000000000004d';
const remedy = {
  text: 'Enable the key now; the API server recovers automatically.',
  command: COMMAND,
  url: '',
};
const actor = { type: 'user', name: 'dana.wu', role: '', source: '203.0.113.30', eventId: 'e' } as const;
const worst = item({
  ...{ remedy, actor, actorState: 'named', effect: 'writes fail; do not restart the API server' },
  clusters: { count: 2, names: ['order-prod', 'stock-prod'] },
});
const several = (count: number, severity: 'critical' | 'high') =>
  Array.from({ length: count }, () => ({ ...worst, severity }));

describe.each(LANGUAGES)('in %s', (language) => {
  const rendered = (items: readonly (typeof worst)[], kind: 'alert' | 'baseline' = 'alert') =>
    renderNotice(alert({ items, kind, facts: kind === 'baseline' ? FACTS : null }), language);

  test('one cause is told on one screen: what, who, when, effect and command', () => {
    const message = rendered([worst]);
    expect(linesOf(message)).toBeLessThanOrEqual(SCREEN_LINES / 2);
    const [only] = message.items;
    expect(only?.heading).toContain('order-prod');
    expect(only?.lines.map(({ text }) => text)).toEqual([expect.stringContaining('dana.wu'), COMMAND]);
  });

  test('a push shows all of that but the command', () => {
    const { title, items } = rendered([worst]);
    expect(title).toBe(`${items[0]?.heading} · ${items[0]?.lines[0]?.text}`);
  });

  test('many causes take two screens, the first whole, no critical left out, the rest counted', () => {
    const message = rendered([...several(5, 'critical'), ...several(10, 'high')], 'baseline');
    expect(linesOf(message)).toBeLessThanOrEqual(2 * SCREEN_LINES);
    expect(message.items[0]?.lines.map(({ text }) => text)).toContain(COMMAND);
    expect(message.items.filter(({ severity }) => severity === 'critical')).toHaveLength(5);
    const shown = message.items.filter(({ severity }) => severity === 'high').length;
    expect((message.left.high ?? 0) + shown).toBe(10);
  });

  test('criticals alone lose their details and nothing else', () => {
    const message = rendered(several(40, 'critical'));
    expect(message.items).toHaveLength(40);
    expect(message.left).toEqual({});
    expect(message.items.at(-1)?.lines).toEqual([]);
  });

  test.each(checks.map(({ id, headline }) => [id, headline]))('%s fits into a heading', (_, headline) => {
    const text = render(headline, {}, language);
    expect(text).not.toMatch(/[.。{}]/);
    expect(widthOf(text)).toBeLessThanOrEqual(40);
  });
});
