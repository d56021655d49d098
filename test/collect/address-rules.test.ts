import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AddressRule, passageOf } from '../../shared/collect/address-rules.ts';
import { intervalOf } from '../../shared/model/address-range.ts';

const RANGE = '100.64.0.0/10';
const rule = (allows: boolean, cidr: string | null, covers: AddressRule['covers'] = 'all'): AddressRule => ({
  text: `${allows ? 'Accept' : 'Drop'} ${cidr}`,
  allows,
  cidr,
  covers,
});
const accept = (cidr: string | null, covers?: AddressRule['covers']) => rule(true, cidr, covers);
const drop = (cidr: string | null, covers?: AddressRule['covers']) => rule(false, cidr, covers);

test.each([
  { when: 'no rule', rules: [], verdict: 'silent' },
  { when: 'all accepted', rules: [accept('0.0.0.0/0')], verdict: 'allowed' },
  { when: 'the range accepted', rules: [accept(RANGE)], verdict: 'allowed' },
  {
    when: 'both halves accepted',
    rules: [accept('100.64.0.0/11'), accept('100.96.0.0/11')],
    verdict: 'allowed',
  },
  { when: 'one half accepted', rules: [accept('100.64.0.0/11')], verdict: 'silent' },
  { when: 'only others accepted', rules: [accept('10.0.0.0/8')], verdict: 'silent' },
  { when: 'the range refused', rules: [drop(RANGE)], verdict: 'refused' },
  {
    when: 'the range refused, then all accepted',
    rules: [drop(RANGE), accept('0.0.0.0/0')],
    verdict: 'refused',
  },
  { when: 'all refused', rules: [drop('0.0.0.0/0')], verdict: 'refused' },
  { when: 'accepted before it is refused', rules: [accept(RANGE), drop('0.0.0.0/0')], verdict: 'allowed' },
  { when: 'both halves refused', rules: [drop('100.64.0.0/11'), drop('100.96.0.0/11')], verdict: 'refused' },
  { when: 'one address refused', rules: [drop('100.100.100.200'), accept('0.0.0.0/0')], verdict: 'partly' },
  { when: 'one half refused', rules: [drop('100.64.0.0/11')], verdict: 'partly' },
  { when: 'others refused', rules: [drop('192.168.0.0/16'), accept('0.0.0.0/0')], verdict: 'allowed' },
  { when: 'a list of addresses refused', rules: [drop(null), accept('0.0.0.0/0')], verdict: 'partly' },
  { when: 'a list of addresses accepted', rules: [accept(null)], verdict: 'silent' },
  { when: 'some ports refused', rules: [drop('0.0.0.0/0', 'some'), accept('0.0.0.0/0')], verdict: 'partly' },
  { when: 'some ports accepted', rules: [accept('0.0.0.0/0', 'some')], verdict: 'silent' },
  { when: 'some ports refused, then all', rules: [drop(RANGE, 'some'), drop(RANGE)], verdict: 'refused' },
])('$when: $verdict', ({ rules, verdict }) => {
  expect(passageOf(RANGE, rules)).toMatchObject({ verdict });
});

test('the rule that refuses is named', () => {
  expect(passageOf(RANGE, [accept('10.0.0.0/8'), drop(RANGE)])).toEqual({
    verdict: 'refused',
    rule: 'Drop 100.64.0.0/10',
  });
});

test.each(['', '1.2.3', '256.0.0.0/8', '10.0.0.0/33', '::/0', 'a.b.c.d'])('%o is no range', (text) => {
  expect(intervalOf(text)).toBeNull();
});

test('each address of a range has the fate that the first rule about it decides', () => {
  const length = fc.integer({ min: 0, max: 32 });
  const octet = fc.integer({ min: 0, max: 255 });
  const cidr = fc
    .tuple(fc.constantFrom(100, 101, 0), fc.integer({ min: 60, max: 130 }), octet, octet, length)
    .map(([a, b, c, d, bits]) => `${a}.${b}.${c}.${d}/${bits}`);
  const rules = fc.array(fc.tuple(fc.boolean(), cidr), { maxLength: 6 });
  fc.assert(
    fc.property(rules, fc.integer({ min: 0, max: 2 ** 22 - 1 }), (given, offset) => {
      const address = 100 * 2 ** 24 + 64 * 2 ** 16 + offset;
      const first = given.find(([, text]) => {
        const about = intervalOf(text);
        return about !== null && about.from <= address && address <= about.to;
      });
      const { verdict } = passageOf(
        RANGE,
        given.map(([allows, text]) => rule(allows, text)),
      );
      if (verdict === 'allowed') expect(first?.[0]).toBe(true);
      if (verdict === 'refused') expect(first?.[0]).toBe(false);
    }),
  );
});
