import { expect, test } from 'vitest';
import { matches, parsePattern } from '../../sandbox/world/event-pattern.ts';

const EVENT = { source: 'acs.kms', type: 'kms:ActionTrail:ApiCall', data: { eventName: 'DisableKey' } };

test.each([
  { pattern: { source: ['acs.kms'] }, is: true },
  { pattern: { source: ['acs.cs', 'acs.kms'], data: { eventName: ['DisableKey'] } }, is: true },
  { pattern: { type: [{ suffix: ':ActionTrail:ApiCall' }] }, is: true },
  { pattern: { type: [{ prefix: 'cs:' }] }, is: false },
  { pattern: { data: { eventName: ['EnableKey'] } }, is: false },
  { pattern: { data: { name: ['DisableKey'] } }, is: false },
  { pattern: { source: { name: ['acs.kms'] } }, is: false },
])('pattern $pattern', ({ pattern, is }) => {
  expect(matches(EVENT, pattern)).toBe(is);
});

test.each(['', '7', '[]', '{"source":"acs.kms"}', '{"source":[{"sufix":"x"}]}'])(
  '%j is no pattern',
  (text) => {
    expect(parsePattern(text)).toBeNull();
  },
);
