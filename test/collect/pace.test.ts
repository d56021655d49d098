import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PaceReader } from '../../shared/collect/pace.ts';
import { longestSilence, type Pace } from '../../shared/model/activity.ts';
import { days, minutes } from '../builders.ts';

/** One look at the calls of a key, given in minutes from now, in the order in which ActionTrail gives them. */
function look(before: Pace | undefined, calls: readonly number[], more: { whole?: boolean } = {}) {
  const reader = new PaceReader(before ? { 'key-1': before } : {});
  for (const at of calls) reader.see('key-1', minutes(at));
  return reader.result(['key-1'], more.whole ?? true)['key-1'];
}

const before: Pace = { since: minutes(-600), until: minutes(-30), longest: 120 };

test.each([
  { when: 'the first look', given: look(undefined, [-2, -4, -9]), from: -9, to: -2, longest: 300 },
  { when: 'calls out of order', given: look(undefined, [-9, -2, -4]), from: -9, to: -2, longest: 300 },
  { when: 'a single call', given: look(undefined, [-2]), from: -2, to: -2, longest: 0 },
  { when: 'a look that overlaps', given: look(before, [-2, -20, -31]), from: -600, to: -2, longest: 1080 },
  { when: 'a look that joins', given: look(before, [-2, -5]), from: -600, to: -2, longest: 1500 },
  {
    when: 'a look behind a short gap',
    given: look(before, [-2], { whole: false }),
    from: -600,
    to: -2,
    longest: 1680,
  },
  {
    when: 'a look behind a long gap',
    given: look({ ...before, until: minutes(-300) }, [-2, -3], { whole: false }),
    ...{ from: -3, to: -2, longest: 60 },
  },
  {
    when: 'calls again after they had stopped',
    given: look({ ...before, until: minutes(-300) }, [-2, -3]),
    ...{ from: -3, to: -2, longest: 60 },
  },
  { when: 'no call', given: look(before, []), from: -600, to: -30, longest: 120 },
])('$when', ({ given, from, to, longest }) => {
  expect(given).toEqual({ since: minutes(from), until: minutes(to), longest });
});

test('of a key whose newest calls may be among those that were not read, nothing is known', () => {
  expect(look(before, [], { whole: false })).toBeUndefined();
  expect(look(undefined, [])).toBeUndefined();
});

test('what is older than a week counts for less', () => {
  const week: Pace = { since: days(-8), until: minutes(-30), longest: 7200 };
  expect(look(week, [-1])).toEqual({ since: expect.any(String), until: minutes(-1), longest: 3600 });
});

test.each([
  {
    when: 'each minute for an hour',
    pace: { since: minutes(-90), until: minutes(-30), longest: 60 },
    allowed: 1800,
  },
  {
    when: 'each hour for a day',
    pace: { since: days(-1), until: minutes(0), longest: 3600 },
    allowed: 11_400,
  },
  {
    when: 'a burst at the start',
    pace: { since: minutes(-2), until: minutes(0), longest: 1 },
    allowed: null,
  },
  { when: 'now and then', pace: { since: days(-1), until: minutes(0), longest: 36_000 }, allowed: null },
  { when: 'once', pace: { since: minutes(0), until: minutes(0), longest: 0 }, allowed: null },
])('a key that was called $when may be silent for $allowed seconds', ({ pace, allowed }) => {
  expect(longestSilence(pace)).toBe(allowed);
});

test('no pause between two calls is longer than the longest that is told, however they are looked at', () => {
  const calls = fc.uniqueArray(fc.integer({ min: -59, max: 0 }), { minLength: 1 });
  fc.assert(
    fc.property(calls, fc.integer({ min: -59, max: 0 }), (all, cut) => {
      const sorted = [...all].sort((a, b) => b - a);
      const first = look(
        undefined,
        sorted.filter((at) => at <= cut),
      );
      const pace = look(
        first,
        sorted.filter((at) => at > cut),
      );
      const pauses = sorted.slice(1).map((at, index) => ((sorted[index] ?? 0) - at) * 60);
      expect(pace?.longest ?? 0).toBe(Math.max(0, ...pauses));
    }),
  );
});
