import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checks } from '../../shared/checks/index.ts';
import { linesOf, phoneLines, SCREEN_LINES } from '../../shared/notify/phone-lines.ts';
import { renderNotice } from '../../shared/notify/render-notice.ts';
import { EFFECTS } from '../../shared/text/headlines.ts';
import { render } from '../../shared/text/render.ts';
import { widthOf } from '../../shared/text/width.ts';
import { zh } from '../../shared/text/zh.ts';
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
    const message = rendered([...several(4, 'critical'), ...several(10, 'high')], 'baseline');
    expect(linesOf(message)).toBeLessThanOrEqual(2 * SCREEN_LINES);
    expect(message.items[0]?.lines.map(({ text }) => text)).toContain(COMMAND);
    expect(message.items.filter(({ severity }) => severity === 'critical')).toHaveLength(4);
    const shown = message.items.filter(({ severity }) => severity === 'high').length;
    expect((message.left.high ?? 0) + shown).toBe(10);
  });

  test('criticals alone lose who, when and why, never what to do', () => {
    const message = rendered(several(40, 'critical'));
    expect(message.items).toHaveLength(40);
    expect(message.left).toEqual({});
    expect(message.items.at(-1)?.lines.map(({ text }) => text)).toEqual([COMMAND]);
  });

  test('the effect of a critical is given up before who did it', () => {
    const long = { effect: '', summary: '它写得很长'.repeat(20), headline: 'KMS key disabled' };
    const message = rendered(several(4, 'critical').map((one) => ({ ...one, ...long })));
    const lines = message.items.slice(1).map((one) => one.lines.map(({ text }) => text));
    expect(lines).toContainEqual([expect.stringMatching(/^dana\.wu \d\d:\d\d$/), COMMAND]);
  });

  test('however long what is said of a critical, what to do stays', () => {
    const steps = [COMMAND, ''];
    const long = fc.record({
      effects: fc.array(fc.string({ unit: fc.constantFrom('a', '密'), maxLength: 600 }), { maxLength: 12 }),
      severities: fc.array(fc.constantFrom('critical', 'high'), { minLength: 12, maxLength: 12 }),
      step: fc.constantFrom(...steps),
    });
    fc.assert(
      fc.property(long, ({ effects, severities, step }) => {
        const items = effects.map((summary, index) => ({
          ...worst,
          ...{ summary, effect: '', headline: 'KMS key disabled', severity: severities[index] ?? 'high' },
          remedy: { ...remedy, command: step },
        }));
        const criticals = rendered(items, 'baseline').items.filter(({ severity }) => severity === 'critical');
        expect(criticals).toHaveLength(items.filter(({ severity }) => severity === 'critical').length);
        const wanted = step || render(remedy.text, {}, language);
        for (const { lines } of criticals) expect(lines.map(({ text }) => text)).toContain(wanted);
      }),
      { numRuns: 50 },
    );
  });

  test.each(Object.entries(EFFECTS))('what a debt does is short: %s', (sentence, effect) => {
    expect(Object.keys(zh)).toContain(sentence);
    const places = {
      kmsStopsAt: '11-30 08:00',
      clusterDeletionAt: '12-08 08:00',
      kmsDays: 7,
      deletionDays: 15,
    };
    const text = render(effect, places, language);
    expect(text).not.toMatch(/[{}]/);
    expect(phoneLines(text)).toBeLessThanOrEqual(3);
    expect(phoneLines(text)).toBeLessThan(
      phoneLines(render(sentence, { ...places, since: places.kmsStopsAt }, language)) + 1,
    );
  });

  test('a debt is told in few words, in all its phases', () => {
    const failing = Object.keys(zh).filter((text) => /^(Overdue since|Account overdue) .*\.$/.test(text));
    expect(
      failing.filter((text) => !Object.hasOwn(EFFECTS, text) && !text.includes('KMS stops {kmsStopsAt}; ')),
    ).toEqual([]);
  });

  test.each(checks.map(({ id, headline }) => [id, headline]))('%s fits into a heading', (_, headline) => {
    const text = render(headline, {}, language);
    expect(text).not.toMatch(/[.。{}]/);
    expect(widthOf(text)).toBeLessThanOrEqual(40);
  });
});
