import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallCounter } from '../../shared/collect/density.ts';
import type { Density } from '../../shared/model/activity.ts';
import { days, minutes } from '../builders.ts';

/** One look at events, given in minutes from now, that reached back to `from`. */
function look(before: Density | undefined, events: readonly number[], from: number | null, to = 0): Density {
  const counter = new CallCounter(before);
  for (const at of [...events].sort((a, b) => b - a))
    counter.count(at % 2 === 0 ? 'key-1' : 'key-2', minutes(at));
  return counter.result(from === null ? null : minutes(from), minutes(to));
}

const before: Density = { from: minutes(-600), to: minutes(-30), calls: { 'key-1': 5 } };

test.each([
  {
    when: 'the first look',
    given: look(undefined, [-2, -4, -5], -60),
    from: -60,
    calls: { 'key-1': 2, 'key-2': 1 },
  },
  {
    when: 'a look that ended early',
    given: look(undefined, [-2, -5], null),
    from: -5,
    calls: { 'key-1': 1, 'key-2': 1 },
  },
  { when: 'no event, and nothing else', given: look(undefined, [], null), from: 0, calls: {} },
  {
    when: 'a look that joins',
    given: look(before, [-2, -29, -30, -32], -40),
    from: -600,
    calls: { 'key-1': 6, 'key-2': 1 },
  },
  { when: 'a look that touches', given: look(before, [-2], -30), from: -600, calls: { 'key-1': 6 } },
  {
    when: 'a look that ended early and joins',
    given: look(before, [-2, -32], null),
    from: -600,
    calls: { 'key-1': 6 },
  },
  { when: 'a look behind a gap', given: look(before, [-2], -29), from: -29, calls: { 'key-1': 1 } },
  {
    when: 'a look that ended early behind a gap',
    given: look(before, [-2], null),
    from: -2,
    calls: { 'key-1': 1 },
  },
])('$when', ({ given, from, calls }) => {
  expect(given).toEqual({ from: minutes(from), to: minutes(0), calls });
});

test('the density stays while what is older than a week fades', () => {
  const week: Density = { from: days(-7), to: minutes(-30), calls: { 'key-1': 1008 } };
  expect(look(week, [], -30)).toEqual({ from: days(-7), to: days(0), calls: { 'key-1': 1008 } });
  const longer: Density = { from: days(-8), to: minutes(-30), calls: { 'key-1': 1008, 'key-2': 3 } };
  expect(look(longer, [-2], -30)).toEqual({
    from: days(-4),
    to: days(0),
    calls: { 'key-1': 504.5, 'key-2': 1.5 },
  });
  expect(longer.calls).toEqual({ 'key-1': 1008, 'key-2': 3 });
});

test('no event is counted twice, however much looks overlap', () => {
  const events = fc.uniqueArray(fc.integer({ min: -999, max: -1 }));
  fc.assert(
    fc.property(events, fc.integer({ min: -900, max: -100 }), fc.nat(99), (all, middle, overlap) => {
      const first = look(
        undefined,
        all.filter((at) => at <= middle),
        -1000,
        middle,
      );
      const second = look(
        first,
        all.filter((at) => at >= middle - overlap),
        middle - overlap,
      );
      const counted = Object.values(second.calls).reduce((a, b) => a + b, 0);
      expect(counted).toBe(all.length);
      expect(second).toMatchObject({ from: minutes(-1000), to: minutes(0) });
    }),
  );
});
